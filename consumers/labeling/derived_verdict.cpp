#include "consumers/labeling/derived_verdict.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "detectors/matching/box_overlap.h"
#include "detectors/matching/shape_overlap.h"
#include "schema/class_text.h"

namespace labelwatch {
namespace {

constexpr std::int32_t kNone = -1;

// The labels before and after, paired.
class Changes {
 public:
  Changes(const LabeledFrame& before, const LabeledFrame& after, const NameTable& classes)
      : before_(before),
        after_(after),
        classes_(classes),
        partner_(before.labels.size(), kNone),
        overlap_(before.labels.size(), 0.0),
        origin_(after.labels.size(), kNone) {
    PairById();
    PairByPlace();
    shapes_.Start(before.image_width, before.image_height);
    for (std::size_t i = 0; i < partner_.size(); ++i) {
      if (partner_[i] != kNone) overlap_[i] = Overlap(before_.labels[i].shape, After(i).shape);
    }
  }

  std::string_view ClassBefore(std::size_t i) const { return ClassOfLabel(before_, i, classes_); }
  std::string_view ClassAfter(std::size_t i) const {
    return ClassOfLabel(after_, static_cast<std::size_t>(partner_[i]), classes_);
  }
  bool Gone(std::size_t i) const { return partner_[i] == kNone; }
  bool Moved(std::size_t i) const { return overlap_[i] < kUnchanged; }
  bool Touched(std::size_t i) const { return overlap_[i] < kUntouched; }
  bool Renamed(std::size_t i) const { return ClassBefore(i) != ClassAfter(i); }
  bool Changed(std::size_t i) const { return Gone(i) || Moved(i) || Renamed(i); }
  const Label& After(std::size_t i) const { return after_.labels[static_cast<std::size_t>(partner_[i])]; }
  double OverlapWithBefore(std::size_t i) const { return overlap_[i]; }
  const std::vector<std::int32_t>& Partners() const { return partner_; }

  // Labels that were not there before.
  template <typename F>
  void ForAdded(F f) const {
    for (std::size_t i = 0; i < origin_.size(); ++i) {
      if (origin_[i] == kNone) f(i, after_.labels[i], ClassOfLabel(after_, i, classes_));
    }
  }

 private:
  // Where an id comes twice, or another object took it over, the place decides.
  void PairById() {
    std::unordered_map<std::string_view, std::int32_t> by_id;
    for (std::size_t i = 0; i < after_.labels.size(); ++i) {
      const auto [at, first] = by_id.try_emplace(after_.labels[i].id, static_cast<std::int32_t>(i));
      if (!first) at->second = kNone;
    }
    std::unordered_map<std::string_view, int> times;
    for (const Label& label : before_.labels) ++times[label.id];
    for (std::size_t i = 0; i < before_.labels.size(); ++i) {
      const std::string_view id = before_.labels[i].id;
      const auto found = by_id.find(id);
      if (id.empty() || times[id] > 1 || found == by_id.end() || found->second == kNone) continue;
      Pair(i, static_cast<std::size_t>(found->second));
    }
  }

  void PairByPlace() {
    std::vector<std::tuple<double, std::size_t, std::size_t>> possible;
    for (std::size_t i = 0; i < before_.labels.size(); ++i) {
      if (partner_[i] != kNone) continue;
      for (std::size_t j = 0; j < after_.labels.size(); ++j) {
        if (origin_[j] != kNone) continue;
        const double iou = IoU(before_.labels[i].shape.bounds, after_.labels[j].shape.bounds);
        if (iou < kSameObject) continue;
        const bool same_class = ClassOfLabel(before_, i, classes_) == ClassOfLabel(after_, j, classes_);
        possible.emplace_back(-(iou + (same_class ? 1 : 0)), i, j);
      }
    }
    std::ranges::sort(possible);
    for (const auto& [rank, i, j] : possible) {
      if (partner_[i] == kNone && origin_[j] == kNone) Pair(i, j);
    }
  }

  void Pair(std::size_t i, std::size_t j) {
    partner_[i] = static_cast<std::int32_t>(j);
    origin_[j] = static_cast<std::int32_t>(i);
  }

  double Overlap(const Shape& one, const Shape& other) {
    const double of_bounds = one.bounds == other.bounds ? 1.0 : IoU(one.bounds, other.bounds);
    if (one.kind == other.kind && one.encoded == other.encoded) return of_bounds;
    const std::size_t a = shapes_.Add(one), b = shapes_.Add(other);
    if (!shapes_.Exact(a, b)) return of_bounds;
    const auto exact = shapes_.Compare(a, b);
    return exact ? exact->IoU() : of_bounds;
  }

  const LabeledFrame& before_;
  const LabeledFrame& after_;
  const NameTable& classes_;
  ShapeOverlap shapes_;
  std::vector<std::int32_t> partner_;  // of each label before: the one after
  std::vector<double> overlap_;        // with it
  std::vector<std::int32_t> origin_;   // of each label after: the one before
};

class Judge {
 public:
  Judge(const LabeledFrame& before, const LabeledFrame& after, const NameTable& classes)
      : before_(before),
        changes_(before, after, classes),
        explained_(before.labels.size(), false),
        explained_added_(after.labels.size(), false) {}

  Decision Of(const FindingRecord& finding) {
    if (finding.kind == Kind::kMissing) return OfMissing(finding);
    const std::int32_t at = LabelOf(finding);
    if (at == kNone) return Decision::kUndecided;
    const auto i = static_cast<std::size_t>(at);
    const Decision decision = OfLabel(finding, i);
    if (SaysError(decision).value_or(false)) explained_[i] = true;
    return decision;
  }

  DerivedVerdict Verdict(std::vector<Decision> decisions) const {
    DerivedVerdict verdict;
    verdict.findings = std::move(decisions);
    verdict.partner = changes_.Partners();
    std::set<std::string_view> wrong;
    for (std::size_t i = 0; i < explained_.size(); ++i) {
      verdict.moved.push_back(!changes_.Gone(i) && changes_.Touched(i));
      verdict.edited = verdict.edited || changes_.Changed(i) || changes_.Touched(i);
      if (!changes_.Changed(i)) continue;
      verdict.changed = true;
      wrong.insert(changes_.ClassBefore(i));
      if (!explained_[i]) ++verdict.unflagged_errors;
    }
    changes_.ForAdded([&](std::size_t i, const Label&, std::string_view class_name) {
      verdict.changed = verdict.edited = true;
      wrong.insert(class_name);
      if (!explained_added_[i]) ++verdict.unflagged_errors;
    });
    verdict.wrong_classes.assign(wrong.begin(), wrong.end());
    verdict.has_error = verdict.unflagged_errors > 0 || std::ranges::any_of(verdict.findings, [](Decision decision) {
                          return SaysError(decision).value_or(false);
                        });
    return verdict;
  }

 private:
  // By its id where that is one label's alone, else by class and place.
  std::int32_t LabelOf(const FindingRecord& finding) const {
    std::int32_t by_id = kNone, best = kNone;
    double most = kSameObject;
    for (std::size_t i = 0; i < before_.labels.size(); ++i) {
      const Label& label = before_.labels[i];
      if (!finding.label_id.empty() && label.id == finding.label_id) {
        by_id = by_id == kNone ? static_cast<std::int32_t>(i) : -2;
      }
      if (!finding.box || changes_.ClassBefore(i) != finding.class_name) continue;
      const double iou = label.shape.bounds == *finding.box ? 1.0 : IoU(label.shape.bounds, *finding.box);
      if (iou < most) continue;
      most = iou;
      best = static_cast<std::int32_t>(i);
    }
    return by_id >= 0 ? by_id : best;
  }

  Decision OfMissing(const FindingRecord& finding) {
    if (!finding.suggested_box) return Decision::kUndecided;
    Decision decision = Decision::kRejected;
    std::size_t there = 0;
    double most = kSameObject;
    changes_.ForAdded([&](std::size_t i, const Label& label, std::string_view class_name) {
      const double iou = IoU(label.shape.bounds, *finding.suggested_box);
      if (explained_added_[i] || iou < most) return;
      most = iou;
      there = i;
      decision =
          class_name == finding.suggested_class && iou >= kAsSuggested ? Decision::kAccepted : Decision::kCorrected;
    });
    if (decision != Decision::kRejected) explained_added_[there] = true;
    return decision;
  }

  Decision OfLabel(const FindingRecord& finding, std::size_t i) {
    switch (finding.kind) {
      case Kind::kSpurious:
        return OfSurplus(i);
      case Kind::kDuplicate:
        return OfDuplicate(i);
      case Kind::kWrongClass:
        return OfClass(finding, i);
      case Kind::kInaccurate:
        return OfOutline(finding, i);
      case Kind::kWrongFrameClass:
        return Decision::kUndecided;
      default:
        return OfOther(finding, i);
    }
  }

  Decision OfSurplus(std::size_t i) const {
    if (changes_.Gone(i)) return Decision::kAccepted;
    return changes_.Changed(i) ? Decision::kCorrected : Decision::kRejected;
  }

  Decision OfDuplicate(std::size_t i) {
    if (changes_.Changed(i)) return OfSurplus(i);
    for (std::size_t twin = 0; twin < before_.labels.size(); ++twin) {
      if (twin == i || !changes_.Gone(twin) || changes_.ClassBefore(twin) != changes_.ClassBefore(i)) continue;
      if (IoU(before_.labels[twin].shape.bounds, before_.labels[i].shape.bounds) < kSameObject) continue;
      explained_[twin] = true;
      return Decision::kAccepted;
    }
    return Decision::kRejected;
  }

  Decision OfClass(const FindingRecord& finding, std::size_t i) const {
    if (changes_.Gone(i)) return Decision::kCorrected;
    if (!changes_.Renamed(i)) return Decision::kRejected;
    return changes_.ClassAfter(i) == finding.suggested_class ? Decision::kAccepted : Decision::kCorrected;
  }

  Decision OfOutline(const FindingRecord& finding, std::size_t i) const {
    if (changes_.Gone(i)) return Decision::kCorrected;
    const double with_suggested =
        finding.suggested_box ? IoU(changes_.After(i).shape.bounds, *finding.suggested_box) : 0;
    // A suggestion may differ so little from the label that both are near to it: the nearer one is meant.
    const double with_before = changes_.OverlapWithBefore(i);
    if (with_before >= kUnchanged && with_before >= with_suggested) return Decision::kRejected;
    return with_suggested >= kAsSuggested ? Decision::kAccepted : Decision::kCorrected;
  }

  Decision OfOther(const FindingRecord& finding, std::size_t i) const {
    if (!changes_.Changed(i)) return Decision::kRejected;
    if (changes_.Gone(i)) return Decision::kCorrected;
    const bool as_suggested = !finding.suggested_class.empty() && changes_.ClassAfter(i) == finding.suggested_class;
    return as_suggested ? Decision::kAccepted : Decision::kCorrected;
  }

  const LabeledFrame& before_;
  const Changes changes_;
  std::vector<bool> explained_, explained_added_;  // by a finding that is an error
};

}  // namespace

DerivedVerdict DeriveVerdict(const LabeledFrame& before, std::span<const FindingRecord> findings,
                             const LabeledFrame& after, const NameTable& classes) {
  Judge judge(before, after, classes);
  std::vector<Decision> decisions;
  for (const FindingRecord& finding : findings) decisions.push_back(judge.Of(finding));
  return judge.Verdict(std::move(decisions));
}

}  // namespace labelwatch
