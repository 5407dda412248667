#pragma once
// What is wrong with a configuration file, and where: every error of the file at once, in order of its lines.

#include <string>
#include <string_view>
#include <vector>

#include "consumers/files/text/yaml_tree.h"
#include "schema/text.h"

namespace labelwatch {

struct ConfigError {
  TextPosition at;
  std::string key;  // full path, "join.window"; empty where the error is about no key
  std::string message;

  bool operator==(const ConfigError&) const = default;
};

using ConfigErrors = std::vector<ConfigError>;

// One line per error, as compilers write it, so that editors jump to the place:
//   labelwatch.yaml:12:3: join.windw: unknown key; did you mean 'window'?
std::string RenderErrors(std::string_view file, const ConfigErrors& errors);

// The same as one JSON object on one line:
//   {"file":"...","errors":[{"line":12,"column":3,"key":"join.windw","message":"..."}]}
std::string RenderErrorsJson(std::string_view file, const ConfigErrors& errors);

// Printable text (schema/text.h) in single quotes.
std::string Quoted(std::string_view text);

}  // namespace labelwatch
