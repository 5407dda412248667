#include "consumers/ranking.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "detectors/matching/box_overlap.h"

namespace labelwatch {
namespace {

bool Before(const FindingRecord& a, const FindingRecord& b) {
  if (a.score != b.score) return a.score > b.score;
  return std::tie(a.frame_id, a.kind, a.label_id, a.model) < std::tie(b.frame_id, b.kind, b.label_id, b.model);
}

bool SameTrack(const FindingRecord& a, const FindingRecord& b) {
  return !a.track_id.empty() && a.track_id == b.track_id && a.sequence == b.sequence && a.source == b.source;
}

const std::optional<Box>& PlaceOf(const FindingRecord& finding) {
  return finding.label_id.empty() && !finding.box ? finding.suggested_box : finding.box;
}

// What is missing beside a label of its class that lies badly is the same object, seen from the other side.
bool SamePlace(const FindingRecord& a, const FindingRecord& b) {
  constexpr double kSame = 0.4;  // IoU; two objects of a class hardly ever
  if (a.kind != Kind::kMissing && b.kind != Kind::kMissing) return false;
  const std::string& class_of_a = a.kind == Kind::kMissing ? a.suggested_class : a.class_name;
  const std::string& class_of_b = b.kind == Kind::kMissing ? b.suggested_class : b.class_name;
  const auto &place_of_a = PlaceOf(a), &place_of_b = PlaceOf(b);
  return class_of_a == class_of_b && place_of_a && place_of_b && IoU(*place_of_a, *place_of_b) >= kSame;
}

bool SameObject(const FindingRecord& a, const FindingRecord& b) {
  if (SameTrack(a, b)) return true;
  if (a.frame_id != b.frame_id) return false;
  if (!a.label_id.empty() && !b.label_id.empty()) return a.label_id == b.label_id;
  if (a.label_id == b.label_id && PlaceOf(a) == PlaceOf(b)) return true;
  return SamePlace(a, b);
}

AlsoFound AlsoOf(const FindingRecord& finding) {
  return {finding.score, finding.probability, finding.kind, finding.rough, finding.frame_id};
}

}  // namespace

bool Ranking::Wants(double score) const { return n_ > 0 && (best_.size() < n_ || score >= best_.back().worst.score); }

void Ranking::Add(FindingRecord finding) {
  if (!Wants(finding.score)) return;
  RankedObject object;
  const auto same = std::ranges::find_if(best_, [&](const auto& other) { return SameObject(other.worst, finding); });
  if (same != best_.end()) {
    if (!Before(finding, same->worst)) {
      if (same->also.size() < kMostAlso) same->also.push_back(AlsoOf(finding));
      return;
    }
    object.also = std::move(same->also);
    if (object.also.size() < kMostAlso) object.also.push_back(AlsoOf(same->worst));
    best_.erase(same);
  }
  object.worst = std::move(finding);
  const auto place = std::ranges::upper_bound(best_, object.worst, Before, &RankedObject::worst);
  best_.insert(place, std::move(object));
  if (best_.size() > n_) best_.pop_back();
}

std::vector<AlsoFound> Ranking::AlsoRanked(const RankedObject& object) const {
  std::vector<AlsoFound> also;
  const bool full = best_.size() == n_;
  for (const AlsoFound& other : object.also) {
    if (!full || other.score >= best_.back().worst.score) also.push_back(other);
  }
  std::ranges::sort(also, [](const AlsoFound& a, const AlsoFound& b) {
    return std::tie(b.score, a.frame_id, a.kind) < std::tie(a.score, b.frame_id, b.kind);
  });
  return also;
}

}  // namespace labelwatch
