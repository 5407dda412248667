#pragma once
// What is wrong with a configuration file, and where: every error of the file at once, in order of its lines.

#include <string>
#include <string_view>
#include <vector>

namespace labelwatch {

// Both count from 1; the column counts characters, not bytes. Line 0: the file as a whole.
struct Position {
  int line = 0, column = 0;

  bool operator==(const Position&) const = default;
};

struct ConfigError {
  Position at;
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

// Text of a stranger, fit for one line of a terminal or log: control characters and bytes that are not UTF-8 become
// \xNN, and what is longer than `limit` bytes is cut.
std::string Printable(std::string_view text, std::size_t limit = 80);

// The same in single quotes.
std::string Quoted(std::string_view text);

}  // namespace labelwatch
