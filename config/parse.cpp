#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>

#include "config/config.h"
#include "config/config_text.h"
#include "config/key.h"
#include "config/nearest_name.h"
#include "schema/finding.h"

namespace labelwatch {
namespace {

constexpr std::size_t kMaxErrors = 100;  // a file with more is not a configuration

// The last word of a path.
std::string_view Name(std::string_view path) { return path.substr(path.rfind('.') + 1); }
// All but the last word.
std::string_view Parent(std::string_view path) {
  const auto dot = path.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : path.substr(0, dot);
}

const Key* FindKey(std::string_view path) {
  const auto& keys = ConfigKeys();
  const auto key = std::find_if(keys.begin(), keys.end(), [&](const Key& candidate) { return candidate.path == path; });
  return key == keys.end() ? nullptr : &*key;
}

bool IsSection(std::string_view path) {
  const auto& sections = ConfigSections();
  return std::any_of(sections.begin(), sections.end(), [&](const Section& section) { return section.path == path; });
}

// Names that may stand directly in a section.
std::vector<std::string_view> NamesIn(std::string_view section) {
  std::vector<std::string_view> names;
  for (const Section& inner : ConfigSections()) {
    if (Parent(inner.path) == section) names.push_back(Name(inner.path));
  }
  for (const Key& key : ConfigKeys()) {
    if (Parent(key.path) == section) names.push_back(Name(key.path));
  }
  return names;
}

// A key that there was: sets what takes its place. Returns what it was taken for, or what is wrong with the value.
struct FormerKey {
  std::string_view path;
  tl::expected<std::string, std::string> (*take)(const YamlNode&, Config&);
};

tl::expected<std::string, std::string> TakeFlagScore(const YamlNode& node, Config& config) {
  double score = 0;
  const char* const end = node.text.data() + node.text.size();
  if (node.kind != YamlNode::Kind::kScalar || std::from_chars(node.text.data(), end, score).ptr != end ||
      !std::isfinite(score)) {
    return tl::unexpected<std::string>("expected a number; better, set flag_probability instead");
  }
  config.task.inspect.flag_probability = ProbabilityFromScore(score);
  char taken[16];
  std::snprintf(taken, sizeof taken, "%.3g", config.task.inspect.flag_probability);
  return "findings are flagged by their probability now: taken for flag_probability: " + std::string(taken) +
         "; write that instead, the share of errors among such labels from which on one is flagged (0.3 unless set; "
         "lower flags more)";
}

constexpr std::array kFormerKeys = {FormerKey{"inspect.flag_score", TakeFlagScore}};

const FormerKey* FindFormerKey(std::string_view path) {
  const auto key = std::ranges::find(kFormerKeys, path, &FormerKey::path);
  return key == kFormerKeys.end() ? nullptr : &*key;
}

std::string UnknownKey(std::string_view section, std::string_view name) {
  if (const Key* key = section.empty() ? FindKey(name) : nullptr) {
    return "unknown key; write it as sections: " + std::string(Parent(key->path)) + ": {" +
           std::string(Name(key->path)) + ": ...}";
  }
  const auto names = NamesIn(section);
  if (const auto nearest = NearestName(name, names); !nearest.empty()) {
    return "unknown key; did you mean '" + std::string(nearest) + "'?";
  }
  // Right word, wrong place.
  for (const Key& key : ConfigKeys()) {
    if (Name(key.path) == name) return "unknown key here; did you mean '" + key.path + "'?";
  }
  for (const Section& inner : ConfigSections()) {
    if (Name(inner.path) == name) return "unknown key here; did you mean '" + inner.path + "'?";
  }
  std::string known;
  for (const std::string_view word : names) (known += known.empty() ? "" : ", ") += word;
  return "unknown key; known here: " + known;
}

// Walks the tree, sets what is right and collects what is not.
class Reader {
 public:
  void Section(const YamlNode& node, const std::string& section) {
    if (node.kind == YamlNode::Kind::kEmpty) return;  // "join:" with every key commented out
    if (node.kind != YamlNode::Kind::kMap) {
      errors_.push_back({node.at, section, "expected keys and values"});
      return;
    }
    std::map<std::string_view, TextPosition> seen;
    for (const YamlEntry& entry : node.entries) {
      const std::string path = (section.empty() ? "" : section + ".") + entry.key;
      const std::string shown = (section.empty() ? "" : section + ".") + Printable(entry.key);
      if (const auto [first, added] = seen.emplace(entry.key, entry.at); !added) {
        errors_.push_back({entry.at, shown, "given twice; first in line " + std::to_string(first->second.line)});
        continue;
      }
      if (const Key* key = entry.key.find('.') == std::string::npos ? FindKey(path) : nullptr) {
        Value(*key, entry);
      } else if (const FormerKey* former = FindFormerKey(path)) {
        auto taken = former->take(entry.value, config_);
        (taken ? config_.advice : errors_).push_back({entry.at, shown, taken ? *taken : taken.error()});
      } else if (IsSection(path)) {
        places_[path] = entry.at;
        Section(entry.value, path);
      } else {
        errors_.push_back({entry.at, shown, UnknownKey(section, entry.key)});
      }
    }
  }

  ConfigResult Finish() {
    FollowWindow("join.idle", config_.task.join.idle_ms);
    FollowWindow("join.max_age", config_.task.join.max_age_ms);
    for (ConfigError& error : CheckTogether(config_)) {
      // A key with an error of its own says nothing about its neighbours.
      if (wrong_.contains(error.key)) continue;
      error.at = PlaceOf(error.key);
      errors_.push_back(std::move(error));
    }
    if (errors_.empty()) return config_;
    std::stable_sort(errors_.begin(), errors_.end(), [](const ConfigError& a, const ConfigError& b) {
      return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
    });
    if (errors_.size() > kMaxErrors) {
      const std::size_t more = errors_.size() - kMaxErrors;
      errors_.resize(kMaxErrors);
      errors_.push_back({errors_.back().at, "", "and " + std::to_string(more) + " more errors"});
    }
    return tl::unexpected(std::move(errors_));
  }

 private:
  void Value(const Key& key, const YamlEntry& entry) {
    places_[key.path] = entry.value.at;
    for (ConfigError& error : key.read(entry.value, config_)) {
      error.key = error.key.empty() ? key.path : key.path + "." + error.key;
      errors_.push_back(std::move(error));
      wrong_[key.path] = true;
    }
  }

  // A time that nobody set is not shorter than the window: it would end frames whose other side may still come.
  void FollowWindow(std::string_view path, std::int64_t& time_ms) const {
    if (!places_.contains(path)) time_ms = std::max(time_ms, config_.task.join.window_ms);
  }

  // Of the key, or of the innermost section around it that the file has.
  TextPosition PlaceOf(std::string_view path) const {
    while (!path.empty()) {
      const auto place = places_.find(path);
      if (place != places_.end()) return place->second;
      path = Parent(path);
    }
    return {1, 1};
  }

  Config config_;
  ConfigErrors errors_;
  std::map<std::string, TextPosition, std::less<>> places_;
  std::map<std::string, bool, std::less<>> wrong_;
};

}  // namespace

ConfigResult ParseConfig(std::string_view text) {
  const auto tree = ReadConfigTree(text);
  if (!tree) return tl::unexpected(tree.error());
  Reader reader;
  reader.Section(*tree, "");
  return reader.Finish();
}

ConfigResult LoadConfig(const std::string& path) {
  const auto text = ReadConfigText(path);
  return text ? ParseConfig(*text) : tl::unexpected(text.error());
}

}  // namespace labelwatch
