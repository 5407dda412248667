#include "detectors/review_sampling.h"

#include <algorithm>

#include "detectors/labels/random.h"
#include "schema/hash.h"

namespace labelwatch {
namespace {

constexpr std::uint64_t kOwnNumbers = 0x726576;  // others than those that choose frames to learn from or to flag

void Raise(const std::map<std::string, double>& rates, std::string_view name, double& rate) {
  if (rates.empty() || name.empty()) return;
  const auto found = rates.find(std::string(name));
  if (found != rates.end()) rate = std::max(rate, found->second);
}

}  // namespace

double ReviewSampling::AuditRate(const LabeledFrame& frame, const NameTable& classes) const {
  double rate = rates_.audit;
  Raise(rates_.sources, frame.source, rate);
  Raise(rates_.annotators, frame.annotator, rate);
  for (const Label& label : frame.labels) {
    Raise(rates_.annotators, label.annotator, rate);
    if (!rates_.classes.empty()) Raise(rates_.classes, classes.Name(label.class_id), rate);
  }
  for (const NameId id : frame.frame_classes) {
    if (!rates_.classes.empty()) Raise(rates_.classes, classes.Name(id), rate);
  }
  return rate;
}

Sampled ReviewSampling::Of(const LabeledFrame& frame, bool flagged, const NameTable& classes) const {
  const double random = AuditRate(frame, classes);
  const double p = std::clamp(flagged ? std::max(rates_.flagged, random) : random, 0.0, 1.0);
  const double u = Random(HashText(frame.frame_id, seed_ ^ Mix(kOwnNumbers))).Uniform();
  if (!(u < p)) return {ReviewArm::kNone, p};
  return {flagged ? ReviewArm::kFlagged : ReviewArm::kAudit, p};
}

}  // namespace labelwatch
