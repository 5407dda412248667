#pragma once
// How often the monitor is right, by the verdicts of reviewers: of the findings that were decided, the share that are
// errors, by kind, class and model, with its Wilson interval (detectors/rates/intervals.h). An error is one whether the
// suggestion was taken or the label was corrected otherwise; what was left open or expired does not count.
//
// It is the precision of what was looked at: worst first, mostly. Pure functions.

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "consumers/labeling/verdicts.h"
#include "detectors/rates/intervals.h"

namespace labelwatch {

struct PrecisionRow {
  std::string dimension, value;  // "kind", "missing"
  std::uint64_t errors = 0, decided = 0;

  double Share() const { return decided > 0 ? static_cast<double>(errors) / static_cast<double>(decided) : 0; }
  Interval Bounds() const { return Wilson(static_cast<double>(errors), static_cast<double>(decided)); }
};

class PrecisionCounts {
 public:
  void Add(const Verdict& verdict);
  std::vector<PrecisionRow> Rows() const;

 private:
  using ByValue = std::map<std::string, PrecisionRow>;

  std::array<PrecisionRow, kKinds> kinds_;
  ByValue classes_, models_;
};

// Kinds in their order; then classes (of the label, or of what is missing) and models, those with most verdicts first.
// Verdicts that do not name their kind are in none.
std::vector<PrecisionRow> PrecisionOf(std::span<const Verdict> verdicts);

// How many verdicts of which sort, then a table of the rows, at most `most` of one dimension.
std::string PrecisionText(const Verdicts& verdicts, std::size_t most = 12);
// The same as one JSON object.
std::string PrecisionJson(const Verdicts& verdicts);

}  // namespace labelwatch
