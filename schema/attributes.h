#pragma once
// Attributes of a label or a frame in their encoded form (Label::attributes, LabeledFrame::attributes): the map entries
// of the message one after the other, each with its field tag, so that the bytes can be put into a message as they are.

#include <string>
#include <string_view>

#include "schema/field_numbers.h"
#include "schema/field_reader.h"

namespace labelwatch {

// Appends one attribute of a label, or of a frame, to `out`.
void AppendAttribute(std::string_view name, std::string_view value, std::string& out);
void AppendFrameAttribute(std::string_view name, std::string_view value, std::string& out);

// Calls `attribute(name, value)` for each, in order; of one name that comes twice the last one counts, but both are
// told. What cannot be read ends it: the reader of messages has refused it before.
template <typename OnAttribute>
void ForEachAttribute(std::string_view encoded, OnAttribute attribute) {
  try {
    FieldReader entries(encoded);
    while (entries.Next()) {
      if (entries.Tag() != BytesTag(field::label::kAttributes) &&
          entries.Tag() != BytesTag(field::labeled_frame::kAttributes)) {
        entries.Skip();
        continue;
      }
      std::string_view name, value;
      FieldReader entry = entries.Message();
      while (entry.Next()) {
        if (entry.Tag() == BytesTag(field::map_entry::kKey)) {
          name = entry.Bytes();
        } else if (entry.Tag() == BytesTag(field::map_entry::kValue)) {
          value = entry.Bytes();
        } else {
          entry.Skip();
        }
      }
      attribute(name, value);
    }
  } catch (const MalformedMessage&) {
  }
}

// The value of one; empty: there is none. Of a name that comes twice the last one counts.
std::string_view AttributeOf(std::string_view encoded, std::string_view name);

}  // namespace labelwatch
