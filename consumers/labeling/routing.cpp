#include "consumers/labeling/routing.h"

#include <algorithm>

#include "detectors/labels/random.h"
#include "schema/class_text.h"
#include "schema/hash.h"

namespace labelwatch {
namespace {

constexpr std::uint64_t kOwnNumbers = 0x616761696e;  // others than those that choose frames to look at
constexpr std::int64_t kHourMs = 3'600'000;

std::size_t PlaceOf(ReviewArm arm) { return static_cast<std::size_t>(arm); }

}  // namespace

Routing::Routing(const RoutingOptions& options, const NameTable& classes)
    : options_(options),
      sampling_(options.sampling, options.seed),
      classes_(classes),
      expert_classes_(options.expert_classes.begin(), options.expert_classes.end()),
      gold_(options.gold.begin(), options.gold.end()) {}

Routed Routing::Of(const JoinedFrame& frame, const Judgement& judgement, bool corrects, std::int64_t now_ms,
                   ReviewCounts& counts) {
  Routed routed;
  Sampled sampled = sampling_.Of(frame.labels, judgement.flagged, classes_);
  if (corrects && !judgement.flagged) sampled = {};
  if (!gold_.empty() && !corrects && gold_.contains(frame.labels.frame_id)) sampled = {ReviewArm::kGold, 1};
  routed.inclusion_probability = sampled.inclusion_probability;
  const ReviewArm could_be = sampled.Chosen()    ? sampled.arm
                             : judgement.flagged ? ReviewArm::kFlagged
                                                 : ReviewArm::kAudit;
  counts.expected[PlaceOf(could_be)] += sampled.inclusion_probability;
  const bool full = sampled.Chosen() && Full(sampled.arm, now_ms);
  if (full) ++counts.capped[PlaceOf(sampled.arm)];
  if (!sampled.Chosen() || full) {
    routed.withdraws = corrects;
    counts.withdrawn += corrects ? 1 : 0;
    return routed;
  }
  routed.arm = sampled.arm;
  routed.queue = ForExperts(frame, judgement) ? ReviewQueue::kExpert : ReviewQueue::kReview;
  routed.priority = Priority(routed.arm, judgement);
  const std::uint64_t number = HashText(frame.labels.frame_id, options_.seed ^ Mix(kOwnNumbers));
  routed.ask_again = routed.arm != ReviewArm::kGold && Random(number).Uniform() < options_.repeat;
  ++counts.requests[PlaceOf(routed.arm)][static_cast<std::size_t>(routed.queue)];
  return routed;
}

// Counts it where it is not.
bool Routing::Full(ReviewArm arm, std::int64_t now_ms) {
  const std::uint64_t cap = arm == ReviewArm::kFlagged ? options_.flagged_per_hour
                            : arm == ReviewArm::kAudit ? options_.audits_per_hour
                                                       : 0;
  if (const std::int64_t hour = now_ms / kHourMs; hour != hour_) {
    hour_ = hour;
    asked_ = {};
  }
  if (cap > 0 && asked_[PlaceOf(arm)] >= cap) return true;
  ++asked_[PlaceOf(arm)];
  return false;
}

// By the classes of its flagged findings and what they suggest; without findings by those of its labels.
bool Routing::ForExperts(const JoinedFrame& frame, const Judgement& judgement) const {
  if (expert_classes_.empty()) return false;
  const auto hard = [this](std::string_view name) { return expert_classes_.contains(name); };
  const LabeledFrame& labels = frame.labels;
  if (!judgement.flagged) {
    for (std::size_t label = 0; label < labels.labels.size(); ++label) {
      if (hard(ClassOfLabel(labels, label, classes_))) return true;
    }
    return std::ranges::any_of(labels.frame_classes,
                               [&](NameId id) { return hard(ClassOfFrame(labels, id, classes_)); });
  }
  return std::ranges::any_of(judgement.findings, [&](const Finding& finding) {
    if (!finding.flagged) return false;
    const bool label =
        finding.label >= 0 && hard(ClassOfLabel(labels, static_cast<std::size_t>(finding.label), classes_));
    return label || hard(SuggestedClass(frame, finding, classes_)) ||
           (finding.labeled_class != 0 && hard(ClassOfFrame(labels, finding.labeled_class, classes_)));
  });
}

double Routing::Priority(ReviewArm arm, const Judgement& judgement) const {
  if (arm != ReviewArm::kFlagged) return options_.audit_priority;
  double errors = 0, findings = 0;
  for (const Finding& finding : judgement.findings) {
    if (!finding.flagged) continue;
    errors += static_cast<double>(finding.probability);
    ++findings;
  }
  return errors / (options_.minutes_per_frame + options_.minutes_per_finding * findings);
}

}  // namespace labelwatch
