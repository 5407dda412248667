#pragma once
// The first bytes of a file, taken apart once: what each format recognises itself by.
//
//   const FileHead head(source.Peek(kHeadBytes));
//   if (head.IsObject() && head.Has("shapes")) ...
//
// Views into the bytes that were given.

#include <initializer_list>
#include <string_view>
#include <vector>

namespace labelwatch {

class FileHead {
 public:
  static constexpr std::size_t kBytes = 1u << 16;  // that are looked at

  explicit FileHead(std::string_view head);

  std::string_view Bytes() const { return bytes_; }  // without the mark of UTF-8
  std::string_view Text() const { return text_; }    // from the first letter that is no space
  std::string_view Line() const { return line_; }    // the first one of the text

  // JSON: its keys are those of the outermost object, or of the first object in the outermost list, as far as the head
  // goes.
  bool IsObject() const { return object_; }
  bool IsListOfObjects() const { return list_of_objects_; }
  bool IsEmptyList() const { return empty_list_; }
  bool Has(std::string_view key) const;
  bool HasAny(std::initializer_list<std::string_view> keys) const;
  // Another line of the head begins with an object that has the key.
  bool AnotherLineHas(std::string_view key) const;

  // CSV: a column of the first line. Columns() of them.
  bool HasColumn(std::string_view name) const;
  std::size_t Columns() const { return columns_.size(); }

  // Plain text: what stands in the first line between spaces.
  const std::vector<std::string_view>& Words() const { return words_; }
  // All words from this one on are numbers.
  bool NumbersFrom(std::size_t word) const;

 private:
  std::string_view bytes_, text_, line_;
  bool object_ = false, list_of_objects_ = false, empty_list_ = false;
  std::vector<std::string_view> keys_, columns_, words_;
};

// Whether a word of plain text is a name and no number.
bool IsNameWord(std::string_view word);

}  // namespace labelwatch
