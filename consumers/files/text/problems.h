#pragma once
// What was wrong in input files: broken records, counted and (the first of them) named; notes about what was read
// otherwise than it was written.
//
// Single-owner.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema/text.h"

namespace labelwatch {

// "labels.json, byte 1234: annotation 17: its image 5 is unknown". `id` may be empty.
inline std::string SentenceAbout(std::string_view path, std::string_view what, std::string_view id,
                                 std::uint64_t offset, std::string_view why) {
  std::string sentence(path);
  sentence.append(", byte ").append(std::to_string(offset)).append(": ").append(what);
  if (!id.empty()) sentence.append(" ").append(CutAtCharacter(id, 100));
  return sentence.append(": ").append(why);
}

class Problems {
 public:
  static constexpr std::size_t kKept = 20;  // sentences about broken records that are kept, and as many notes

  // A record that was left out.
  void LeftOut(std::string sentence) {
    if (left_out_ == 0) first_left_out_ = sentence;
    if (left_out_++ < kKept) sentences_.push_back(std::move(sentence));
  }
  // Something to know about records that were not left out.
  void Note(std::string sentence) {
    if (notes_++ < kKept) sentences_.push_back(std::move(sentence));
  }

  std::uint64_t LeftOutCount() const { return left_out_; }
  const std::string& FirstLeftOut() const { return first_left_out_; }
  const std::vector<std::string>& Sentences() const { return sentences_; }

 private:
  std::uint64_t left_out_ = 0, notes_ = 0;
  std::string first_left_out_;
  std::vector<std::string> sentences_;
};

}  // namespace labelwatch
