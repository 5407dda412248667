#include "consumers/backtest/recorded_tallies.h"

#include <string>
#include <utility>

#include "consumers/files/formats/file_head.h"
#include "schema/message_json.h"
#include "schema/tally_codec.h"

namespace labelwatch {
namespace {

constexpr char kGroupTag = '\x4A';  // field 9, a text

// Any other JSON could be a tally without content: its fields are unknown ones.
Result<Tally> TallyOf(const std::string& message, RecordedForm form) {
  Result<std::string> bytes = form == RecordedForm::kLines ? TallyFromJson(message) : message;
  auto tally = bytes.and_then([](const std::string& read) { return DecodeTally(read); });
  if (tally && tally->group.empty()) return BadInput("not a tally: it has no group");
  return tally;
}

}  // namespace

std::optional<RecordedForm> TalliesIn(ByteSource& source) {
  const FileHead head(source.Peek(FileHead::kBytes));
  if (head.IsObject()) return RecordedForm::kLines;
  if (BeginsWithMessage(head.Bytes(), kGroupTag)) return RecordedForm::kDelimited;
  return std::nullopt;
}

Result<bool> RecordedTallies::Next(Tally& tally) {
  for (;;) {
    auto more = messages_.Next();
    if (!more || !*more) return more;
    ++number_;
    auto read = TallyOf(messages_.Value(), messages_.Form());
    if (read) {
      tally = std::move(*read);
      ++read_;
      return true;
    }
    problems_.LeftOut(messages_.Path() + ", message " + std::to_string(number_) + ": " + read.error().message);
  }
}

}  // namespace labelwatch
