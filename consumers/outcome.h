#pragma once
// How the reading of one record ended. Each record read ends in exactly one of these (invariant: conservation).

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace labelwatch {

enum class Outcome : std::uint8_t {
  kJoined,          // judged together with the other side
  kLabelOnly,       // labels judged without predictions
  kPredictionOnly,  // no labels came
  kDuplicate,       // the same frame and revision, or the same frame and model, was read before
  kSuperseded,      // a newer label revision came first
  kLate,            // behind the join window
  kEvicted,         // pushed out of a full join buffer
  kDeadLettered,    // refused by wire
  kSurplus,         // predictions of a frame for which enough others wait
};
inline constexpr std::size_t kOutcomes = 9;
std::string_view OutcomeWord(Outcome outcome);  // "joined", "label_only", ...

}  // namespace labelwatch
