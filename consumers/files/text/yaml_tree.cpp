#include "consumers/files/text/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>

#include "schema/text.h"

namespace labelwatch {
namespace {

// Leaves yaml-cpp in the middle of the file; caught in ReadYaml.
struct Refused {
  YamlError error;
};

// Offsets of the line starts, to turn byte columns into character columns.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') starts_.push_back(i + 1);
    }
  }

  // Of a byte offset.
  TextPosition At(std::size_t offset) const {
    offset = std::min(offset, text_.size());
    const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
    const std::size_t start = *(next - 1);
    const auto characters =
        std::count_if(text_.begin() + static_cast<std::ptrdiff_t>(start),
                      text_.begin() + static_cast<std::ptrdiff_t>(offset), [](char c) { return !WithinCharacter(c); });
    return {static_cast<int>(next - starts_.begin()), static_cast<int>(characters) + 1};
  }

  TextPosition At(const YAML::Mark& mark) const {
    if (mark.is_null() || mark.line < 0) return {1, 1};
    const auto line = std::min(static_cast<std::size_t>(mark.line), starts_.size() - 1);
    return At(starts_[line] + static_cast<std::size_t>(std::max(mark.column, 0)));
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_{0};
};

// Builds the tree from yaml-cpp's events; a refusal ends the parsing before it nests deeper or grows larger.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const Lines& lines, const YamlLimits& limits) : lines_(lines), limits_(limits) {}

  YamlNode Take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    RefuseAnchor(mark, anchor);
    Place(Node(YamlNode::Kind::kEmpty, mark));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { Refuse(mark, "aliases (*name) are not used here"); }
  void OnAnchor(const YAML::Mark& mark, const std::string&) override {
    Refuse(mark, "anchors (&name) are not used here");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    RefuseAnchor(mark, anchor);
    if (tag != "?" && tag != "!") RefuseTag(mark, tag);
    YamlNode node = Node(YamlNode::Kind::kScalar, mark);
    node.text = value;
    node.quoted = tag == "!";
    Place(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, YamlNode::Kind::kList);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, YamlNode::Kind::kMap);
  }
  void OnMapEnd() override { Close(); }

 private:
  struct Level {
    YamlNode node;
    std::optional<YamlEntry> entry;  // of a map: its key was read, its value was not
  };

  YamlNode Node(YamlNode::Kind kind, const YAML::Mark& mark) const {
    YamlNode node;
    node.kind = kind;
    node.at = lines_.At(mark);
    return node;
  }

  [[noreturn]] void Refuse(const YAML::Mark& mark, std::string message) const {
    throw Refused{{lines_.At(mark), std::move(message)}};
  }
  void RefuseAnchor(const YAML::Mark& mark, YAML::anchor_t anchor) const {
    if (anchor != 0) Refuse(mark, "anchors (&name) are not used here");
  }
  void RefuseTag(const YAML::Mark& mark, const std::string& tag) const {
    Refuse(mark, "tags (" + Printable(tag) + ") are not used here");
  }

  void Open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind) {
    RefuseAnchor(mark, anchor);
    if (tag != "?") RefuseTag(mark, tag);
    if (levels_.size() >= limits_.depth) {
      Refuse(mark, "nested deeper than " + std::to_string(limits_.depth) + " levels");
    }
    if (!levels_.empty() && levels_.back().node.kind == YamlNode::Kind::kMap && !levels_.back().entry) {
      Refuse(mark, "a key must be a word, not a list or a map");
    }
    levels_.push_back({Node(kind, mark), std::nullopt});
  }

  void Close() {
    YamlNode node = std::move(levels_.back().node);
    levels_.pop_back();
    Place(std::move(node));
  }

  // A node is complete: it becomes the root, an item, a key or the value of a key.
  void Place(YamlNode node) {
    if (++nodes_ > limits_.nodes) {
      throw Refused{{node.at, "more than " + std::to_string(limits_.nodes) + " keys and values"}};
    }
    if (levels_.empty()) {
      root_ = std::move(node);
      return;
    }
    Level& level = levels_.back();
    if (level.node.kind == YamlNode::Kind::kList) {
      level.node.items.push_back(std::move(node));
    } else if (!level.entry) {
      level.entry = YamlEntry{std::move(node.text), node.at, {}};
    } else {
      // yaml-cpp puts a missing value where it noticed, often lines later.
      if (node.kind == YamlNode::Kind::kEmpty) node.at = level.entry->at;
      level.entry->value = std::move(node);
      level.node.entries.push_back(std::move(*level.entry));
      level.entry.reset();
    }
  }

  const Lines& lines_;
  const YamlLimits limits_;
  YamlNode root_;
  std::vector<Level> levels_;
  std::size_t nodes_ = 0;
};

// The first byte that no text file has.
std::optional<YamlError> FindBinary(std::string_view text, const Lines& lines) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = CharacterLength(text.substr(i));
    const bool control = IsControl(text[i]) && text[i] != '\n' && text[i] != '\r' && text[i] != '\t';
    if (length == 0 || control) {
      return YamlError{lines.At(i), "not a text file: byte " + Printable(text.substr(i, 1)) + " here"};
    }
    i += length;
  }
  return std::nullopt;
}

}  // namespace

tl::expected<YamlNode, YamlError> ReadYaml(std::string_view text, const YamlLimits& limits) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // byte order mark of some editors
  const Lines lines(text);
  if (auto error = FindBinary(text, lines)) return tl::unexpected(*error);

  TreeBuilder builder(lines, limits);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    YamlNode root;
    root.at = {1, 1};
    if (parser.HandleNextDocument(builder)) root = builder.Take();
    TreeBuilder rest(lines, limits);
    if (parser.HandleNextDocument(rest)) {
      return tl::unexpected(YamlError{{}, "holds several YAML documents (---); one is read"});
    }
    return root;
  } catch (const Refused& refused) {
    return tl::unexpected(refused.error);
  } catch (const YAML::Exception& error) {
    return tl::unexpected(YamlError{lines.At(error.mark), "not YAML: " + Printable(error.msg, 200)});
  } catch (const std::exception& error) {
    return tl::unexpected(YamlError{{}, "not YAML: " + Printable(error.what(), 200)});
  }
}

}  // namespace labelwatch
