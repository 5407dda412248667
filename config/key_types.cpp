#include "config/key_types.h"

#include <array>

#include "schema/text.h"

namespace labelwatch {
namespace {

// Words and numbers that YAML readers take for something else than text.
bool MeansSomethingElse(std::string_view text) {
  constexpr std::array kWords = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

bool Plain(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && letter(text[0]) && !MeansSomethingElse(text) &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '/';
         });
}

}  // namespace

ConfigErrors Wrong(const YamlNode& node, std::string message) { return {{node.at, "", std::move(message)}}; }

ConfigErrors WrongForm(const YamlNode& node, const std::string& form) {
  switch (node.kind) {
    case YamlNode::Kind::kEmpty:
      return Wrong(node, "has no value; leave the key out for its default");
    case YamlNode::Kind::kList:
      return Wrong(node, "expected a " + form + ", got a list");
    case YamlNode::Kind::kMap:
      return Wrong(node, "expected a " + form + ", got a map");
    case YamlNode::Kind::kScalar:
      break;
  }
  if (node.quoted) return Wrong(node, "expected a " + form + ", got a text in quotes");
  return {};
}

ConfigErrors WrongText(const YamlNode& node) {
  YamlNode unquoted;
  unquoted.kind = node.kind;
  unquoted.at = node.at;
  if (auto errors = WrongForm(unquoted, "text"); !errors.empty()) return errors;
  for (std::size_t i = 0, length = 0; i < node.text.size(); i += length) {
    length = CharacterLength(std::string_view(node.text).substr(i));
    if (length == 0 || IsControl(node.text[i])) {
      return Wrong(node, "expected one line of text without control characters, got " + Quoted(node.text));
    }
  }
  return {};
}

void AddInside(ConfigErrors more, const std::string& key, ConfigErrors& errors) {
  for (ConfigError& error : more) {
    error.key = error.key.empty() ? key : key + "." + error.key;
    errors.push_back(std::move(error));
  }
}

ConfigErrors WrongName(const YamlNode& node) {
  if (auto errors = WrongText(node); !errors.empty()) return errors;
  if (node.text.empty()) return Wrong(node, "a name must not be empty");
  return {};
}

ConfigErrors WrongName(const YamlEntry& entry) {
  YamlNode name;
  name.kind = YamlNode::Kind::kScalar;
  name.at = entry.at;
  name.text = entry.key;
  return WrongName(name);
}

std::string PrintText(std::string_view text) {
  if (Plain(text)) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::optional<std::string> AnyText(std::string_view) { return std::nullopt; }

std::optional<std::string> NotEmpty(std::string_view text) {
  if (text.empty()) return "must not be empty";
  return std::nullopt;
}

std::optional<std::string> HostAndPort(std::string_view text) {
  const auto colon = text.rfind(':');
  const auto port = ReadCount(colon == std::string_view::npos ? text : text.substr(colon + 1));
  if (!port || *port > 65535 || colon == 0) {
    return "expected host:port with a port from 0 to 65535, got " + Quoted(text);
  }
  return std::nullopt;
}

std::optional<std::string> HostsAndPorts(std::string_view text) {
  do {
    std::string_view one = text.substr(0, text.find(','));
    text.remove_prefix(std::min(one.size() + 1, text.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    const auto colon = one.rfind(':');
    const auto port = ReadCount(colon == std::string_view::npos ? "" : one.substr(colon + 1));
    if (!port || *port == 0 || *port > 65535 || colon == 0 || one.find(' ') != std::string_view::npos) {
      return "expected host:port, several separated by commas, got " + Quoted(one);
    }
  } while (!text.empty());
  return std::nullopt;
}

std::optional<std::string> TopicName(std::string_view text) {
  constexpr std::size_t kLongest = 249;  // of Kafka
  const bool legal = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
  if (!legal || text.empty() || text.size() > kLongest || text == "." || text == "..") {
    return "expected a topic name of at most 249 letters, digits, '.', '_' and '-', got " + Quoted(text);
  }
  return std::nullopt;
}

std::optional<std::string> TopicNameOrNone(std::string_view text) {
  return text.empty() ? std::nullopt : TopicName(text);
}

tl::expected<Pairs, ConfigErrors> ReadPairs(const YamlNode& node, PairCheck check) {
  if (node.kind != YamlNode::Kind::kMap) {
    return tl::unexpected(Wrong(node, "expected names and values, such as {name: value}"));
  }
  Pairs pairs;
  ConfigErrors errors;
  for (const YamlEntry& entry : node.entries) {
    const auto refuse = [&](const TextPosition& at, std::string message) {
      errors.push_back({at, Printable(entry.key), std::move(message)});
    };
    if (entry.value.kind != YamlNode::Kind::kScalar) {
      refuse(entry.value.at, "expected a text or a number");
    } else if (!pairs.emplace(entry.key, entry.value.text).second) {
      refuse(entry.at, "given twice");
    } else if (entry.value.text.find('\0') != std::string::npos || entry.key.find('\0') != std::string::npos) {
      refuse(entry.at, "must not hold a zero byte");
    } else if (auto wrong = check(entry.key, entry.value.text)) {
      refuse(entry.at, std::move(*wrong));
    }
  }
  if (!errors.empty()) return tl::unexpected(std::move(errors));
  return pairs;
}

}  // namespace labelwatch
