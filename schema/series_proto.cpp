#include "schema/series_proto.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "labelwatch/v1/labelwatch.pb.h"

namespace labelwatch {
namespace {

std::vector<SeriesKind> KindsOf(SeriesKinds set) {
  std::vector<SeriesKind> kinds;
  for (std::size_t i = 1; i < kSeriesKinds; ++i) {
    if (const auto kind = static_cast<SeriesKind>(i); (set & Bit(kind)) != 0) kinds.push_back(kind);
  }
  return kinds;
}

void ToProto(const SeriesBlock& block, v1::SeriesBlock& out) {
  out.set_tick_unix_ms(block.tick_ms);
  out.set_sequence(block.sequence);
  out.set_models(block.models);
  const std::vector<SeriesKind> kinds = KindsOf(block.kinds);
  for (const SeriesKind kind : kinds) out.add_kinds(std::string(SeriesKindWord(kind)));
  for (const SeriesRow& row : block.rows) {
    v1::SeriesRow& to = *out.add_rows();
    to.set_value(row.value);
    to.set_frames(row.frames);
    std::size_t end = kinds.size();
    while (end > 0 && row.flagged[Place(kinds[end - 1])] == 0) --end;
    for (std::size_t i = 0; i < end; ++i) to.add_flagged(row.flagged[Place(kinds[i])]);
  }
}

// Nothing: it is not one.
std::optional<SeriesRow> Read(const v1::SeriesRow& proto, const std::vector<SeriesKind>& kinds, std::size_t values) {
  if (proto.value() >= values || static_cast<std::size_t>(proto.flagged_size()) > kinds.size()) return {};
  SeriesRow row{proto.value(), proto.frames(), {}};
  for (int i = 0; i < proto.flagged_size(); ++i) {
    if (proto.flagged(i) > proto.frames()) return {};
    row.flagged[Place(kinds[static_cast<std::size_t>(i)])] = proto.flagged(i);
  }
  return row;
}

}  // namespace

void ToProto(const SeriesSums& sums, v1::SeriesSums& out) {
  for (const SeriesValue& value : sums.values) {
    v1::SeriesValue& to = *out.add_values();
    to.set_dimension(std::string(kDimensions[Place(value.dimension)].word));
    to.set_name(value.name);
  }
  for (const SeriesBlock& block : sums.blocks) ToProto(block, *out.add_blocks());
}

Result<SeriesSums> FromProto(const v1::SeriesSums& proto) {
  SeriesSums sums;
  for (const v1::SeriesValue& value : proto.values()) {
    const auto dimension = DimensionFromWord(value.dimension());
    if (!dimension) return BadInput("a series of the unknown dimension '" + value.dimension().substr(0, 50) + "'");
    sums.values.push_back({*dimension, value.name()});
  }
  for (const v1::SeriesBlock& from : proto.blocks()) {
    SeriesBlock& block = sums.blocks.emplace_back();
    block.tick_ms = from.tick_unix_ms();
    block.sequence = from.sequence();
    block.models = from.models();
    std::vector<SeriesKind> kinds;
    for (const std::string& word : from.kinds()) {
      const auto kind = SeriesKindFromWord(word);
      if (!kind || (block.kinds & Bit(*kind)) != 0) return BadInput("unknown kind '" + word.substr(0, 50) + "'");
      kinds.push_back(*kind);
      block.kinds |= Bit(*kind);
    }
    for (const v1::SeriesRow& row : from.rows()) {
      const auto read = Read(row, kinds, sums.values.size());
      if (!read) return BadInput("a row of a series that does not add up");
      block.rows.push_back(*read);
    }
  }
  return sums;
}

}  // namespace labelwatch
