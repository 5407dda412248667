#include "consumers/files/formats/file_head.h"

#include <algorithm>
#include <optional>

#include "consumers/files/text/text_lines.h"

namespace labelwatch {
namespace {

std::string_view SkipSpace(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

// Removes a JSON string, quotes included, from the front; the text between the quotes. Nothing: it does not end here.
std::optional<std::string_view> TakeString(std::string_view& text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      const std::string_view inside = text.substr(1, i - 1);
      text.remove_prefix(i + 1);
      return inside;
    }
  }
  return {};
}

// The keys of the first object, as far as the text goes.
std::vector<std::string_view> TopLevelKeys(std::string_view text) {
  std::vector<std::string_view> keys;
  int depth = 0;
  bool key_next = true;
  while (!text.empty()) {
    const char c = text.front();
    if (c == '"') {
      const auto inside = TakeString(text);
      if (!inside) break;
      if (depth == 1 && key_next) keys.push_back(*inside);
      key_next = false;
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) break;
    if (c == ',' && depth == 1) key_next = true;
    text.remove_prefix(1);
  }
  return keys;
}

std::vector<std::string_view> ColumnsOf(std::string_view line) {
  std::vector<std::string_view> columns;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find(',', begin), line.size());
    std::string_view column = line.substr(begin, end - begin);
    if (column.size() >= 2 && column.starts_with('"') && column.ends_with('"')) {
      column = column.substr(1, column.size() - 2);
    }
    columns.push_back(column);
    begin = end + 1;
  }
  return columns;
}

bool Among(const std::vector<std::string_view>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

FileHead::FileHead(std::string_view head) : bytes_(head) {
  if (bytes_.starts_with("\xEF\xBB\xBF")) bytes_.remove_prefix(3);
  text_ = SkipSpace(bytes_);
  line_ = text_.substr(0, text_.find_first_of("\r\n"));
  // A brace may also be the length of a binary message: then no key follows.
  const std::string_view inside = text_.starts_with('{') ? SkipSpace(text_.substr(1)) : std::string_view();
  if (inside.starts_with('"')) keys_ = TopLevelKeys(text_);
  object_ = inside.starts_with('}') || !keys_.empty();
  if (object_) return;
  if (text_.starts_with('[')) {
    const std::string_view first = SkipSpace(text_.substr(1));
    empty_list_ = first.starts_with(']');
    list_of_objects_ = first.starts_with('{');
    if (list_of_objects_) keys_ = TopLevelKeys(first);
  } else {
    columns_ = ColumnsOf(line_);
    SplitColumns(line_, words_);
  }
}

bool FileHead::Has(std::string_view key) const { return Among(keys_, key); }

bool FileHead::HasAny(std::initializer_list<std::string_view> keys) const {
  return std::ranges::any_of(keys, [&](std::string_view key) { return Has(key); });
}

bool FileHead::AnotherLineHas(std::string_view key) const {
  for (std::size_t begin = text_.find('\n'); begin != std::string_view::npos; begin = text_.find('\n', begin + 1)) {
    const std::string_view line = text_.substr(begin + 1, text_.find('\n', begin + 1) - begin - 1);
    if (line.starts_with('{') && Among(TopLevelKeys(line), key)) return true;
  }
  return false;
}

bool FileHead::HasColumn(std::string_view name) const { return Among(columns_, name); }

bool FileHead::NumbersFrom(std::size_t word) const {
  return std::all_of(words_.begin() + static_cast<std::ptrdiff_t>(word), words_.end(),
                     [](std::string_view text) { return NumberIn(text).has_value(); });
}

bool IsNameWord(std::string_view word) {
  const char first = static_cast<char>(word.front() | 0x20);
  return first >= 'a' && first <= 'z' && !NumberIn(word);
}

}  // namespace labelwatch
