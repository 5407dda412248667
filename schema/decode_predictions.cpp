// FrameDecoder: a predicted frame from plain protobuf, in one pass.
#include "schema/decoding.h"

namespace labelwatch {
namespace {

// Class vectors of all objects of a frame together: a thousand classes for as many objects as there may be.
constexpr std::size_t kProbabilitiesPerObject = 1000;

void ReadPrediction(std::string_view message, NameCache& classes, const WireLimits& limits, PredictedFrame& frame) {
  namespace f = field::prediction;
  FieldReader reader(message, FieldReader::kObjectDepth);
  Prediction& prediction = Append(frame.predictions, limits);
  prediction.first_probability = static_cast<std::uint32_t>(frame.object_probabilities.size());
  ShapeReader shape(prediction.shape, frame.pieces);
  bool named = false;
  // First in the order in which writers put them, which most predictions have.
  if (reader.NextIs(BytesTag(f::kBox))) shape.ReadBoxShape(reader.Bytes());
  if (reader.NextIs(BytesTag(f::kClassName))) {
    prediction.class_id = ReadName(reader, classes, limits);
    named = true;
  }
  if (reader.NextIs(Fixed64Tag(f::kScore))) prediction.score = reader.Double();
  while (reader.Next()) {
    switch (reader.Tag()) {
      case BytesTag(f::kBox):
        shape.ReadBoxShape(reader.Bytes());
        break;
      case BytesTag(f::kRotatedBox):
        shape.ReadEncoded(ShapeKind::kRotatedBox, reader.Bytes());
        break;
      case BytesTag(f::kPolygon):
        shape.ReadEncoded(ShapeKind::kPolygon, reader.Bytes());
        break;
      case BytesTag(f::kMask):
        shape.ReadEncoded(ShapeKind::kMask, reader.Bytes());
        break;
      case BytesTag(f::kClassName):
        prediction.class_id = ReadName(reader, classes, limits);
        named = true;
        break;
      case Fixed64Tag(f::kScore):
        prediction.score = reader.Double();
        break;
      case BytesTag(f::kClassProbabilities):
        if (frame.object_probabilities.size() / kProbabilitiesPerObject >= limits.objects ||
            frame.object_probabilities.size() - prediction.first_probability >= limits.objects) {
          throw Refused{Rejection::kTooManyObjects};
        }
        frame.object_probabilities.push_back(ReadProbability(reader.Message(), classes, limits));
        break;
      case BytesTag(f::kTrackId):
        prediction.track_id = ReadText(reader, limits);
        break;
      default:
        reader.Skip();
    }
  }
  CheckShare(prediction.score);
  shape.Finish();
  if (!named) prediction.class_id = classes.Add({});
  if (prediction.class_id == NameTable::kOther) [[unlikely]]
    frame.other_classes.push_back({frame.predictions.size() - 1, LastText(message, BytesTag(f::kClassName))});
  prediction.probabilities =
      static_cast<std::uint32_t>(frame.object_probabilities.size()) - prediction.first_probability;
}

void ReadFrame(FieldReader reader, NameCache& classes, const WireLimits& limits, PredictedFrame& frame) {
  namespace f = field::predicted_frame;
  while (reader.Next()) {
    switch (reader.Tag()) {
      case BytesTag(f::kFrameId):
        frame.frame_id = ReadText(reader, limits);
        break;
      case BytesTag(f::kModel):
        frame.model = ReadText(reader, limits);
        break;
      case BytesTag(f::kModelVersion):
        frame.model_version = ReadText(reader, limits);
        break;
      case VarintTag(f::kEventTimeUnixMs):
        frame.event_time_ms = reader.Int64();
        break;
      case BytesTag(f::kPredictions):
        do {
          ReadPrediction(reader.Bytes(), classes, limits, frame);
        } while (reader.NextIs(BytesTag(f::kPredictions)));
        break;
      case BytesTag(f::kClassProbabilities):
        Append(frame.class_probabilities, limits) = ReadProbability(reader.Message(), classes, limits);
        break;
      case VarintTag(f::kTrainedOnThisFrame):
        frame.trained_on_this_frame = reader.Bool();
        break;
      case BytesTag(f::kSequence):
        frame.sequence = ReadText(reader, limits);
        break;
      case VarintTag(f::kForLabelRevision):
        frame.for_label_revision = reader.Varint();
        break;
      default:
        reader.Skip();
    }
  }
  if (frame.frame_id.empty() || frame.model.empty()) throw Refused{Rejection::kMissingId};
}

}  // namespace

Decoded<void> FrameDecoder::Decode(std::string_view message, PredictedFrame& frame) {
  frame.Clear();
  return Guarded([&] { ReadFrame(FieldReader(message), classes_, limits_, frame); });
}

}  // namespace labelwatch
