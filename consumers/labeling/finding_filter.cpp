#include "consumers/labeling/finding_filter.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace labelwatch {

bool FindingFilter::Passes(const FindingRecord& finding) const {
  const auto is = [](const std::string& wanted, std::string_view value) { return wanted.empty() || wanted == value; };
  const std::string& its_class = finding.class_name.empty() ? finding.suggested_class : finding.class_name;
  return is(kind, KindWord(finding.kind)) && is(class_name, its_class) && is(annotator, finding.annotator) &&
         is(source, finding.source) && is(model, finding.model) && finding.probability >= least &&
         (!flagged || finding.flagged);
}

std::vector<FindingRecord> Chosen(std::vector<FindingRecord> findings, const FindingFilter& filter) {
  std::erase_if(findings, [&](const FindingRecord& finding) { return !filter.Passes(finding); });
  std::ranges::stable_sort(findings, [](const FindingRecord& a, const FindingRecord& b) {
    if (a.score != b.score) return a.score > b.score;
    return std::tie(a.frame_id, a.kind, a.id) < std::tie(b.frame_id, b.kind, b.id);
  });
  if (filter.most > 0 && findings.size() > filter.most) findings.resize(filter.most);
  return findings;
}

}  // namespace labelwatch
