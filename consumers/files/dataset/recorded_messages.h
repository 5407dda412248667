#pragma once
// The messages of a recorded stream as they stand in a file: one per line, or each after its length as a varint. What a
// message holds is for others to judge; nothing is kept.
//
// Single-owner.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "consumers/files/text/byte_source.h"
#include "schema/result.h"

namespace labelwatch {

// Whether the bytes of a file begin with the length of a message that begins with a text field whose tag is `tag`.
bool BeginsWithMessage(std::string_view bytes, char tag);

enum class RecordedForm { kLines, kDelimited };

class RecordedMessages {
 public:
  // Longer messages end the file: what follows such a length is not a recorded stream.
  static constexpr std::size_t kMaxMessage = 256u << 20;

  RecordedMessages(std::unique_ptr<ByteSource> source, RecordedForm form) : source_(std::move(source)), form_(form) {}

  // The next one, in Value(); false at the end. An error: the file is broken or cut off.
  Result<bool> Next() { return form_ == RecordedForm::kLines ? NextLine() : NextDelimited(); }
  const std::string& Value() const { return value_; }

  const std::string& Path() const { return source_->Path(); }
  std::uint64_t Offset() const { return source_->Offset(); }  // in bytes, behind the last message
  RecordedForm Form() const { return form_; }

 private:
  Result<bool> NextLine();
  Result<bool> NextDelimited();

  std::unique_ptr<ByteSource> source_;
  RecordedForm form_;
  std::string value_;
};

}  // namespace labelwatch
