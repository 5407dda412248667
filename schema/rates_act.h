#pragma once
// What a person decides about the rates that are followed, and nothing decides by itself: to renew baselines, to change
// the budget of false alarms, to silence series for a while.
//
// An act is a record on the topic of tallies, written by a command or a request to any process, and takes effect at its
// place between them: in every process alike, once (consumers/kafka/act_writer.h).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/result.h"
#include "schema/series.h"

namespace labelwatch {

// Series: those that have all that is said.
struct SeriesSelection {
  std::optional<Dimension> dimension;
  std::string value;  // empty: any; also as it is shown, with what is no text replaced
  std::optional<SeriesKind> kind;
  std::string model;        // judged with this one, alone or with others; empty: any
  std::string regime = {};  // empty: any

  bool Everything() const { return *this == SeriesSelection(); }
  // Every series of the models that it speaks of, each kind that it speaks of.
  bool WholeModels() const { return !dimension && value.empty() && regime.empty(); }

  friend bool operator==(const SeriesSelection&, const SeriesSelection&) = default;
};

enum class ActKind : std::uint8_t { kRenew, kBudget, kSilence };
std::string_view ActWord(ActKind act);  // "renew", "budget", "silence"

struct RatesAct {
  std::string group;
  std::int64_t asked_ms = 0;  // Unix time, by the clock of whoever wrote it
  std::string who, why;       // free text
  ActKind act = ActKind::kRenew;
  SeriesSelection which;  // of a budget: everything
  // Of a budget: expected false alarms of all series together, in so much label time.
  double false_alarms = 0;
  std::int64_t period_ms = 0;
  // Of a silence: Unix time at which it ends; one that has passed ends it now.
  std::int64_t until_ms = 0;

  static constexpr std::size_t kLongestWho = 200, kLongestWhy = 1000, kLongestName = 1024;  // bytes

  friend bool operator==(const RatesAct&, const RatesAct&) = default;
};

// What is wrong with an act, as a sentence; the texts are valid UTF-8.
Result<void> Check(const RatesAct& act);
// "annotator bob, wrong_class, judged with yolo@7"; "all series".
std::string InWords(const SeriesSelection& which);
// "renew annotator bob: \"new guideline\" (maria)", for one line of a log.
std::string InWords(const RatesAct& act);

// REQUIRES: Check(act).
std::string EncodeRatesAct(const RatesAct& act);
// Whether a record of the topic of tallies claims to be an act: no tally begins like one.
bool LooksLikeRatesAct(std::string_view bytes);
// Any bytes: an act that Check passes, or why not.
Result<RatesAct> DecodeRatesAct(std::string_view bytes);

}  // namespace labelwatch
