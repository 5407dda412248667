#include "schema/refusal_detail.h"

#include "schema/message_json.h"
#include "schema/text.h"

namespace labelwatch {

std::string RefusalDetail(std::string_view value, Side side, Rejection reason) {
  constexpr std::size_t kLongest = 300;
  std::string bytes;
  switch (reason) {
    case Rejection::kBadJson: {
      const auto read = MessageFromJson(value, side, bytes);
      return read ? std::string() : Printable(read.error().message, kLongest);
    }
    case Rejection::kTooLarge:
      return std::to_string(value.size()) + " bytes";
    default:
      return {};
  }
}

}  // namespace labelwatch
