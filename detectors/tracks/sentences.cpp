// The sentences of track findings.

#include "detectors/labels/sentence.h"
#include "detectors/tracks/track_detector.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

std::string Frames(const TrackSuspicion& suspicion, std::size_t count) {
  const std::string first = std::to_string(suspicion.first_frame), last = std::to_string(suspicion.last_frame);
  if (count <= 1) return "frame " + last;
  if (count == 2) return "frames " + first + " and " + last;
  return "frames " + first + " to " + last;
}

std::string Model(const TrackSuspicion& suspicion) {
  return suspicion.model < 0 ? "" : "; a prediction of " + TwoDigits(suspicion.model) + " is there";
}

std::string Sentence(const TrackSuspicion& suspicion, std::int32_t place, const JoinedFrame& frame,
                     const NameTable& classes) {
  const Label& label = frame.labels.labels[static_cast<std::size_t>(place)];
  const std::string class_name(LabelClass(frame, place, classes));
  const std::string track = label.track_id.empty()
                                ? ThisOne(class_name)
                                : "track " + std::string(CutAtCharacter(label.track_id, 64)) + " (" + class_name + ")";
  const std::string here = "frame " + std::to_string(frame.labels.sequence_index);
  switch (suspicion.error) {
    case TrackError::kFlicker:
      return track + " is absent in " + Frames(suspicion, suspicion.frames) + " and back in " + here + " with IoU " +
             TwoDigits(suspicion.number) + " to where it was expected" + Model(suspicion);
    case TrackError::kBrokenId:
      return track + " starts in " + here + " where track " + suspicion.other_id + " of the same class, last seen in " +
             Frames(suspicion, 1) + ", should be (IoU " + TwoDigits(suspicion.number) + "): one object, two ids";
    case TrackError::kSwappedIds:
      return track + " is in " + here + " where track " + suspicion.other_id + " should be (IoU " +
             TwoDigits(suspicion.number) + ") and not where its own motion leads: exchanged ids";
    case TrackError::kClassSwitch:
      if (suspicion.usual_class == label.class_id) {
        return track + " had another class in " + Frames(suspicion, suspicion.frames) + ", at its start, and is " +
               WithArticle(classes.Name(suspicion.usual_class)) + " since";
      }
      return track + " is " + WithArticle(classes.Name(suspicion.usual_class)) + " in " +
             std::to_string(static_cast<int>(suspicion.number)) + " of the last frames and " + WithArticle(class_name) +
             " in " + here;
    case TrackError::kJump:
      return track + " jumps in " + here + ": a side is " + Percent(suspicion.number) +
             " of the object's size from where its motion leads" + Model(suspicion);
    case TrackError::kFrozen:
      return track + " has not moved at all since frame " + std::to_string(suspicion.first_frame) +
             " while the prediction on it (confidence " + TwoDigits(suspicion.model) + ") moved by " +
             Percent(suspicion.number) + " of its size";
  }
  return {};
}

}  // namespace

Explanation TrackDetector::Tell(const JoinedFrame& frame, const Finding& finding, const TrackEvidence& evidence,
                                const NameTable& classes) const {
  const TrackSuspicion& suspicion = suspicions_.at(evidence.suspicion);
  Explanation explanation = {Sentence(suspicion, finding.label, frame, classes)};
  if (suspicion.usual_class != 0) explanation.suggested_class = suspicion.usual_class;
  if (suspicion.has_box) explanation.suggested_box = suspicion.suggested;
  return explanation;
}

}  // namespace labelwatch
