#include "schema/series_proto.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "labelwatch/v1/labelwatch.pb.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

std::vector<SeriesKind> KindsOf(SeriesKinds set) {
  std::vector<SeriesKind> kinds;
  for (std::size_t i = 1; i < kSeriesKinds; ++i) {
    if (const auto kind = static_cast<SeriesKind>(i); (set & Bit(kind)) != 0) kinds.push_back(kind);
  }
  return kinds;
}

void ToProto(const ModelSaid& said, v1::ModelSaid& out) {
  out.set_model(said.model);
  out.set_frames(said.frames);
  for (const ObjectPair& pair : said.pairs) {
    out.add_labeled(pair.labeled + 1);  // none: 0
    out.add_predicted(pair.predicted + 1);
    out.add_objects(pair.objects);
  }
  std::size_t end = said.scores.size();
  while (end > 0 && said.scores[end - 1] == 0) --end;
  for (std::size_t bin = 0; bin < end; ++bin) out.add_scores(said.scores[bin]);
}

void ToProto(const SeriesBlock& block, v1::SeriesBlock& out) {
  out.set_tick_unix_ms(block.tick_ms);
  out.set_sequence(block.sequence);
  out.set_models(block.models);
  out.set_regime(block.regime);
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
  for (const ModelSaid& said : block.models_said) ToProto(said, *out.add_models_said());
  for (const HeldClass& held : block.held) {
    v1::HeldClass& to = *out.add_held();
    to.set_value(held.value);
    to.set_of_class(held.of_class);
    to.set_frames(held.frames);
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

// What a block must hold of a value so that more can be said of it.
class Frames {
 public:
  explicit Frames(const SeriesSums& sums, const SeriesBlock& block) : values_(sums.values) {
    for (const SeriesRow& row : block.rows) frames_[row.value] += row.frames;
  }
  bool Has(std::uint32_t value, std::uint64_t frames) const {
    const auto row = frames_.find(value);
    return row != frames_.end() && frames <= row->second;
  }
  bool Is(std::uint32_t value, Dimension dimension) const {
    return value < values_.size() && values_[value].dimension == dimension;
  }

 private:
  const std::vector<SeriesValue>& values_;
  std::unordered_map<std::uint32_t, std::uint64_t> frames_;
};

std::optional<ModelSaid> Read(const v1::ModelSaid& proto, const Frames& frames) {
  const int pairs = proto.objects_size();
  if (!frames.Is(proto.model(), Dimension::kModel) || !frames.Has(proto.model(), proto.frames())) return {};
  if (proto.labeled_size() != pairs || proto.predicted_size() != pairs) return {};
  if (static_cast<std::size_t>(proto.scores_size()) > ModelSaid::kScoreBins) return {};
  ModelSaid said{proto.model(), proto.frames(), {}, {}};
  const auto is_class = [&](std::uint32_t value) { return value == kNoValue || frames.Is(value, Dimension::kClass); };
  for (int i = 0; i < pairs; ++i) {
    const ObjectPair pair{proto.labeled(i) - 1, proto.predicted(i) - 1, proto.objects(i)};
    if (!is_class(pair.labeled) || !is_class(pair.predicted)) return {};
    if (pair.labeled == kNoValue && pair.predicted == kNoValue) return {};
    said.pairs.push_back(pair);
  }
  std::ranges::copy(proto.scores(), said.scores.begin());
  return said;
}

std::optional<HeldClass> Read(const v1::HeldClass& proto, const Frames& frames) {
  const HeldClass held{proto.value(), proto.of_class(), proto.frames()};
  const bool sound = frames.Has(held.value, held.frames) && frames.Is(held.of_class, Dimension::kClass);
  return sound ? std::optional(held) : std::nullopt;
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
    if (!dimension)
      return BadInput("a series of the unknown dimension '" + std::string(CutAtCharacter(value.dimension(), 50)) + "'");
    sums.values.push_back({*dimension, value.name()});
  }
  for (const v1::SeriesBlock& from : proto.blocks()) {
    SeriesBlock& block = sums.blocks.emplace_back();
    block.tick_ms = from.tick_unix_ms();
    block.sequence = from.sequence();
    block.models = from.models();
    block.regime = from.regime();
    std::vector<SeriesKind> kinds;
    for (const std::string& word : from.kinds()) {
      const auto kind = SeriesKindFromWord(word);
      if (!kind || (block.kinds & Bit(*kind)) != 0)
        return BadInput("unknown kind '" + std::string(CutAtCharacter(word, 50)) + "'");
      kinds.push_back(*kind);
      block.kinds |= Bit(*kind);
    }
    for (const v1::SeriesRow& row : from.rows()) {
      const auto read = Read(row, kinds, sums.values.size());
      if (!read) return BadInput("a row of a series that does not add up");
      block.rows.push_back(*read);
    }
    const Frames frames(sums, block);
    for (const v1::ModelSaid& proto_said : from.models_said()) {
      auto said = Read(proto_said, frames);
      if (!said) return BadInput("objects of a model that do not add up");
      block.models_said.push_back(std::move(*said));
    }
    for (const v1::HeldClass& proto_held : from.held()) {
      const auto held = Read(proto_held, frames);
      if (!held) return BadInput("frames of a value and a class that do not add up");
      block.held.push_back(*held);
    }
  }
  return sums;
}

}  // namespace labelwatch
