#include "consumers/files/text/csv_reader.h"

namespace labelwatch {

CsvReader::CsvReader(ByteSource& source) : source_(source) {
  if (source.Peek(3).starts_with("\xEF\xBB\xBF")) source.Skip(3);
}

int CsvReader::Look() {
  const std::string_view window = source_.Window();
  return window.empty() ? -1 : static_cast<unsigned char>(window.front());
}

int CsvReader::Take() {
  const int c = Look();
  if (c >= 0) source_.Skip(1);
  if (c == '\n') ++line_;
  return c;
}

Result<bool> CsvReader::Next() {
  text_.clear();
  ends_.clear();
  fields_.clear();
  damage_.clear();
  while (Look() == '\n' || Look() == '\r') Take();
  row_line_ = line_;
  bool quoted = false, after_quote = false, at_start = true;
  for (;;) {
    const int c = Take();
    if (c < 0) {
      if (source_.Failure()) return tl::unexpected<Error>(*source_.Failure());
      if (quoted) {
        return BadInput(Path() + ":" + std::to_string(row_line_) +
                        ": a quoted field never ends; is the file truncated?");
      }
      if (text_.empty() && ends_.empty() && at_start) return false;
      break;
    }
    if (text_.size() >= kMaxRow) {
      return BadInput(Path() + ":" + std::to_string(row_line_) + ": the row is longer than " +
                      std::to_string(kMaxRow >> 20) + " MB");
    }
    const char character = static_cast<char>(c);
    if (quoted) {
      if (character != '"') {
        text_ += character;
      } else if (Look() == '"') {
        Take();
        text_ += '"';
      } else {
        quoted = false;
        after_quote = true;
      }
      continue;
    }
    if (character == '\n') break;
    if (character == '\r' && (Look() == '\n' || Look() < 0)) continue;
    if (character == ',') {
      ends_.push_back(text_.size());
      at_start = true;
      after_quote = false;
      continue;
    }
    if (character == '"' && at_start) {
      quoted = true;
      at_start = false;
      continue;
    }
    if (character == '"') damage_ = "a quote inside a field that does not start with one";
    if (after_quote) damage_ = "text after the closing quote of a field";
    text_ += character;
    at_start = false;
  }
  ends_.push_back(text_.size());
  std::size_t begin = 0;
  for (const std::size_t end : ends_) {
    fields_.push_back(std::string_view(text_).substr(begin, end - begin));
    begin = end;
  }
  return true;
}

}  // namespace labelwatch
