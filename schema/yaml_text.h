#pragma once
// A text as YAML takes it back to the last byte, so that a suggested entry can be pasted into a configuration.

#include <string>
#include <string_view>

namespace labelwatch {

// As it is where YAML reads it as that text, else in double quotes: car, "Car ", "no", "a: b", "1".
std::string YamlText(std::string_view text);

}  // namespace labelwatch
