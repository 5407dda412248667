#include "detectors/tracks/track_judge.h"

#include <algorithm>
#include <cmath>

#include "detectors/tracks/track_errors.h"

namespace labelwatch {
namespace {

// What is so unlikely need not be told.
constexpr double kLeastEvidence = 0;

// Ids that changed places come first: they explain what the others would say of the label.
constexpr auto kTests = {FindSwappedIds, FindBrokenId, FindFlicker, FindClassSwitch, FindJump, FindFrozen};

}  // namespace

void TrackJudge::FindPast(const SequenceWindows::Moment& moment) {
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

void TrackJudge::Judge(const SequenceWindows::Moment& moment, const TrackOptions& options,
                       std::vector<Finding>& findings) {
  suspicions_.clear();
  if (moment.before.empty()) return;
  FindPast(moment);
  // The median over three tracks or more: a jolt of the camera moves all of them.
  double frame_distance = 0;
  if (distances_.size() >= 3) {
    const auto middle = distances_.begin() + static_cast<std::ptrdiff_t>(distances_.size() / 2);
    std::nth_element(distances_.begin(), middle, distances_.end());
    frame_distance = *middle;
  }

  const std::size_t others = findings.size();
  const double log_rate = std::log(options.rate);
  std::size_t begin = 0;
  for (std::size_t i = 0; i < moment.now.objects.size(); ++i) {
    const TrackedObject& object = moment.now.objects[i];
    const auto past = std::span(sightings_).subspan(begin, past_end_[i] - begin);
    begin = past_end_[i];
    if (object.ambiguous) continue;
    const TrackView view{options, moment.now, moment.before, object, past, frame_distance};
    std::optional<TrackSuspicion> strongest;
    for (const auto test : kTests) {
      auto suspicion = test(view);
      if (suspicion && (!strongest || suspicion->evidence > strongest->evidence)) strongest = std::move(suspicion);
      if (strongest && strongest->error == TrackError::kSwappedIds) break;
    }
    if (!strongest || strongest->evidence < kLeastEvidence) continue;
    Finding& finding = findings.emplace_back();
    finding.kind = Kind::kTrack;
    finding.label = object.label;
    finding.score = strongest->evidence + log_rate;
    finding.suggested_class = strongest->usual_class;
    finding.detector = kTrackErrorWords[static_cast<std::size_t>(strongest->error)];
    finding.evidence = {static_cast<float>(suspicions_.size())};
    suspicions_.push_back(*std::move(strongest));
  }
  // Numbers of tracks are hashes and counts: what is put out follows the order of the labels.
  std::sort(findings.begin() + static_cast<std::ptrdiff_t>(others), findings.end(),
            [](const Finding& a, const Finding& b) { return a.label < b.label; });
}

const TrackSuspicion& TrackJudge::SuspicionOf(const Finding& finding) const {
  return suspicions_.at(static_cast<std::size_t>(finding.evidence[0]));
}

}  // namespace labelwatch
