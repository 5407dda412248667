#include "schema/decoding.h"

namespace labelwatch {

NameId NewName(std::string_view name, NameCache& names, const WireLimits& limits) {
  if (name.size() > limits.text_bytes || !ValidUtf8(name)) throw Refused{Rejection::kBadText};
  return names.Add(name);
}

std::string_view LastText(std::string_view message, std::uint32_t tag) {
  std::string_view text;
  FieldReader reader(message, FieldReader::kObjectDepth);
  while (reader.Next()) {
    if (reader.Tag() == tag) {
      text = reader.Bytes();
    } else {
      reader.Skip();
    }
  }
  return text;
}

void ShapeReader::ReadEncoded(ShapeKind kind, std::string_view message) {
  if (shape_.kind != kind) return Start(kind, message);
  if (!merged_) {
    CheckedBounds(kind, shape_.encoded);  // each piece must be well-formed by itself
    merged_ = &pieces_.emplace_front(shape_.encoded);
  }
  CheckedBounds(kind, message);
  shape_.encoded = merged_->append(message);
}

ClassProbability ReadProbability(FieldReader reader, NameCache& classes, const WireLimits& limits) {
  ClassProbability result;
  bool named = false;
  while (reader.Next()) {
    switch (reader.Tag()) {
      case BytesTag(field::class_probability::kClassName):
        result.class_id = ReadName(reader, classes, limits);
        named = true;
        break;
      case Fixed64Tag(field::class_probability::kProbability):
        result.probability = reader.Double();
        break;
      default:
        reader.Skip();
    }
  }
  CheckShare(result.probability);
  if (!named) result.class_id = classes.Add({});
  return result;
}

}  // namespace labelwatch
