#include "consumers/report/kept_frames.h"

#include <algorithm>
#include <limits>

#include "schema/output.h"

namespace labelwatch {
namespace {

constexpr std::size_t kShareOfKind = 10;  // of each kind one in so many of the frames that are kept

// The highest score of each kind; kinds that were not found have the lowest number there is.
std::array<double, kKinds> WorstOfKinds(std::span<const Finding> findings) {
  std::array<double, kKinds> worst;
  worst.fill(-std::numeric_limits<double>::infinity());
  for (const Finding& finding : findings) {
    double& score = worst[static_cast<std::size_t>(finding.kind)];
    score = std::max(score, finding.score);
  }
  return worst;
}

}  // namespace

KeptFrame Keep(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
               const Inspector& inspector, const NameTable& classes) {
  const LabeledFrame& labels = frame.labels;
  KeptFrame kept;
  kept.key = FlaggedFrameId(frame, {});
  kept.score = judgement.frame_score;
  kept.frame_id = labels.frame_id;
  kept.source = labels.source;
  kept.image_uri = labels.image_uri;
  kept.width = labels.image_width;
  kept.height = labels.image_height;
  kept.labeled_at_ms = labels.labeled_at_ms;
  kept.label_revision = labels.label_revision;
  kept.shown = Show(frame, calibration, judgement, inspector, classes);
  return kept;
}

bool WorstFrames::Worse(const Place& a, const Place& b) {
  return a.score != b.score ? a.score > b.score : a.frame->frame_id < b.frame->frame_id;
}

bool WorstFrames::Wants(double score, const std::string& frame_id) const {
  if (most_ == 0 || !(score > -std::numeric_limits<double>::infinity())) return false;
  if (heap_.size() < most_) return true;
  const Place& least = heap_.front();
  return score != least.score ? score > least.score : frame_id < least.frame->frame_id;
}

void WorstFrames::Add(double score, SharedFrame frame) {
  if (!Wants(score, frame->frame_id)) return;
  if (heap_.size() == most_) {
    std::pop_heap(heap_.begin(), heap_.end(), Worse);
    heap_.pop_back();
  }
  heap_.push_back({score, std::move(frame)});
  std::push_heap(heap_.begin(), heap_.end(), Worse);
}

KeptFrames::KeptFrames(std::size_t most)
    : worst_(most), by_kind_(kKinds, WorstFrames((most + kShareOfKind - 1) / kShareOfKind)) {}

bool KeptFrames::Wants(double score, const std::string& frame_id, std::span<const Finding> findings) const {
  if (findings.empty()) return false;
  if (worst_.Wants(score, frame_id)) return true;
  const auto worst = WorstOfKinds(findings);
  for (std::size_t kind = 1; kind < kKinds; ++kind) {
    if (by_kind_[kind].Wants(worst[kind], frame_id)) return true;
  }
  return false;
}

void KeptFrames::Add(KeptFrame frame, std::span<const Finding> findings) {
  const auto shared = std::make_shared<const KeptFrame>(std::move(frame));
  worst_.Add(shared->score, shared);
  const auto worst = WorstOfKinds(findings);
  for (std::size_t kind = 1; kind < kKinds; ++kind) by_kind_[kind].Add(worst[kind], shared);
}

std::vector<SharedFrame> KeptFrames::Take() const {
  std::vector<SharedFrame> frames;
  for (const WorstFrames::Place& place : worst_.Places()) frames.push_back(place.frame);
  for (const WorstFrames& kind : by_kind_) {
    for (const WorstFrames::Place& place : kind.Places()) frames.push_back(place.frame);
  }
  std::ranges::sort(frames, [](const SharedFrame& a, const SharedFrame& b) {
    return a->score != b->score ? a->score > b->score : a->frame_id < b->frame_id;
  });
  frames.erase(std::unique(frames.begin(), frames.end()), frames.end());  // one is kept for several reasons
  return frames;
}

}  // namespace labelwatch
