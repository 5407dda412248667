#include "consumers/report/totals_json.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "schema/json_writer.h"

namespace labelwatch {
namespace {

constexpr std::size_t kMostNames = 200;

std::uint64_t Of(const MatchCounts& counts, MatchOutcome outcome) { return counts[static_cast<std::size_t>(outcome)]; }

// Labels that a model could speak about.
std::uint64_t Compared(const MatchCounts& counts) {
  return Of(counts, MatchOutcome::kMatched) + Of(counts, MatchOutcome::kOtherClass) +
         Of(counts, MatchOutcome::kUnmatched);
}

// The values of one dimension.
void PutRows(JsonWriter& json, const std::vector<SeriesCounts>& series, const NameTable& names) {
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
  json.Key("rows").OpenList();
  for (const Row& row : rows) {
    json.OpenObject();
    // A picture has no class: what is found about it counts for none of them.
    const bool none = row.id == NameTable::kOther && series[row.id].labels == 0;
    json.Key("name").Text(none ? "(none)" : names.Name(row.id));
    json.Key("labels").Whole(series[row.id].labels);
    json.Key("flagged").Whole(row.flagged);
    json.Key("matched").Whole(Of(series[row.id].label_matches, MatchOutcome::kMatched));
    json.Key("compared").Whole(Compared(series[row.id].label_matches));
    json.CloseObject();
  }
  json.CloseList();
}

}  // namespace

std::string TotalsJson(const StreamCounts& counts, const Names& names) {
  JsonWriter json;
  json.OpenObject();
  json.Key("frames").Whole(counts.frames);
  json.Key("flagged").Whole(counts.flagged_frames);
  const SeriesCounts overall = counts.Overall();
  json.Key("labels").Whole(overall.labels);
  json.Key("bounds").OpenList();
  for (const double bound : kProbabilityBounds) json.Real(bound);
  json.CloseList();
  json.Key("kinds").OpenList();
  for (std::size_t kind = 1; kind < kKinds; ++kind) {
    const auto& histogram = counts.probabilities[kind];
    if (std::accumulate(histogram.begin(), histogram.end(), std::uint64_t{0}) == 0) continue;
    json.OpenObject();
    json.Key("kind").Text(KindWord(static_cast<Kind>(kind)));
    json.Key("flagged").Whole(overall.findings[kind]);
    json.Key("histogram").OpenList();
    for (const std::uint64_t count : histogram) json.Whole(count);
    json.CloseList();
    json.CloseObject();
  }
  json.CloseList();
  json.Key("dimensions").OpenList();
  for (std::size_t i = 0; i < names.Dimensions().size(); ++i) {
    const auto dimension = static_cast<Dimension>(i);
    if (dimension == Dimension::kOverall) continue;
    json.OpenObject();
    json.Key("value").Text(names.Dimensions()[i].word);
    json.Key("values").Text(names.Dimensions()[i].plural);
    PutRows(json, counts.Of(dimension), names.Of(dimension));
    json.CloseObject();
  }
  json.CloseList();
  json.CloseObject();
  return std::string(json.Written());
}

}  // namespace labelwatch
