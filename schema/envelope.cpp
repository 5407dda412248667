// ReadEnvelope: what the join needs to know of a message, without looking into its objects.
#include "schema/decoding.h"

namespace labelwatch {
namespace {

void ReadLabels(FieldReader reader, const WireLimits& limits, Envelope& envelope) {
  namespace f = field::labeled_frame;
  while (reader.Next()) {
    switch (reader.Tag()) {
      case BytesTag(f::kFrameId):
        envelope.frame_id = ReadText(reader, limits);
        break;
      case BytesTag(f::kSequence):
        envelope.sequence = ReadText(reader, limits);
        break;
      case VarintTag(f::kLabelRevision):
        envelope.label_revision = reader.Varint();
        break;
      case VarintTag(f::kPredictionsFollow):
        envelope.predictions_follow = reader.Uint32();
        break;
      case VarintTag(f::kEventTimeUnixMs):
        envelope.event_time_ms = reader.Int64();
        break;
      default:
        reader.SkipRun();  // the objects lie side by side
    }
  }
  if (envelope.frame_id.empty()) throw Refused{Rejection::kMissingId};
}

void ReadPredictions(FieldReader reader, const WireLimits& limits, Envelope& envelope) {
  namespace f = field::predicted_frame;
  while (reader.Next()) {
    switch (reader.Tag()) {
      case BytesTag(f::kFrameId):
        envelope.frame_id = ReadText(reader, limits);
        break;
      case BytesTag(f::kModel):
        envelope.model = ReadText(reader, limits);
        break;
      case BytesTag(f::kModelVersion):
        envelope.model_version = ReadText(reader, limits);
        break;
      case VarintTag(f::kEventTimeUnixMs):
        envelope.event_time_ms = reader.Int64();
        break;
      case BytesTag(f::kSequence):
        envelope.sequence = ReadText(reader, limits);
        break;
      case VarintTag(f::kForLabelRevision):
        envelope.label_revision = reader.Varint();
        break;
      default:
        reader.SkipRun();  // the objects lie side by side
    }
  }
  if (envelope.frame_id.empty() || envelope.model.empty()) throw Refused{Rejection::kMissingId};
}

}  // namespace

Decoded<Envelope> ReadEnvelope(std::string_view message, Side side, const WireLimits& limits) {
  Envelope envelope;
  const auto read = side == Side::kLabels ? ReadLabels : ReadPredictions;
  const Decoded<void> done = Guarded([&] { read(FieldReader(message), limits, envelope); });
  if (!done) return tl::unexpected(done.error());
  return envelope;
}

}  // namespace labelwatch
