#include "consumers/report/totals_json.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace labelwatch {
namespace {

constexpr std::size_t kMostNames = 200;

using Json = rapidjson::Writer<rapidjson::StringBuffer>;

void Put(Json& json, const char* key, std::uint64_t number) {
  json.Key(key);
  json.Uint64(number);
}

void PutName(Json& json, const char* key, std::string_view text) {
  json.Key(key);
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

std::uint64_t Of(const MatchCounts& counts, MatchOutcome outcome) { return counts[static_cast<std::size_t>(outcome)]; }

// Labels that a model could speak about.
std::uint64_t Compared(const MatchCounts& counts) {
  return Of(counts, MatchOutcome::kMatched) + Of(counts, MatchOutcome::kOtherClass) +
         Of(counts, MatchOutcome::kUnmatched);
}

// The values of one dimension.
void PutRows(Json& json, const std::vector<SeriesCounts>& series, const NameTable& names) {
  struct Row {
    NameId id;
    std::uint64_t flagged;
  };
  std::vector<Row> rows;
  for (NameId id = 0; id < series.size(); ++id) {
    const auto& findings = series[id].findings;
    const std::uint64_t flagged = std::accumulate(findings.begin(), findings.end(), std::uint64_t{0});
    if (flagged > 0 || series[id].labels > 0) rows.push_back({id, flagged});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.flagged > b.flagged; });
  if (rows.size() > kMostNames) rows.resize(kMostNames);
  json.Key("rows");
  json.StartArray();
  for (const Row& row : rows) {
    json.StartObject();
    // A picture has no class: what is found about it counts for none of them.
    const bool none = row.id == NameTable::kOther && series[row.id].labels == 0;
    PutName(json, "name", none ? "(none)" : names.Name(row.id));
    Put(json, "labels", series[row.id].labels);
    Put(json, "flagged", row.flagged);
    Put(json, "matched", Of(series[row.id].label_matches, MatchOutcome::kMatched));
    Put(json, "compared", Compared(series[row.id].label_matches));
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

std::string TotalsJson(const StreamCounts& counts, const Names& names) {
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  json.StartObject();
  Put(json, "frames", counts.frames);
  Put(json, "flagged", counts.flagged_frames);
  const SeriesCounts overall = counts.Overall();
  Put(json, "labels", overall.labels);
  json.Key("bounds");
  json.StartArray();
  for (const double bound : kProbabilityBounds) json.Double(bound);
  json.EndArray();
  json.Key("kinds");
  json.StartArray();
  for (std::size_t kind = 1; kind < kKinds; ++kind) {
    const auto& histogram = counts.probabilities[kind];
    if (std::accumulate(histogram.begin(), histogram.end(), std::uint64_t{0}) == 0) continue;
    json.StartObject();
    PutName(json, "kind", KindWord(static_cast<Kind>(kind)));
    Put(json, "flagged", overall.findings[kind]);
    json.Key("histogram");
    json.StartArray();
    for (const std::uint64_t count : histogram) json.Uint64(count);
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
  json.Key("dimensions");
  json.StartArray();
  for (std::size_t i = 0; i < names.Dimensions().size(); ++i) {
    const auto dimension = static_cast<Dimension>(i);
    if (dimension == Dimension::kOverall) continue;
    json.StartObject();
    PutName(json, "value", names.Dimensions()[i].word);
    PutName(json, "values", names.Dimensions()[i].plural);
    PutRows(json, counts.Of(dimension), names.Of(dimension));
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace labelwatch
