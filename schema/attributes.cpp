#include "schema/attributes.h"

#include <protozero/pbf_writer.hpp>

#include "schema/field_numbers.h"

namespace labelwatch {

void AppendAttribute(std::string_view name, std::string_view value, std::string& out) {
  protozero::pbf_writer label(out);
  protozero::pbf_writer entry(label, field::label::kAttributes);
  entry.add_string(field::map_entry::kKey, name.data(), name.size());
  entry.add_string(field::map_entry::kValue, value.data(), value.size());
}

}  // namespace labelwatch
