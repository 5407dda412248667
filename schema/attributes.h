#pragma once
// Attributes of a label in their encoded form (Label::attributes): the map entries of labelwatch.v1.Label one after the
// other, each with its field tag, so that the bytes can be put into a message as they are.

#include <string>
#include <string_view>

namespace labelwatch {

// Appends one attribute to `out`.
void AppendAttribute(std::string_view name, std::string_view value, std::string& out);

}  // namespace labelwatch
