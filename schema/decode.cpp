// FrameDecoder: plain protobuf to reused structs, in one pass.
#include <cmath>
#include <protozero/pbf_message.hpp>
#include <protozero/pbf_reader.hpp>

#include "schema/field_numbers.h"
#include "schema/shape_codec.h"
#include "schema/text.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;

// Thrown inside this file only: it leaves the nested readers at once and becomes a value in Decode.
struct Refused {
  Rejection reason;
};

constexpr std::uint32_t Bytes(std::uint32_t field) {
  return protozero::tag_and_type(field, pbf_wire_type::length_delimited);
}
constexpr std::uint32_t Varint(std::uint32_t field) { return protozero::tag_and_type(field, pbf_wire_type::varint); }
constexpr std::uint32_t Double(std::uint32_t field) { return protozero::tag_and_type(field, pbf_wire_type::fixed64); }

std::string_view View(pbf_reader& reader) {
  const protozero::data_view view = reader.get_view();
  return {view.data(), view.size()};
}

std::string_view Text(pbf_reader& reader, const WireLimits& limits) {
  const std::string_view text = View(reader);
  if (text.size() > limits.text_bytes || !ValidUtf8(text)) throw Refused{Rejection::kBadText};
  return text;
}

std::uint32_t Side32(pbf_reader& reader, const WireLimits& limits) {
  const std::uint32_t side = reader.get_uint32();
  if (side > limits.image_side) throw Refused{Rejection::kBadNumber};
  return side;
}

double Share(pbf_reader& reader) {
  const double share = reader.get_double();
  if (!(share >= 0 && share <= 1)) throw Refused{Rejection::kBadNumber};  // NaN fails both
  return share;
}

// A box that comes in several pieces is merged, as protobuf does.
void ReadBox(pbf_reader reader, Box& box) {
  while (reader.next()) {
    switch (reader.tag_and_type()) {
      case Double(field::box::kXMin):
        box.x_min = reader.get_double();
        break;
      case Double(field::box::kYMin):
        box.y_min = reader.get_double();
        break;
      case Double(field::box::kXMax):
        box.x_max = reader.get_double();
        break;
      case Double(field::box::kYMax):
        box.y_max = reader.get_double();
        break;
      default:
        reader.skip();
    }
  }
}

void ReadBoxShape(pbf_reader& reader, Shape& shape) {
  if (shape.kind != ShapeKind::kBox) shape = {ShapeKind::kBox, {}, {}};
  ReadBox(reader.get_message(), shape.bounds);
}

void ReadEncodedShape(pbf_reader& reader, ShapeKind kind, Shape& shape) {
  shape.kind = kind;
  shape.encoded = View(reader);
  const auto bounds = Bounds(kind, shape.encoded);
  if (!bounds) throw Refused{Rejection::kMalformed};
  shape.bounds = *bounds;
}

ClassProbability ReadProbability(pbf_reader reader, NameCache& classes, const WireLimits& limits) {
  ClassProbability result;
  std::string_view name;
  while (reader.next()) {
    switch (reader.tag_and_type()) {
      case Bytes(field::class_probability::kClassName):
        name = Text(reader, limits);
        break;
      case Double(field::class_probability::kProbability):
        result.probability = Share(reader);
        break;
      default:
        reader.skip();
    }
  }
  result.class_id = classes.Add(name);
  return result;
}

void CheckAttribute(pbf_reader reader, const WireLimits& limits) {
  while (reader.next()) {
    if (reader.tag() <= 2 && reader.wire_type() == pbf_wire_type::length_delimited) {
      Text(reader, limits);
    } else {
      reader.skip();
    }
  }
}

// Writers put the entries of a map side by side; entries that stand apart from the first ones are passed over.
void Extend(std::string_view& entries, const char* begin, const char* end) {
  if (entries.empty()) {
    entries = {begin, static_cast<std::size_t>(end - begin)};
  } else if (entries.data() + entries.size() == begin) {
    entries = {entries.data(), static_cast<std::size_t>(end - entries.data())};
  }
}

void ReadLabel(pbf_reader reader, NameCache& classes, const WireLimits& limits, Label& label) {
  namespace f = field::label;
  std::string_view name;
  for (const char* entry = reader.data().data(); reader.next(); entry = reader.data().data()) {
    switch (reader.tag_and_type()) {
      case Bytes(f::kAttributes):
        CheckAttribute(reader.get_message(), limits);
        Extend(label.attributes, entry, reader.data().data());
        break;
      case Bytes(f::kId):
        label.id = Text(reader, limits);
        break;
      case Bytes(f::kClassName):
        name = Text(reader, limits);
        break;
      case Bytes(f::kBox):
        ReadBoxShape(reader, label.shape);
        break;
      case Bytes(f::kRotatedBox):
        ReadEncodedShape(reader, ShapeKind::kRotatedBox, label.shape);
        break;
      case Bytes(f::kPolygon):
        ReadEncodedShape(reader, ShapeKind::kPolygon, label.shape);
        break;
      case Bytes(f::kMask):
        ReadEncodedShape(reader, ShapeKind::kMask, label.shape);
        break;
      case Bytes(f::kAnnotator):
        label.annotator = Text(reader, limits);
        break;
      case Bytes(f::kTrackId):
        label.track_id = Text(reader, limits);
        break;
      case Varint(f::kCrowd):
        label.crowd = reader.get_bool();
        break;
      case Varint(f::kIgnore):
        label.ignore = reader.get_bool();
        break;
      case Varint(f::kDifficult):
        label.difficult = reader.get_bool();
        break;
      default:
        reader.skip();
    }
  }
  label.class_id = classes.Add(name);
}

void ReadRegion(pbf_reader reader, NameCache& classes, const WireLimits& limits, IgnoreRegion& region) {
  std::string_view name;
  while (reader.next()) {
    switch (reader.tag_and_type()) {
      case Bytes(field::ignore_region::kBox):
        ReadBox(reader.get_message(), region.box);
        break;
      case Bytes(field::ignore_region::kClassName):
        name = Text(reader, limits);
        break;
      default:
        reader.skip();
    }
  }
  region.every_class = name.empty();
  if (!name.empty()) region.class_id = classes.Add(name);
}

void ReadImage(pbf_reader reader, const WireLimits& limits, LabeledFrame& frame) {
  namespace f = field::image_reference;
  while (reader.next()) {
    switch (reader.tag_and_type()) {
      case Bytes(f::kUri):
        frame.image_uri = Text(reader, limits);
        break;
      case Bytes(f::kSha256):
        frame.image_sha256 = View(reader);
        break;
      case Bytes(f::kInlineBytes):
        frame.image_bytes = View(reader);
        break;
      default:
        reader.skip();
    }
  }
}

template <typename T>
T& Append(std::vector<T>& items, const WireLimits& limits) {
  if (items.size() >= limits.objects) throw Refused{Rejection::kTooManyObjects};
  return items.emplace_back();
}

void ReadLabeledFrame(pbf_reader reader, NameCache& classes, const WireLimits& limits, LabeledFrame& frame) {
  namespace f = field::labeled_frame;
  while (reader.next()) {
    switch (reader.tag_and_type()) {
      case Bytes(f::kFrameId):
        frame.frame_id = Text(reader, limits);
        break;
      case Bytes(f::kSource):
        frame.source = Text(reader, limits);
        break;
      case Bytes(f::kSequence):
        frame.sequence = Text(reader, limits);
        break;
      case Varint(f::kSequenceIndex):
        frame.sequence_index = reader.get_int64();
        break;
      case Bytes(f::kAnnotator):
        frame.annotator = Text(reader, limits);
        break;
      case Varint(f::kLabelRevision):
        frame.label_revision = reader.get_uint64();
        break;
      case Varint(f::kEventTimeUnixMs):
        frame.event_time_ms = reader.get_int64();
        break;
      case Varint(f::kImageWidth):
        frame.image_width = Side32(reader, limits);
        break;
      case Varint(f::kImageHeight):
        frame.image_height = Side32(reader, limits);
        break;
      case Bytes(f::kImage):
        ReadImage(reader.get_message(), limits, frame);
        break;
      case Bytes(f::kLabels):
        ReadLabel(reader.get_message(), classes, limits, Append(frame.labels, limits));
        break;
      case Bytes(f::kFrameClasses):
        Append(frame.frame_classes, limits) = classes.Add(Text(reader, limits));
        break;
      case Bytes(f::kExhaustiveClasses):
        Append(frame.exhaustive_classes, limits) = classes.Add(Text(reader, limits));
        break;
      case Bytes(f::kVerifiedAbsentClasses):
        Append(frame.absent_classes, limits) = classes.Add(Text(reader, limits));
        break;
      case Bytes(f::kUnknownClasses):
        Append(frame.unknown_classes, limits) = classes.Add(Text(reader, limits));
        break;
      case Bytes(f::kIgnoreRegions):
        ReadRegion(reader.get_message(), classes, limits, Append(frame.ignore_regions, limits));
        break;
      default:
        reader.skip();
    }
  }
  if (frame.frame_id.empty()) throw Refused{Rejection::kMissingId};
}

void ReadPrediction(pbf_reader reader, NameCache& classes, const WireLimits& limits, PredictedFrame& frame) {
  namespace f = field::prediction;
  Prediction& prediction = Append(frame.predictions, limits);
  prediction.first_probability = static_cast<std::uint32_t>(frame.object_probabilities.size());
  std::string_view name;
  while (reader.next()) {
    switch (reader.tag_and_type()) {
      case Bytes(f::kBox):
        ReadBoxShape(reader, prediction.shape);
        break;
      case Bytes(f::kRotatedBox):
        ReadEncodedShape(reader, ShapeKind::kRotatedBox, prediction.shape);
        break;
      case Bytes(f::kPolygon):
        ReadEncodedShape(reader, ShapeKind::kPolygon, prediction.shape);
        break;
      case Bytes(f::kMask):
        ReadEncodedShape(reader, ShapeKind::kMask, prediction.shape);
        break;
      case Bytes(f::kClassName):
        name = Text(reader, limits);
        break;
      case Double(f::kScore):
        prediction.score = Share(reader);
        break;
      case Bytes(f::kClassProbabilities):
        // The bound holds for all vectors of the frame together: 1000 classes for every object are enough.
        if (frame.object_probabilities.size() >= 1000 * limits.objects) throw Refused{Rejection::kTooManyObjects};
        frame.object_probabilities.push_back(ReadProbability(reader.get_message(), classes, limits));
        break;
      case Bytes(f::kTrackId):
        prediction.track_id = Text(reader, limits);
        break;
      default:
        reader.skip();
    }
  }
  prediction.class_id = classes.Add(name);
  prediction.probabilities =
      static_cast<std::uint32_t>(frame.object_probabilities.size()) - prediction.first_probability;
}

void ReadPredictedFrame(pbf_reader reader, NameCache& classes, const WireLimits& limits, PredictedFrame& frame) {
  namespace f = field::predicted_frame;
  while (reader.next()) {
    switch (reader.tag_and_type()) {
      case Bytes(f::kFrameId):
        frame.frame_id = Text(reader, limits);
        break;
      case Bytes(f::kModel):
        frame.model = Text(reader, limits);
        break;
      case Bytes(f::kModelVersion):
        frame.model_version = Text(reader, limits);
        break;
      case Varint(f::kEventTimeUnixMs):
        frame.event_time_ms = reader.get_int64();
        break;
      case Bytes(f::kPredictions):
        ReadPrediction(reader.get_message(), classes, limits, frame);
        break;
      case Bytes(f::kClassProbabilities):
        Append(frame.class_probabilities, limits) = ReadProbability(reader.get_message(), classes, limits);
        break;
      case Varint(f::kTrainedOnThisFrame):
        frame.trained_on_this_frame = reader.get_bool();
        break;
      case Bytes(f::kSequence):
        frame.sequence = Text(reader, limits);
        break;
      default:
        reader.skip();
    }
  }
  if (frame.frame_id.empty() || frame.model.empty()) throw Refused{Rejection::kMissingId};
}

// Everything that can go wrong inside a reader, as a value.
template <typename Read>
Decoded<void> Guarded(Read read) {
  try {
    read();
    return {};
  } catch (const Refused& refused) {
    return tl::unexpected(refused.reason);
  } catch (const protozero::exception&) {
    return tl::unexpected(Rejection::kMalformed);
  }
}

}  // namespace

Decoded<void> FrameDecoder::Decode(std::string_view message, LabeledFrame& frame) {
  frame.Clear();
  return Guarded([&] { ReadLabeledFrame({message.data(), message.size()}, classes_, limits_, frame); });
}

Decoded<void> FrameDecoder::Decode(std::string_view message, PredictedFrame& frame) {
  frame.Clear();
  return Guarded([&] { ReadPredictedFrame({message.data(), message.size()}, classes_, limits_, frame); });
}

Decoded<Envelope> ReadEnvelope(std::string_view message, Side side, const WireLimits& limits) {
  Envelope envelope;
  const auto read_labels = [&](pbf_reader reader) {
    namespace f = field::labeled_frame;
    while (reader.next()) {
      switch (reader.tag_and_type()) {
        case Bytes(f::kFrameId):
          envelope.frame_id = Text(reader, limits);
          break;
        case Bytes(f::kSequence):
          envelope.sequence = Text(reader, limits);
          break;
        case Varint(f::kLabelRevision):
          envelope.label_revision = reader.get_uint64();
          break;
        case Varint(f::kEventTimeUnixMs):
          envelope.event_time_ms = reader.get_int64();
          break;
        default:
          reader.skip();
      }
    }
  };
  const auto read_predictions = [&](pbf_reader reader) {
    namespace f = field::predicted_frame;
    while (reader.next()) {
      switch (reader.tag_and_type()) {
        case Bytes(f::kFrameId):
          envelope.frame_id = Text(reader, limits);
          break;
        case Bytes(f::kModel):
          envelope.model = Text(reader, limits);
          break;
        case Bytes(f::kModelVersion):
          envelope.model_version = Text(reader, limits);
          break;
        case Varint(f::kEventTimeUnixMs):
          envelope.event_time_ms = reader.get_int64();
          break;
        case Bytes(f::kSequence):
          envelope.sequence = Text(reader, limits);
          break;
        default:
          reader.skip();
      }
    }
  };
  const Decoded<void> read = Guarded([&] {
    const pbf_reader reader{message.data(), message.size()};
    side == Side::kLabels ? read_labels(reader) : read_predictions(reader);
    if (envelope.frame_id.empty()) throw Refused{Rejection::kMissingId};
    if (side == Side::kPredictions && envelope.model.empty()) throw Refused{Rejection::kMissingId};
  });
  if (!read) return tl::unexpected(read.error());
  return envelope;
}

}  // namespace labelwatch
