#include "consumers/labeling/suggested_labels.h"

#include "schema/class_text.h"

namespace labelwatch {
namespace {

bool IsAbout(const FindingRecord& finding, const SuggestedLabel& one) {
  if (finding.label_id != one.label.id) return false;
  if (!finding.label_id.empty()) return !finding.box || *finding.box == one.label.shape.bounds;
  return finding.box && *finding.box == one.label.shape.bounds && finding.class_name == one.class_name;
}

bool HasSpace(const std::optional<Box>& box) { return box && box->Finite() && !box->Empty(); }

}  // namespace

std::vector<SuggestedLabel> SuggestedLabels(const LabeledFrame& frame, std::span<const FindingRecord> findings,
                                            const NameTable& classes) {
  std::vector<SuggestedLabel> labels;
  for (std::size_t i = 0; i < frame.labels.size(); ++i) {
    labels.push_back({static_cast<std::int32_t>(i), frame.labels[i], std::string(ClassOfLabel(frame, i, classes))});
  }
  std::vector<bool> gone(labels.size(), false);
  const std::size_t were = labels.size();
  for (const FindingRecord& finding : findings) {
    if (finding.kind == Kind::kMissing) {
      if (!HasSpace(finding.suggested_box) || finding.suggested_class.empty()) continue;
      SuggestedLabel& added = labels.emplace_back();
      added.label.id = finding.id;
      added.label.shape = {ShapeKind::kBox, *finding.suggested_box, {}};
      added.class_name = finding.suggested_class;
      added.because = &finding;
      continue;
    }
    for (std::size_t i = 0; i < were; ++i) {
      SuggestedLabel& one = labels[i];
      if (one.because != nullptr || !IsAbout(finding, one)) continue;
      if (finding.kind == Kind::kSpurious || finding.kind == Kind::kDuplicate) {
        gone[i] = true;
      } else if (finding.kind == Kind::kInaccurate) {
        if (!HasSpace(finding.suggested_box) || one.label.shape.kind != ShapeKind::kBox) break;
        one.label.shape.bounds = *finding.suggested_box;
      } else if (!finding.suggested_class.empty()) {
        one.class_name = finding.suggested_class;
      } else {
        break;
      }
      one.because = &finding;
      break;
    }
  }
  std::vector<SuggestedLabel> kept;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (i >= were || !gone[i]) kept.push_back(std::move(labels[i]));
  }
  return kept;
}

}  // namespace labelwatch
