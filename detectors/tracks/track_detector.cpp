#include "detectors/tracks/track_detector.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "detectors/tracks/track_errors.h"

namespace labelwatch {
namespace {

// What is so unlikely need not be told.
constexpr double kLeastEvidence = 0;

// Ids that changed places come first: they explain what the others would say of the label.
constexpr auto kTests = {FindSwappedIds, FindBrokenId, FindFlicker, FindClassSwitch, FindJump, FindFrozen};

std::optional<TrackSuspicion> Strongest(const TrackView& view) {
  std::optional<TrackSuspicion> strongest;
  for (const auto test : kTests) {
    auto suspicion = test(view);
    if (suspicion && (!strongest || suspicion->evidence > strongest->evidence)) strongest = std::move(suspicion);
    if (strongest && strongest->error == TrackError::kSwappedIds) break;
  }
  return strongest;
}

}  // namespace

void TrackDetector::FindPast(const SequenceMoment& moment) {
  sightings_.clear();
  past_end_.clear();
  distances_.clear();
  for (const TrackedObject& object : moment.now.objects) {
    const std::size_t begin = sightings_.size();
    for (std::size_t back = 0; back < moment.before.size() && !object.ambiguous; ++back) {
      const TrackedObject* earlier = moment.before[back]->Find(object.track);
      if (earlier == nullptr) continue;
      if (earlier->ambiguous) break;
      sightings_.push_back({moment.before[back]->index, back + 1, earlier->box});
    }
    past_end_.push_back(sightings_.size());
    const auto past = std::span(sightings_).subspan(begin);
    if (past.size() > 1 && past[0].frames_back == 1) {
      distances_.push_back(SideDistance(
          object.box, ClosestExpected(object.box, moment.now.index, past, moment.now.width, moment.now.height),
          moment.now.width, moment.now.height));
    }
  }
}

double TrackDetector::FrameDistance() {
  if (distances_.size() < 3) return 0;
  const auto middle = distances_.begin() + static_cast<std::ptrdiff_t>(distances_.size() / 2);
  std::nth_element(distances_.begin(), middle, distances_.end());
  return *middle;
}

void TrackDetector::Judge(const View& view, std::vector<Finding>& findings, ModelTally* /*sums*/) {
  const SequenceMoment& moment = *view.moment;
  suspicions_.clear();
  if (moment.before.empty()) return;
  FindPast(moment);
  const double frame_distance = FrameDistance();
  const std::size_t others = findings.size();
  const double log_rate = std::log(moment.options.rate);
  std::size_t begin = 0;
  for (std::size_t i = 0; i < moment.now.objects.size(); ++i) {
    const TrackedObject& object = moment.now.objects[i];
    const auto past = std::span(sightings_).subspan(begin, past_end_[i] - begin);
    begin = past_end_[i];
    if (object.ambiguous) continue;
    auto strongest = Strongest({moment.options, moment.now, moment.before, object, past, frame_distance});
    if (!strongest || strongest->evidence < kLeastEvidence) continue;
    Finding& finding = Add(kTrackErrorWords[static_cast<std::size_t>(strongest->error)],
                           {static_cast<std::uint32_t>(suspicions_.size())}, findings);
    finding.label = object.label;
    finding.score = strongest->evidence + log_rate;
    finding.suggested_class = strongest->usual_class;
    suspicions_.push_back(*std::move(strongest));
  }
  // Numbers of tracks are hashes and counts: what is put out follows the order of the labels.
  std::sort(findings.begin() + static_cast<std::ptrdiff_t>(others), findings.end(),
            [](const Finding& a, const Finding& b) { return a.label < b.label; });
}

}  // namespace labelwatch
