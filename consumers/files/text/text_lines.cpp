#include "consumers/files/text/text_lines.h"

#include <charconv>

namespace labelwatch {

TextLines::TextLines(ByteSource& source) : source_(source) {
  if (source.Peek(3).starts_with("\xEF\xBB\xBF")) source.Skip(3);
}

Result<bool> TextLines::Next() {
  line_.clear();
  ++number_;
  for (bool any = false;; any = true) {
    const std::string_view window = source_.Window();
    if (window.empty()) {
      if (source_.Failure()) return tl::unexpected<Error>(*source_.Failure());
      if (!any) return false;
      break;
    }
    const std::size_t end = window.find('\n');
    const std::string_view piece = window.substr(0, end);
    if (line_.size() + piece.size() > kMaxLine) {
      return BadInput(source_.Path() + ":" + std::to_string(number_) + ": the line is longer than " +
                      std::to_string(kMaxLine >> 20) + " MB");
    }
    line_.append(piece);
    source_.Skip(piece.size() + (end != std::string_view::npos));
    if (end != std::string_view::npos) break;
  }
  if (line_.ends_with('\r')) line_.pop_back();
  return true;
}

void SplitColumns(std::string_view line, std::vector<std::string_view>& columns) {
  columns.clear();
  for (std::size_t begin = 0; (begin = line.find_first_not_of(" \t\r", begin)) != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
    columns.push_back(line.substr(begin, end - begin));
    begin = end;
  }
}

std::optional<double> NumberIn(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

std::optional<std::uint32_t> WholeNumberIn(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > 999'999'999) return {};
  return number;
}

}  // namespace labelwatch
