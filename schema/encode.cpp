// The inverse of decode.cpp. Default values are left out, as protobuf does.
#include <protozero/pbf_writer.hpp>

#include "schema/class_text.h"
#include "schema/field_numbers.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

using protozero::pbf_writer;

void Put(pbf_writer& writer, field::Number number, std::string_view text) {
  if (!text.empty()) writer.add_bytes(number, text.data(), text.size());
}
void PutFlag(pbf_writer& writer, field::Number number, bool flag) {
  if (flag) writer.add_bool(number, true);
}

void PutBox(pbf_writer& parent, field::Number number, const Box& box) {
  pbf_writer writer(parent, number);
  writer.add_double(field::box::kXMin, box.x_min);
  writer.add_double(field::box::kYMin, box.y_min);
  writer.add_double(field::box::kXMax, box.x_max);
  writer.add_double(field::box::kYMax, box.y_max);
}

void PutShape(pbf_writer& writer, const Shape& shape, field::Number box, field::Number rotated, field::Number polygon,
              field::Number mask) {
  switch (shape.kind) {
    case ShapeKind::kNone:
      break;
    case ShapeKind::kBox:
      PutBox(writer, box, shape.bounds);
      break;
    // A message, even an empty one, says which shape it is.
    case ShapeKind::kRotatedBox:
      writer.add_message(rotated, shape.encoded.data(), shape.encoded.size());
      break;
    case ShapeKind::kPolygon:
      writer.add_message(polygon, shape.encoded.data(), shape.encoded.size());
      break;
    case ShapeKind::kMask:
      writer.add_message(mask, shape.encoded.data(), shape.encoded.size());
      break;
  }
}

void PutProbability(pbf_writer& parent, field::Number number, const ClassProbability& p, const NameTable& classes) {
  pbf_writer writer(parent, number);
  Put(writer, field::class_probability::kClassName, classes.Name(p.class_id));
  writer.add_double(field::class_probability::kProbability, p.probability);
}

void PutLabel(std::string& out, pbf_writer& parent, const Label& label, std::string_view class_name) {
  namespace f = field::label;
  const std::size_t start = out.size();
  {
    pbf_writer writer(parent, field::labeled_frame::kLabels);
    out.append(label.attributes);  // encoded already, tags included
    Put(writer, f::kId, label.id);
    Put(writer, f::kClassName, class_name);
    PutShape(writer, label.shape, f::kBox, f::kRotatedBox, f::kPolygon, f::kMask);
    Put(writer, f::kAnnotator, label.annotator);
    Put(writer, f::kTrackId, label.track_id);
    PutFlag(writer, f::kCrowd, label.crowd);
    PutFlag(writer, f::kIgnore, label.ignore);
    PutFlag(writer, f::kDifficult, label.difficult);
  }
  // The writer leaves an empty message out, but a label that says nothing is still a label.
  if (out.size() == start) parent.add_message(field::labeled_frame::kLabels, "", 0);
}

}  // namespace

void Encode(const LabeledFrame& frame, const NameTable& classes, std::string& out) {
  namespace f = field::labeled_frame;
  pbf_writer writer(out);
  Put(writer, f::kFrameId, frame.frame_id);
  Put(writer, f::kSource, frame.source);
  Put(writer, f::kSequence, frame.sequence);
  if (frame.sequence_index != 0) writer.add_int64(f::kSequenceIndex, frame.sequence_index);
  Put(writer, f::kAnnotator, frame.annotator);
  if (frame.label_revision != 0) writer.add_uint64(f::kLabelRevision, frame.label_revision);
  if (frame.event_time_ms != 0) writer.add_int64(f::kEventTimeUnixMs, frame.event_time_ms);
  if (frame.labeled_at_ms != 0) writer.add_int64(f::kLabeledAtUnixMs, frame.labeled_at_ms);
  if (frame.predictions_follow != 0) writer.add_uint32(f::kPredictionsFollow, frame.predictions_follow);
  if (frame.image_width != 0) writer.add_uint32(f::kImageWidth, frame.image_width);
  if (frame.image_height != 0) writer.add_uint32(f::kImageHeight, frame.image_height);
  if (!frame.image_uri.empty() || !frame.image_sha256.empty() || !frame.image_bytes.empty()) {
    pbf_writer image(writer, f::kImage);
    Put(image, field::image_reference::kUri, frame.image_uri);
    Put(image, field::image_reference::kSha256, frame.image_sha256);
    Put(image, field::image_reference::kInlineBytes, frame.image_bytes);
  }
  out.append(frame.attributes);  // encoded already, tags included
  for (std::size_t i = 0; i < frame.labels.size(); ++i) {
    PutLabel(out, writer, frame.labels[i], ClassOfLabel(frame, i, classes));
  }
  const auto put_classes = [&](field::Number number, const std::vector<NameId>& ids) {
    for (const NameId id : ids) writer.add_string(number, classes.Name(id).data(), classes.Name(id).size());
  };
  put_classes(f::kFrameClasses, frame.frame_classes);
  put_classes(f::kExhaustiveClasses, frame.exhaustive_classes);
  put_classes(f::kVerifiedAbsentClasses, frame.absent_classes);
  put_classes(f::kUnknownClasses, frame.unknown_classes);
  for (const IgnoreRegion& region : frame.ignore_regions) {
    pbf_writer ignored(writer, f::kIgnoreRegions);
    PutBox(ignored, field::ignore_region::kBox, region.box);
    if (!region.every_class) Put(ignored, field::ignore_region::kClassName, classes.Name(region.class_id));
  }
}

void Encode(const PredictedFrame& frame, const NameTable& classes, std::string& out) {
  namespace f = field::predicted_frame;
  namespace p = field::prediction;
  pbf_writer writer(out);
  Put(writer, f::kFrameId, frame.frame_id);
  Put(writer, f::kModel, frame.model);
  Put(writer, f::kModelVersion, frame.model_version);
  if (frame.event_time_ms != 0) writer.add_int64(f::kEventTimeUnixMs, frame.event_time_ms);
  for (std::size_t place = 0; place < frame.predictions.size(); ++place) {
    const Prediction& prediction = frame.predictions[place];
    pbf_writer one(writer, f::kPredictions);
    PutShape(one, prediction.shape, p::kBox, p::kRotatedBox, p::kPolygon, p::kMask);
    Put(one, p::kClassName, ClassOfPrediction(frame, place, classes));
    one.add_double(p::kScore, prediction.score);
    for (std::uint32_t i = 0; i < prediction.probabilities; ++i) {
      PutProbability(one, p::kClassProbabilities, frame.object_probabilities[prediction.first_probability + i],
                     classes);
    }
    Put(one, p::kTrackId, prediction.track_id);
  }
  for (const ClassProbability& probability : frame.class_probabilities) {
    PutProbability(writer, f::kClassProbabilities, probability, classes);
  }
  PutFlag(writer, f::kTrainedOnThisFrame, frame.trained_on_this_frame);
  Put(writer, f::kSequence, frame.sequence);
  if (frame.for_label_revision != 0) writer.add_uint64(f::kForLabelRevision, frame.for_label_revision);
}

}  // namespace labelwatch
