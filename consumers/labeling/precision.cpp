#include "consumers/labeling/precision.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

using Rows = std::map<std::string, PrecisionRow>;

void Count(bool error, const std::string& value, Rows& rows) {
  if (value.empty()) return;
  PrecisionRow& row = rows[value];
  ++row.decided;
  row.errors += error;
}

void Append(const char* dimension, const Rows& from, std::vector<PrecisionRow>& rows) {
  const auto begin = static_cast<std::ptrdiff_t>(rows.size());
  for (const auto& [value, row] : from) rows.push_back({dimension, value, row.errors, row.decided});
  std::stable_sort(rows.begin() + begin, rows.end(),
                   [](const PrecisionRow& a, const PrecisionRow& b) { return a.decided > b.decided; });
}

using Sorts = std::array<std::uint64_t, kDecisionWords.size()>;

Sorts SortsOf(const Verdicts& verdicts) {
  Sorts sorts{};
  for (const Verdict& verdict : verdicts.All()) ++sorts[static_cast<std::size_t>(verdict.decision)];
  return sorts;
}

std::string RowText(const PrecisionRow& row) {
  const Interval bounds = row.Bounds();
  std::array<char, 200> line{};
  std::snprintf(line.data(), line.size(), "  %-6s %-32s %6llu of %-6llu %3.0f %% (%.0f to %.0f)\n",
                row.dimension.c_str(), Printable(row.value, 32).c_str(), static_cast<unsigned long long>(row.errors),
                static_cast<unsigned long long>(row.decided), 100 * row.Share(), 100 * bounds.low, 100 * bounds.high);
  return line.data();
}

}  // namespace

void PrecisionCounts::Add(const Verdict& verdict) {
  const auto error = SaysError(verdict.decision);
  if (!error || !verdict.kind_known) return;
  const FindingRecord& finding = verdict.finding;
  PrecisionRow& kind = kinds_[static_cast<std::size_t>(finding.kind)];
  ++kind.decided;
  kind.errors += *error;
  Count(*error, finding.class_name.empty() ? finding.suggested_class : finding.class_name, classes_);
  Count(*error, finding.model, models_);
}

std::vector<PrecisionRow> PrecisionCounts::Rows() const {
  std::vector<PrecisionRow> rows;
  for (std::size_t kind = 1; kind < kKinds; ++kind) {
    if (kinds_[kind].decided == 0) continue;
    rows.push_back({"kind", std::string(KindWord(static_cast<Kind>(kind))), kinds_[kind].errors, kinds_[kind].decided});
  }
  Append("class", classes_, rows);
  Append("model", models_, rows);
  return rows;
}

std::vector<PrecisionRow> PrecisionOf(std::span<const Verdict> verdicts) {
  PrecisionCounts counts;
  for (const Verdict& verdict : verdicts) counts.Add(verdict);
  return counts.Rows();
}

std::string PrecisionText(const Verdicts& verdicts, std::size_t most) {
  const Sorts sorts = SortsOf(verdicts);
  std::string text = "verdicts: " + std::to_string(verdicts.All().size());
  for (std::size_t i = 0; i < sorts.size(); ++i) {
    if (sorts[i] > 0) text += ", " + std::to_string(sorts[i]) + " " + std::string(kDecisionWords[i]);
  }
  text += "\n";
  const std::vector<PrecisionRow> rows = PrecisionOf(verdicts.All());
  if (!rows.empty()) text += "precision: errors among the findings that were decided (95 % interval)\n";
  std::map<std::string, std::size_t> shown;
  for (const PrecisionRow& row : rows) {
    if (row.dimension == "kind" || shown[row.dimension]++ < most) text += RowText(row);
  }
  for (const auto& [dimension, count] : shown) {
    if (count > most) text += "  " + dimension + ": " + std::to_string(count - most) + " more\n";
  }
  return text;
}

std::string PrecisionJson(const Verdicts& verdicts) {
  const Sorts sorts = SortsOf(verdicts);
  JsonWriter json;
  json.OpenObject();
  for (std::size_t i = 0; i < sorts.size(); ++i) json.Key(kDecisionWords[i]).Whole(sorts[i]);
  json.Key("precision").OpenList();
  for (const PrecisionRow& row : PrecisionOf(verdicts.All())) {
    const Interval bounds = row.Bounds();
    json.OpenObject();
    json.Key("dimension").Text(row.dimension);
    json.Key("value").Text(row.value);
    json.Key("errors").Whole(row.errors);
    json.Key("decided").Whole(row.decided);
    json.Key("share").Real(row.Share());
    json.Key("low").Real(bounds.low);
    json.Key("high").Real(bounds.high);
    json.CloseObject();
  }
  json.CloseList();
  json.CloseObject();
  return std::string(json.Written());
}

}  // namespace labelwatch
