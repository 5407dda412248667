// The shipped configuration file, written from the table of keys.

#include <algorithm>

#include "config/key.h"

namespace labelwatch {
namespace {

constexpr std::size_t kWidth = 100;

// Words of `text` as comment lines.
void AppendComment(std::string_view text, const std::string& indent, std::string& out) {
  std::string line = indent + "#";
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (line.size() + 1 + word.size() > kWidth) {
      out += line + "\n";
      line = indent + "#";
    }
    (line += ' ') += word;
  }
  out += line + "\n";
}

std::string Indent(std::string_view path) {
  return std::string(2 * static_cast<std::size_t>(std::count(path.begin(), path.end(), '.')), ' ');
}

void AppendSections(std::string_view path, std::vector<std::string>& open, std::string& out) {
  for (const Section& section : ConfigSections()) {
    const bool around = path.starts_with(section.path + ".");
    if (!around || std::find(open.begin(), open.end(), section.path) != open.end()) continue;
    open.push_back(section.path);
    const std::string indent = Indent(section.path);
    out += "\n";
    AppendComment(section.doc, indent, out);
    out += indent + section.path.substr(section.path.rfind('.') + 1) + ":\n";
  }
}

}  // namespace

std::string ConfigFileText(const Config& config) {
  std::string out =
      "# labelwatch: every key, its meaning, what may stand there, and its default. A key that is left out has the\n"
      "# value shown here; `labelwatch check-config FILE` names every error with its line.\n"
      "# Durations: 500ms, 1s, 10m, 1h30m, 2d. Sizes: 64KiB, 256MiB, 1GiB.\n";
  std::vector<std::string> open;
  for (const Key& key : ConfigKeys()) {
    AppendSections(key.path, open, out);
    const std::string indent = Indent(key.path);
    AppendComment(key.doc, indent, out);
    out += indent + key.path.substr(key.path.rfind('.') + 1) + ": " + key.print(config) + "  # " + key.form + "\n";
  }
  return out;
}

}  // namespace labelwatch
