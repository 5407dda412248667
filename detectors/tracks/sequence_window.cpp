#include "detectors/tracks/sequence_window.h"

#include <algorithm>
#include <utility>

#include "detectors/labels/scene.h"
#include "detectors/matching/box_overlap.h"
#include "schema/hash.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::uint64_t kChainBit = std::uint64_t{1} << 63;
constexpr double kChainIoU = 0.5;
// Less confident predictions are no witness of where an object was.
constexpr double kWitnessScore = 0.3;
constexpr std::size_t kShownId = 64;  // bytes of a track id that a sentence needs

// |a - b| without overflow: event times come from outside.
std::uint64_t Distance(std::int64_t a, std::int64_t b) {
  return a > b ? static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b)
               : static_cast<std::uint64_t>(b) - static_cast<std::uint64_t>(a);
}

}  // namespace

SequenceWindows::SequenceWindows(const TrackOptions& options, std::int64_t lookback_ms)
    : options_(options), lookback_ms_(lookback_ms) {}

SequenceWindows::Sequence& SequenceWindows::Of(const LabeledFrame& frame) {
  const auto is_it = [&](const Sequence& s) { return s.name == frame.sequence && s.source == frame.source; };
  if (last_ < sequences_.size() && is_it(sequences_[last_])) return sequences_[last_];
  const std::uint64_t key = HashText(frame.sequence, HashText(frame.source, 0));
  const auto known = by_key_.find(key);
  const bool taken = known != by_key_.end();
  last_ = taken ? known->second : sequences_.size();
  if (taken && is_it(sequences_[last_])) return sequences_[last_];
  if (!taken && sequences_.size() < std::max<std::size_t>(options_.sequences, 1)) {
    sequences_.emplace_back();
  } else {
    // At the limit the one that is oldest goes; two of one key, which chance does not make, take turns.
    if (!taken) last_ = by_age_.begin()->second;
    ++dropped_;
    by_key_.erase(sequences_[last_].key);
    by_age_.erase({sequences_[last_].newest_ms, last_});
  }
  Sequence& sequence = sequences_[last_];
  sequence.key = key;
  sequence.name = frame.sequence;
  sequence.source = frame.source;
  sequence.newest_ms = INT64_MIN;
  sequence.used = 0;
  by_key_.emplace(key, last_);
  by_age_.emplace(sequence.newest_ms, last_);
  return sequence;
}

// REQUIRES: the sequence that Of gave last.
void SequenceWindows::Seen(Sequence& sequence, std::int64_t time_ms) {
  if (time_ms <= sequence.newest_ms) return;
  auto place = by_age_.extract({sequence.newest_ms, last_});
  sequence.newest_ms = time_ms;
  place.value().first = time_ms;
  by_age_.insert(std::move(place));
}

SequenceFrame* SequenceWindows::Place(Sequence& sequence, std::int64_t index) {
  auto& frames = sequence.frames;
  const auto end = frames.begin() + static_cast<std::ptrdiff_t>(sequence.used);
  const auto at = std::find_if(frames.begin(), end, [&](const SequenceFrame& f) { return f.index <= index; });
  const auto position = at - frames.begin();
  if (at != end && at->index == index) return &*at;
  if (sequence.used < std::max<std::size_t>(options_.frames, 2)) {
    if (sequence.used == frames.size()) frames.emplace_back();
    ++sequence.used;
  } else if (at == end) {
    return nullptr;
  }
  // The oldest frame's memory becomes that of the new one.
  const auto used = frames.begin() + static_cast<std::ptrdiff_t>(sequence.used);
  std::rotate(frames.begin() + position, used - 1, used);
  return &frames[static_cast<std::size_t>(position)];
}

void SequenceWindows::Fill(const JoinedFrame& frame, SequenceFrame& into) {
  const LabeledFrame& labels = frame.labels;
  into.index = labels.sequence_index;
  into.event_time_ms = labels.event_time_ms;
  into.width = labels.image_width;
  into.height = labels.image_height;
  into.predicted = false;
  into.objects.clear();
  into.excused.clear();
  into.predictions.clear();
  into.texts.clear();
  for (std::size_t i = 0; i < labels.labels.size(); ++i) {
    const Label& label = labels.labels[i];
    if (!SoundBox(label.shape.bounds)) continue;
    if (!label.Judged()) {
      if (into.excused.size() < options_.objects) into.excused.push_back(label.shape.bounds);
      continue;
    }
    if (into.objects.size() == options_.objects) break;
    TrackedObject& object = into.objects.emplace_back();
    object.box = label.shape.bounds;
    object.class_id = label.class_id;
    object.kind = label.shape.kind;
    object.label = static_cast<std::int32_t>(i);
    if (label.track_id.empty()) continue;
    object.track = HashText(label.track_id, 0) & ~kChainBit;
    const std::string_view id = CutAtCharacter(label.track_id, kShownId);
    object.id_begin = static_cast<std::uint32_t>(into.texts.size());
    object.id_size = static_cast<std::uint32_t>(id.size());
    into.texts += id;
  }
  for (const PredictedFrame& predicted : frame.predictions) {
    into.predicted |= !predicted.predictions.empty() || predicted.class_probabilities.empty();
    for (const Prediction& prediction : predicted.predictions) {
      if (into.predictions.size() == options_.objects) break;
      if (prediction.score >= kWitnessScore && SoundBox(prediction.shape.bounds)) {
        into.predictions.push_back({prediction.shape.bounds, prediction.class_id, prediction.score});
      }
    }
  }
}

// Gives labels without a track id the number of the chain that they continue, else a new one.
void SequenceWindows::Chain(SequenceFrame& frame) {
  std::size_t open = 0;
  for (const TrackedObject& object : frame.objects) open += object.id_size == 0 && object.track == 0;
  if (open == 0) return;
  for (std::size_t back = 0; back < before_.size() && back <= options_.gap && open > 0; ++back) {
    const SequenceFrame& earlier = *before_[back];
    links_.clear();
    taken_.assign(earlier.objects.size(), 0);
    for (std::size_t e = 0; e < earlier.objects.size(); ++e) {
      const TrackedObject& candidate = earlier.objects[e];
      // A chain that goes on already is not joined a second time.
      taken_[e] = candidate.id_size != 0 || std::ranges::any_of(frame.objects, [&](const TrackedObject& object) {
                    return object.track == candidate.track;
                  });
      if (taken_[e]) continue;
      for (std::size_t o = 0; o < frame.objects.size(); ++o) {
        const TrackedObject& object = frame.objects[o];
        if (object.id_size != 0 || object.track != 0) continue;
        const double iou = IoU(object.box, candidate.box);
        if (iou < kChainIoU) continue;
        links_.push_back(
            {iou, static_cast<std::uint32_t>(o), static_cast<std::uint32_t>(e), object.class_id == candidate.class_id});
      }
    }
    std::ranges::sort(links_, [](const Link& a, const Link& b) {
      if (a.same_class != b.same_class) return a.same_class;
      if (a.iou != b.iou) return a.iou > b.iou;
      return a.object != b.object ? a.object < b.object : a.earlier < b.earlier;
    });
    for (const Link& link : links_) {
      if (taken_[link.earlier] || frame.objects[link.object].track != 0) continue;
      frame.objects[link.object].track = earlier.objects[link.earlier].track;
      taken_[link.earlier] = 1;
      --open;
    }
  }
  for (TrackedObject& object : frame.objects) {
    if (object.id_size == 0 && object.track == 0) object.track = kChainBit | ++chains_;
  }
}

SequenceMoment SequenceWindows::Remember(const JoinedFrame& frame) {
  Sequence& sequence = Of(frame.labels);
  Seen(sequence, frame.labels.event_time_ms);
  SequenceFrame* now = Place(sequence, frame.labels.sequence_index);
  before_.clear();
  if (now == nullptr) now = &aside_;
  Fill(frame, *now);
  for (std::size_t i = 0; i < sequence.used; ++i) {
    const SequenceFrame& other = sequence.frames[i];
    if (other.index < now->index &&
        Distance(other.event_time_ms, now->event_time_ms) <= static_cast<std::uint64_t>(lookback_ms_)) {
      before_.push_back(&other);
    }
  }
  Chain(*now);
  auto& objects = now->objects;
  std::ranges::sort(objects, [](const TrackedObject& a, const TrackedObject& b) {
    return a.track != b.track ? a.track < b.track : a.label < b.label;
  });
  for (std::size_t i = 1; i < objects.size(); ++i) {
    if (objects[i].track == objects[i - 1].track) objects[i].ambiguous = objects[i - 1].ambiguous = true;
  }
  return {*now, before_, options_};
}

}  // namespace labelwatch
