#pragma once
// A frame of a sequence as it is remembered, and the frames before it: plain data, see tracks/sequence_window.h.

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/contract/track_options.h"
#include "schema/names.h"
#include "schema/shapes.h"

namespace labelwatch {

struct TrackedObject {
  std::uint64_t track = 0;  // same number, same track; numbers of chains have the highest bit set
  Box box;
  NameId class_id = 0;
  ShapeKind kind = ShapeKind::kBox;  // of the label whose bounds `box` is
  std::int32_t label = -1;           // index in the frame when it was judged
  std::uint32_t id_begin = 0;        // of the track id in SequenceFrame::texts
  std::uint32_t id_size = 0;         // 0: a chain
  bool ambiguous = false;            // another label of the frame has the same track id
};

struct SeenPrediction {
  Box box;
  NameId class_id = 0;
  double score = 0;
};

struct SequenceFrame {
  std::int64_t index = 0;  // sequence_index
  std::int64_t event_time_ms = 0;
  std::uint32_t width = 0, height = 0;      // of the image; 0: unknown
  bool predicted = false;                   // a model that places boxes knows the frame
  std::vector<TrackedObject> objects;       // by rising track; crowd, ignore and difficult regions left out
  std::vector<Box> excused;                 // those regions: an object that is lost in one is not missing
  std::vector<SeenPrediction> predictions;  // of all models, the confident ones
  std::string texts;

  // Null where absent.
  const TrackedObject* Find(std::uint64_t track) const {
    const auto found = std::ranges::lower_bound(objects, track, {}, &TrackedObject::track);
    return found != objects.end() && found->track == track ? &*found : nullptr;
  }
  std::string_view TrackId(const TrackedObject& object) const {
    return std::string_view(texts).substr(object.id_begin, object.id_size);
  }
};

// A frame as it is remembered, and the frames before it, newest first.
struct SequenceMoment {
  const SequenceFrame& now;
  std::span<const SequenceFrame* const> before;
  const TrackOptions& options;  // that they are remembered by
};

}  // namespace labelwatch
