// FrameDecoder: a labeled frame from plain protobuf, in one pass.
#include <algorithm>
#include <numeric>
#include <vector>

#include "schema/decoding.h"

namespace labelwatch {
namespace {

// The entries of the map `attributes`, as they came. Writers put them side by side; where they do not, they are copied
// together.
class AttributeEntries {
 public:
  AttributeEntries(std::string_view& entries, std::forward_list<std::string>& pieces)
      : entries_(entries), pieces_(pieces) {}

  void Add(std::string_view entry) {
    if (entries_.empty()) {
      entries_ = entry;
    } else if (!merged_ && entries_.data() + entries_.size() == entry.data()) {
      entries_ = {entries_.data(), entries_.size() + entry.size()};
    } else {
      if (!merged_) merged_ = &pieces_.emplace_front(entries_);
      entries_ = merged_->append(entry);
    }
  }

 private:
  std::string_view& entries_;
  std::forward_list<std::string>& pieces_;
  std::string* merged_ = nullptr;
};

void CheckAttribute(FieldReader reader, const WireLimits& limits) {
  while (reader.Next()) {
    switch (reader.Tag()) {
      case BytesTag(field::map_entry::kKey):
      case BytesTag(field::map_entry::kValue):
        ReadText(reader, limits);
        break;
      default:
        reader.Skip();
    }
  }
}

// Takes bytes, which are handed over in registers; a reader would go through memory (5 % of decoding).
void ReadLabel(std::string_view message, NameCache& classes, const WireLimits& limits, Label& label,
               std::forward_list<std::string>& pieces) {
  namespace f = field::label;
  FieldReader reader(message, FieldReader::kObjectDepth);
  ShapeReader shape(label.shape, pieces);
  AttributeEntries attributes(label.attributes, pieces);
  bool named = false;
  // First in the order in which writers put them, which most labels have.
  if (reader.NextIs(BytesTag(f::kId))) label.id = ReadText(reader, limits);
  if (reader.NextIs(BytesTag(f::kClassName))) {
    label.class_id = ReadName(reader, classes, limits);
    named = true;
  }
  if (reader.NextIs(BytesTag(f::kBox))) shape.ReadBoxShape(reader.Bytes());
  for (const char* start = reader.Position(); reader.Next(); start = reader.Position()) {
    switch (reader.Tag()) {
      case BytesTag(f::kId):
        label.id = ReadText(reader, limits);
        break;
      case BytesTag(f::kClassName):
        label.class_id = ReadName(reader, classes, limits);
        named = true;
        break;
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
      case BytesTag(f::kAnnotator):
        label.annotator = ReadText(reader, limits);
        break;
      case BytesTag(f::kTrackId):
        label.track_id = ReadText(reader, limits);
        break;
      case BytesTag(f::kAttributes):
        CheckAttribute(reader.Message(), limits);
        attributes.Add({start, static_cast<std::size_t>(reader.Position() - start)});
        break;
      case VarintTag(f::kCrowd):
        label.crowd = reader.Bool();
        break;
      case VarintTag(f::kIgnore):
        label.ignore = reader.Bool();
        break;
      case VarintTag(f::kDifficult):
        label.difficult = reader.Bool();
        break;
      default:
        reader.Skip();
    }
  }
  shape.Finish();
  if (!named) label.class_id = classes.Add({});
}

void ReadRegion(FieldReader reader, NameCache& classes, const WireLimits& limits, IgnoreRegion& region) {
  std::string_view name;
  while (reader.Next()) {
    switch (reader.Tag()) {
      case BytesTag(field::ignore_region::kBox):
        ReadBox(reader.Bytes(), region.box);
        break;
      case BytesTag(field::ignore_region::kClassName):
        name = ReadText(reader, limits);
        break;
      default:
        reader.Skip();
    }
  }
  region.every_class = name.empty();
  if (!name.empty()) region.class_id = classes.Add(name);
}

void ReadImage(FieldReader reader, const WireLimits& limits, LabeledFrame& frame) {
  namespace f = field::image_reference;
  while (reader.Next()) {
    switch (reader.Tag()) {
      case BytesTag(f::kUri):
        frame.image_uri = ReadText(reader, limits);
        break;
      case BytesTag(f::kSha256):
        frame.image_sha256 = reader.Bytes();
        break;
      case BytesTag(f::kInlineBytes):
        frame.image_bytes = reader.Bytes();
        break;
      default:
        reader.Skip();
    }
  }
}

// The class of the newest label found no room.
void KeepClass(std::string_view message, LabeledFrame& frame) {
  frame.other_label_classes.push_back({frame.labels.size() - 1, LastText(message, BytesTag(field::label::kClassName))});
}

void ReadFrameClass(FieldReader& reader, NameCache& classes, const WireLimits& limits, LabeledFrame& frame) {
  const std::string_view name = reader.Bytes();
  const std::size_t place = frame.frame_classes.size();
  const NameId class_id = NumberOf(name, name.size() + reader.Left(), classes, limits);
  Append(frame.frame_classes, limits) = class_id;
  if (class_id == NameTable::kOther) frame.other_frame_classes.push_back({place, name});
}

// A class that is named twice is one. Classes that found no room are not known to be the same.
void DropRepeatedClasses(LabeledFrame& frame) {
  std::vector<NameId>& classes = frame.frame_classes;
  if (classes.size() < 2) return;
  std::vector<std::size_t> places(classes.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::ranges::stable_sort(places, {}, [&](std::size_t place) { return classes[place]; });
  std::vector<bool> repeated(classes.size());
  for (std::size_t i = 1; i < places.size(); ++i) {
    const NameId class_id = classes[places[i]];
    repeated[places[i]] = class_id != NameTable::kOther && class_id == classes[places[i - 1]];
  }
  std::size_t kept = 0;
  auto other = frame.other_frame_classes.begin();
  for (std::size_t place = 0; place < classes.size(); ++place) {
    if (other != frame.other_frame_classes.end() && other->place == place) (other++)->place = kept;
    if (!repeated[place]) classes[kept++] = classes[place];
  }
  classes.resize(kept);
}

// All that stand beside each other.
void ReadLabels(FieldReader& reader, NameCache& classes, const WireLimits& limits, LabeledFrame& frame) {
  do {
    const std::string_view message = reader.Bytes();
    Label& label = Append(frame.labels, limits);
    ReadLabel(message, classes, limits, label, frame.pieces);
    if (label.class_id == NameTable::kOther) [[unlikely]]
      KeepClass(message, frame);
  } while (reader.NextIs(BytesTag(field::labeled_frame::kLabels)));
}

void ReadFrame(FieldReader reader, NameCache& classes, const WireLimits& limits, LabeledFrame& frame) {
  namespace f = field::labeled_frame;
  AttributeEntries attributes(frame.attributes, frame.pieces);
  for (const char* start = reader.Position(); reader.Next(); start = reader.Position()) {
    switch (reader.Tag()) {
      case BytesTag(f::kFrameId):
        frame.frame_id = ReadText(reader, limits);
        break;
      case BytesTag(f::kSource):
        frame.source = ReadText(reader, limits);
        break;
      case BytesTag(f::kSequence):
        frame.sequence = ReadText(reader, limits);
        break;
      case VarintTag(f::kSequenceIndex):
        frame.sequence_index = reader.Int64();
        break;
      case BytesTag(f::kAnnotator):
        frame.annotator = ReadText(reader, limits);
        break;
      case VarintTag(f::kLabelRevision):
        frame.label_revision = reader.Varint();
        break;
      case VarintTag(f::kEventTimeUnixMs):
        frame.event_time_ms = reader.Int64();
        break;
      case VarintTag(f::kLabeledAtUnixMs):
        frame.labeled_at_ms = reader.Int64();
        break;
      case VarintTag(f::kPredictionsFollow):
        frame.predictions_follow = reader.Uint32();
        break;
      case VarintTag(f::kImageWidth):
        frame.image_width = reader.Uint32();
        break;
      case VarintTag(f::kImageHeight):
        frame.image_height = reader.Uint32();
        break;
      case BytesTag(f::kImage):
        ReadImage(reader.Message(), limits, frame);
        break;
      case BytesTag(f::kLabels):
        ReadLabels(reader, classes, limits, frame);
        break;
      case BytesTag(f::kFrameClasses):
        ReadFrameClass(reader, classes, limits, frame);
        break;
      case BytesTag(f::kExhaustiveClasses):
        Append(frame.exhaustive_classes, limits) = ReadName(reader, classes, limits);
        break;
      case BytesTag(f::kVerifiedAbsentClasses):
        Append(frame.absent_classes, limits) = ReadName(reader, classes, limits);
        break;
      case BytesTag(f::kUnknownClasses):
        Append(frame.unknown_classes, limits) = ReadName(reader, classes, limits);
        break;
      case BytesTag(f::kIgnoreRegions):
        ReadRegion(reader.Message(), classes, limits, Append(frame.ignore_regions, limits));
        break;
      case BytesTag(f::kAttributes):
        CheckAttribute(reader.Message(), limits);
        attributes.Add({start, static_cast<std::size_t>(reader.Position() - start)});
        break;
      default:
        reader.Skip();
    }
  }
  DropRepeatedClasses(frame);
  if (frame.frame_id.empty()) throw Refused{Rejection::kMissingId};
  if (std::max(frame.image_width, frame.image_height) > limits.image_side) throw Refused{Rejection::kBadNumber};
}

}  // namespace

Decoded<void> FrameDecoder::Decode(std::string_view message, LabeledFrame& frame) {
  frame.Clear();
  return Guarded([&] { ReadFrame(FieldReader(message), classes_, limits_, frame); });
}

}  // namespace labelwatch
