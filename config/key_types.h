#pragma once
// Kinds of keys: each function makes the Key of one option from its place in Config, its limits and its meaning.
//
//   Duration("join.window", At(&Config::task, &TaskOptions::join, &JoinOptions::window_ms), {kSecond, 30 * kDay},
//   "...")

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/key.h"
#include "config/values.h"

namespace labelwatch {

inline constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
inline constexpr std::uint64_t kKiB = 1024, kMiB = 1024 * kKiB, kGiB = 1024 * kMiB, kTiB = 1024 * kGiB;

// The member of a member of ...: At(&Config::log, &LogOptions::level)(config) is config.log.level.
template <typename... Members>
auto At(Members... members) {
  return [=](auto& config) -> auto& { return (config.*....*members); };
}

template <typename T>
struct Range {
  T least = std::numeric_limits<T>::lowest(), most = std::numeric_limits<T>::max();
};

// Errors about a value, the key not yet named.
ConfigErrors WrongForm(const YamlNode& node, const std::string& form);  // not a scalar, quoted where it must not be
ConfigErrors WrongText(const YamlNode& node);                           // not a scalar of one line
ConfigErrors Wrong(const YamlNode& node, std::string message);

// A name within a map: text, not empty.
ConfigErrors WrongName(const YamlNode& node);
ConfigErrors WrongName(const YamlEntry& entry);
// Errors about what stands under `key` of a map.
void AddInside(ConfigErrors more, const std::string& key, ConfigErrors& errors);

// Text as a YAML scalar, quoted where it has to be.
std::string PrintText(std::string_view text);

// What is wrong with a text, if anything.
using TextCheck = std::optional<std::string> (*)(std::string_view text);
std::optional<std::string> AnyText(std::string_view text);
std::optional<std::string> NotEmpty(std::string_view text);
std::optional<std::string> HostAndPort(std::string_view text);    // or a port alone
std::optional<std::string> HostsAndPorts(std::string_view text);  // one or more, separated by commas
std::optional<std::string> TopicName(std::string_view text);
std::optional<std::string> TopicNameOrNone(std::string_view text);  // or empty

template <typename T, typename Print>
std::string Limits(Range<T> range, Print print) {
  return print(range.least) + " to " + print(range.most);
}

// A number in a range, in any of the forms of values.h. `form`: what it is called.
template <typename T, typename Read, typename Print>
tl::expected<T, ConfigErrors> ReadInRange(const YamlNode& node, const std::string& form, Range<T> range, Read read,
                                          Print print) {
  auto errors = WrongForm(node, form + ", " + Limits(range, print));
  if (!errors.empty()) return tl::unexpected(std::move(errors));
  const auto value = read(node.text);
  if (!value) return tl::unexpected(Wrong(node, value.error()));
  if (*value < range.least || *value > range.most) {
    return tl::unexpected(Wrong(node, Printable(node.text) + " is out of range; allowed: " + Limits(range, print)));
  }
  return *value;
}

template <typename T, typename Read, typename Print, typename Access>
Key RangedKey(std::string path, std::string form, Range<T> range, Read read, Print print, Access access,
              std::string doc) {
  const auto read_node = [=](const YamlNode& node, Config& config) -> ConfigErrors {
    const auto value = ReadInRange(node, form, range, read, print);
    if (!value) return value.error();
    auto& option = access(config);
    option = static_cast<std::remove_reference_t<decltype(option)>>(*value);
    return {};
  };
  return {std::move(path), form + ", " + Limits(range, print), std::move(doc), read_node,
          [=](const Config& config) { return print(static_cast<T>(access(config))); }};
}

template <typename Access>
Key Duration(std::string path, Access access, Range<std::int64_t> range, std::string doc) {
  return RangedKey(std::move(path), "duration", range, ReadDuration, PrintDuration, access, std::move(doc));
}

template <typename Access>
Key Size(std::string path, Access access, Range<std::uint64_t> range, std::string doc) {
  return RangedKey(std::move(path), "size", range, ReadSize, PrintSize, access, std::move(doc));
}

template <typename Access>
Key Number(std::string path, Access access, Range<double> range, std::string doc) {
  return RangedKey(std::move(path), "number", range, ReadNumber, PrintNumber, access, std::move(doc));
}

template <typename Access>
Key Count(std::string path, Access access, Range<std::uint64_t> range, std::string doc) {
  const auto print = [](std::uint64_t count) { return std::to_string(count); };
  return RangedKey(std::move(path), "whole number", range, ReadCount, print, access, std::move(doc));
}

// One of a few words.
template <typename T, typename Access>
Key Word(std::string path, Access access, std::vector<std::pair<std::string, T>> words, std::string doc) {
  std::string form;
  for (const auto& [word, value] : words) (form += form.empty() ? "" : " | ") += word;
  const auto read = [=](const YamlNode& node, Config& config) -> ConfigErrors {
    if (auto errors = WrongText(node); !errors.empty()) return errors;
    for (const auto& [word, value] : words) {
      if (word != node.text) continue;
      access(config) = value;
      return {};
    }
    return Wrong(node, Quoted(node.text) + " is none of " + form);
  };
  const auto print = [=](const Config& config) {
    for (const auto& [word, value] : words) {
      if (value == access(config)) return word;
    }
    return std::string();
  };
  return {std::move(path), form, std::move(doc), read, print};
}

template <typename Access>
Key Text(std::string path, Access access, std::string form, TextCheck check, std::string doc) {
  const auto read = [=](const YamlNode& node, Config& config) -> ConfigErrors {
    if (auto errors = WrongText(node); !errors.empty()) return errors;
    if (auto wrong = check(node.text)) return Wrong(node, *wrong);
    access(config) = node.text;
    return {};
  };
  return {std::move(path), std::move(form), std::move(doc), read,
          [=](const Config& config) { return PrintText(access(config)); }};
}

// A list of different texts.
template <typename Access>
Key TextList(std::string path, Access access, std::string form, TextCheck check, std::string doc) {
  const auto read = [=](const YamlNode& node, Config& config) -> ConfigErrors {
    if (node.kind != YamlNode::Kind::kList) return Wrong(node, "expected a list such as [one, two]");
    ConfigErrors errors;
    std::vector<std::string> texts;
    for (const YamlNode& item : node.items) {
      ConfigErrors wrong = WrongText(item);
      if (wrong.empty()) {
        if (auto message = check(item.text)) wrong = Wrong(item, *message);
        if (std::find(texts.begin(), texts.end(), item.text) != texts.end()) {
          wrong = Wrong(item, Quoted(item.text) + " stands twice in the list");
        }
      }
      errors.insert(errors.end(), wrong.begin(), wrong.end());
      texts.push_back(item.text);
    }
    if (errors.empty()) access(config) = std::move(texts);
    return errors;
  };
  const auto print = [=](const Config& config) {
    std::string out = "[";
    for (const std::string& text : access(config)) (out += out.size() == 1 ? "" : ", ") += PrintText(text);
    return out + "]";
  };
  return {std::move(path), std::move(form), std::move(doc), read, print};
}

// Names and values that someone else defines. `check`: what is wrong with one of them, if anything.
using PairCheck = std::optional<std::string> (*)(const std::string& name, const std::string& value);
using Pairs = std::map<std::string, std::string>;
tl::expected<Pairs, ConfigErrors> ReadPairs(const YamlNode& node, PairCheck check);

template <typename Access>
Key TextMap(std::string path, Access access, std::string form, PairCheck check, std::string doc) {
  const auto read = [=](const YamlNode& node, Config& config) -> ConfigErrors {
    auto pairs = ReadPairs(node, check);
    if (!pairs) return pairs.error();
    access(config) = std::move(*pairs);
    return {};
  };
  const auto print = [=](const Config& config) {
    std::string out = "{";
    for (const auto& [name, value] : access(config)) {
      (((out += out.size() == 1 ? "" : ", ") += PrintText(name)) += ": ") += PrintText(value);
    }
    return out + "}";
  };
  return {std::move(path), std::move(form), std::move(doc), read, print};
}

// Numbers by names of the user's data. `form`: "{class: share}".
template <typename Access>
Key NumberMap(std::string path, Access access, Range<double> range, const std::string& form, std::string doc) {
  const auto read = [=](const YamlNode& node, Config& config) -> ConfigErrors {
    if (node.kind != YamlNode::Kind::kMap) return Wrong(node, "expected names and numbers, such as {car: 0.1}");
    ConfigErrors errors;
    std::map<std::string, double> numbers;
    for (const YamlEntry& entry : node.entries) {
      ConfigErrors wrong = WrongName(entry);
      const auto [place, added] = numbers.try_emplace(entry.key);
      if (!added) wrong.push_back({entry.at, "", "given twice"});
      const auto number = ReadInRange(entry.value, "number", range, ReadNumber, PrintNumber);
      if (!number) {
        wrong.insert(wrong.end(), number.error().begin(), number.error().end());
      } else {
        place->second = *number;
      }
      AddInside(std::move(wrong), Printable(entry.key), errors);
    }
    if (errors.empty()) access(config) = std::move(numbers);
    return errors;
  };
  const auto print = [=](const Config& config) {
    std::string text = "{";
    for (const auto& [name, number] : access(config)) {
      text += (text.size() == 1 ? "" : ", ") + PrintText(name) + ": " + PrintNumber(number);
    }
    return text + "}";
  };
  return {std::move(path), form + ", " + Limits(range, PrintNumber), std::move(doc), read, print};
}

}  // namespace labelwatch
