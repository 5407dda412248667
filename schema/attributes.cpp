#include "schema/attributes.h"

#include <protozero/pbf_writer.hpp>

#include "schema/field_numbers.h"

namespace labelwatch {

namespace {

void Append(field::Number number, std::string_view name, std::string_view value, std::string& out) {
  protozero::pbf_writer message(out);
  protozero::pbf_writer entry(message, number);
  entry.add_string(field::map_entry::kKey, name.data(), name.size());
  entry.add_string(field::map_entry::kValue, value.data(), value.size());
}

}  // namespace

void AppendAttribute(std::string_view name, std::string_view value, std::string& out) {
  Append(field::label::kAttributes, name, value, out);
}

void AppendFrameAttribute(std::string_view name, std::string_view value, std::string& out) {
  Append(field::labeled_frame::kAttributes, name, value, out);
}

std::string_view AttributeOf(std::string_view encoded, std::string_view name) {
  std::string_view found;
  ForEachAttribute(encoded, [&](std::string_view one, std::string_view value) {
    if (one == name) found = value;
  });
  return found;
}

}  // namespace labelwatch
