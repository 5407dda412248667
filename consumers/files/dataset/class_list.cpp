#include "consumers/files/dataset/class_list.h"

#include "consumers/files/dataset/frame_names.h"
#include "consumers/files/text/byte_source.h"
#include "consumers/files/text/text_lines.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

bool IsYaml(std::string_view path) { return path.ends_with(".yaml") || path.ends_with(".yml"); }

// Takes one plain or quoted value from the front, up to one of `ends` or a comment. Nothing: it is neither.
std::optional<std::string> TakeValue(std::string_view& text, std::string_view ends) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  std::string value;
  if (text.starts_with('"') || text.starts_with('\'')) {
    const char quote = text.front();
    for (std::size_t i = 1; i < text.size(); ++i) {
      if (quote == '"' && text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) {
        value += text[++i];
      } else if (text[i] != quote) {
        value += text[i];
      } else if (quote == '\'' && i + 1 < text.size() && text[i + 1] == '\'') {
        value += text[++i];
      } else {
        text.remove_prefix(i + 1);
        text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
        return value;
      }
    }
    return {};
  }
  std::size_t end = 0;
  while (end < text.size() && ends.find(text[end]) == std::string_view::npos) {
    if (text[end] == '#' && (end == 0 || text[end - 1] == ' ')) break;
    ++end;
  }
  value = Trimmed(text.substr(0, end));
  text.remove_prefix(end);
  if (!value.empty() && std::string_view("&*!|>%@`[]{}").find(value.front()) != std::string_view::npos) return {};
  return value;
}

bool AtEnd(std::string_view text) {
  text = Trimmed(text);
  return text.empty() || text.front() == '#';
}

class YamlNames {
  static constexpr std::size_t kMaxFlow = 64u << 20;  // bytes of a list in brackets

 public:
  explicit YamlNames(ClassList& list) : list_(list) {}

  // One line of the file; false: it is not understood.
  bool Line(std::string_view line) {
    if (AtEnd(line) || line.starts_with("---")) return true;
    if (flow_ != 0) return Flow(line);
    const bool top = line.front() != ' ' && line.front() != '\t' && line.front() != '-';
    if (top) {
      in_names_ = false;
      if (line.starts_with("kpt_shape:")) return Keypoints(line.substr(10));
      if (!line.starts_with("names:")) return true;
      found_ = in_names_ = true;
      std::string_view rest = Trimmed(line.substr(6));
      if (AtEnd(rest)) return true;
      if (rest.front() != '[' && rest.front() != '{') return false;
      flow_ = rest.front();
      return Flow(rest.substr(1));
    }
    if (!in_names_) return true;
    std::string_view rest = Trimmed(line);
    if (rest.starts_with("- ")) {
      rest.remove_prefix(2);
      const auto name = TakeValue(rest, "");
      return name && AtEnd(rest) && Put(next_++, *name);
    }
    return Member(rest, "") && AtEnd(rest);
  }
  bool Found() const { return found_; }
  bool Open() const { return flow_ != 0; }

 private:
  bool Put(std::size_t number, const std::string& name) {
    if (number >= ClassList::kMaxNames || name.empty() || !ValidUtf8(name)) return false;
    if (list_.names.size() <= number) list_.names.resize(number + 1);
    list_.names[number] = name;
    return true;
  }

  // "3: dog"
  bool Member(std::string_view& rest, std::string_view ends) {
    const auto key = TakeValue(rest, ":");
    if (!key || !rest.starts_with(':')) return false;
    rest.remove_prefix(1);
    const auto number = WholeNumberIn(*key);
    const auto name = TakeValue(rest, ends);
    return number && name && Put(*number, *name);
  }

  // A list or a map in brackets may go on over lines, and so may a name in it (PyYAML breaks "traffic light" where a
  // line grows long): a line end is a space.
  bool Flow(std::string_view line) {
    const char close = flow_ == '[' ? ']' : '}';
    line = Trimmed(line);
    if (flow_text_.size() + line.size() > kMaxFlow) return false;
    flow_text_.erase(flow_text_.find_last_not_of(' ') + 1);
    flow_text_ += ' ';
    for (std::size_t i = 0; i < line.size(); ++i) {
      const char c = line[i];
      if (quote_ == 0 && c == '#' && (i == 0 || line[i - 1] == ' ')) break;
      if (quote_ == 0 && c == close) {
        flow_ = 0;
        return AtEnd(line.substr(i + 1)) && Flowed(flow_text_, close);
      }
      if (quote_ == 0 && (c == '"' || c == '\'') && ValueBegins()) {
        quote_ = c;
      } else if (quote_ != 0 && i + 1 < line.size() && (c == '\\' || (c == '\'' && line[i + 1] == c))) {
        flow_text_ += line[i++];  // the next one does not end the quotation
      } else if (c == quote_) {
        quote_ = 0;
      }
      flow_text_ += line[i];
    }
    return true;
  }

  bool ValueBegins() const {
    const std::size_t last = flow_text_.find_last_not_of(" \t");
    return last == std::string::npos || std::string_view(",:").find(flow_text_[last]) != std::string_view::npos;
  }

  // What stood between the brackets.
  bool Flowed(std::string_view rest, char close) {
    while (!Trimmed(rest).empty()) {
      rest = Trimmed(rest);
      if (rest.front() == ',') {
        rest.remove_prefix(1);
        continue;
      }
      if (close == '}') {
        if (!Member(rest, ",")) return false;
      } else {
        const auto name = TakeValue(rest, ",");
        if (!name || !Put(next_++, *name)) return false;
      }
      if (!Trimmed(rest).empty() && Trimmed(rest).front() != ',') return false;
    }
    return true;
  }

  // "[17, 3]": as many points, as many numbers each.
  bool Keypoints(std::string_view rest) {
    rest = Trimmed(rest);
    if (!rest.starts_with('[')) return false;
    rest.remove_prefix(1);
    const auto points = TakeValue(rest, ",]");
    if (!points || !rest.starts_with(',')) return false;
    rest.remove_prefix(1);
    const auto each = TakeValue(rest, ",]");
    if (!each || !WholeNumberIn(*points) || !WholeNumberIn(*each)) return false;
    list_.keypoint_columns = std::size_t{*WholeNumberIn(*points)} * *WholeNumberIn(*each);
    return true;
  }

  ClassList& list_;
  bool found_ = false, in_names_ = false;
  char flow_ = 0, quote_ = 0;  // the bracket and the quote that are open
  std::string flow_text_;      // behind the bracket
  std::size_t next_ = 0;
};

}  // namespace

bool IsClassListName(std::string_view path) {
  const std::string_view name = WithoutFolder(path);
  return IsYaml(name) || name.ends_with(".names") || name == "classes.txt" || name == "_darknet.labels";
}

Result<std::optional<ClassList>> ReadClassList(const std::string& path) {
  auto source = ByteSource::Open(path);
  if (!source) return tl::unexpected<Error>(source.error());
  ClassList list;
  list.path = path;
  TextLines lines(**source);
  YamlNames yaml(list);
  const auto wrong = [&](const std::string& why) {
    return BadInput(path + ":" + std::to_string(lines.Number()) + why);
  };
  for (;;) {
    const auto more = lines.Next();
    if (!more) return tl::unexpected<Error>(more.error());
    if (!*more) break;
    if (IsYaml(path)) {
      if (!yaml.Line(lines.Line())) {
        return wrong(
            ": the class names are not understood; write names as a list, [car, bus], or one name a line in "
            "classes.txt");
      }
      continue;
    }
    const std::string_view name = Trimmed(lines.Line());
    if (!ValidUtf8(name)) return wrong(": the class name is not UTF-8");
    if (list.names.size() == ClassList::kMaxNames) return wrong(": there are more than a million class names");
    list.names.emplace_back(name);
  }
  if (IsYaml(path) && !yaml.Found()) return std::nullopt;
  if (yaml.Open()) return wrong(": the list of names never ends; is the file truncated?");
  while (!list.names.empty() && list.names.back().empty()) list.names.pop_back();
  if (list.names.empty()) return wrong(": it holds no class names");
  return list;
}

}  // namespace labelwatch
