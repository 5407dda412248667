#pragma once
// What a reviewer decided about a finding, as one line of JSON:
//
//   {"finding_id":"6f0c...","verdict":"rejected","note":"a toy","reviewer":"ann","decided_at_unix_ms":1764412345678,
//    "frame_id":"a.jpg","kind":"missing","score":2.5,"probability":0.72,"suggested_class":"car",...}
//
// A verdict line is a finding line (schema/output.h) with four fields more, so a file of findings becomes a file of
// verdicts by adding `verdict` to its lines. Needed are `verdict`, and which finding is meant: `finding_id`
// (schema/finding_id.h), or `frame_id` and `kind`, with `label_id` where it is about a label. What else the line says
// of the finding is for those who learn from it: `kind` and `score`, and the probability that was shown.
//
// Of a frame that somebody was asked to look over, without any finding, the line says the request instead:
//
//   {"request_id":"6f0c....audit","frame_id":"a.jpg","verdict":"rejected","reviewer":"ann",...}
//
// `accepted`: something is wrong with its labels; `rejected`: all of them are fine.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/finding.h"
#include "schema/result.h"

namespace labelwatch {

enum class Decision : std::uint8_t {
  kAccepted,   // it is an error, and the suggestion is right
  kCorrected,  // it is an error; the label was corrected otherwise
  kRejected,   // the label is fine
  kUndecided,  // looked at, and left open
  kExpired,    // nobody looked in time
};
inline constexpr std::array<std::string_view, 5> kDecisionWords = {"accepted", "corrected", "rejected", "undecided",
                                                                   "expired"};

inline std::string_view DecisionWord(Decision decision) { return kDecisionWords[static_cast<std::size_t>(decision)]; }

// Whether the finding points at an error; nothing: that was not decided.
inline std::optional<bool> SaysError(Decision decision) {
  if (decision >= Decision::kUndecided) return std::nullopt;
  return decision != Decision::kRejected;
}

struct Verdict {
  Decision decision = Decision::kUndecided;
  FindingRecord finding;  // as far as the line says; `kind` as `kind_known` says
  bool kind_known = false, score_known = false;
  bool id_follows = false;  // the line has no finding_id; it was made from what else it says
  bool still_open = false;  // undecided since nobody has decided: a note alone, or a decision that was taken back
  bool changed = false;     // in the place of what the same page said of the finding before
  std::string request_id;   // not empty: of the frame as a whole, of which the finding says `frame_id` alone
  std::string note, reviewer;
  std::int64_t decided_at_ms = 0;  // since 1970; 0: not said

  bool OfFrame() const { return !request_id.empty(); }
  // What is decided: the finding, or what the request asks.
  const std::string& Subject() const { return OfFrame() ? request_id : finding.id; }
};

// Appended to `out`, without a newline.
void AppendVerdictJson(const Verdict& verdict, std::string& out);
Result<Verdict> VerdictFromJson(std::string_view line);

}  // namespace labelwatch
