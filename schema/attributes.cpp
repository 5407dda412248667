#include "schema/attributes.h"

#include <protozero/pbf_writer.hpp>

namespace labelwatch {

void AppendAttribute(std::string_view name, std::string_view value, std::string& out) {
  constexpr protozero::pbf_tag_type kAttributes = 9, kName = 1, kValue = 2;
  protozero::pbf_writer label(out);
  protozero::pbf_writer entry(label, kAttributes);
  entry.add_string(kName, name.data(), name.size());
  entry.add_string(kValue, value.data(), value.size());
}

}  // namespace labelwatch
