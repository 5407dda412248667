#include "schema/rates_act.h"

#include <array>
#include <charconv>
#include <cmath>

#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::array<std::string_view, 3> kActWords = {"renew", "budget", "silence"};

// The end of the year 9999, in Unix milliseconds.
constexpr std::int64_t kLatestMs = 253'402'300'799'999;
constexpr std::int64_t kSecondMs = 1000, kYearMs = 365LL * 24 * 3600 * kSecondMs;

Result<void> CheckText(std::string_view name, const std::string& text, std::size_t longest) {
  if (!ValidUtf8(text)) return BadInput(std::string(name) + ": is not UTF-8");
  if (text.size() <= longest) return {};
  return BadInput(std::string(name) + ": " + std::to_string(text.size()) + " bytes, at most " +
                  std::to_string(longest) + " are taken");
}

std::string Number(double number) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
}

}  // namespace

std::string_view ActWord(ActKind act) { return kActWords[static_cast<std::size_t>(act)]; }

Result<void> Check(const RatesAct& act) {
  for (const auto& [name, text, longest] :
       {std::tuple("who", &act.who, RatesAct::kLongestWho), std::tuple("why", &act.why, RatesAct::kLongestWhy),
        std::tuple("value", &act.which.value, RatesAct::kLongestName),
        std::tuple("model", &act.which.model, RatesAct::kLongestName),
        std::tuple("regime", &act.which.regime, RatesAct::kLongestName),
        std::tuple("group", &act.group, RatesAct::kLongestName)}) {
    if (auto checked = CheckText(name, *text, longest); !checked) return checked;
  }
  switch (act.act) {
    case ActKind::kRenew:
      return {};
    case ActKind::kBudget:
      if (!act.which.Everything()) return BadInput("a budget is that of all series together");
      if (!(act.false_alarms >= 1e-6 && act.false_alarms <= 1e6)) {
        return BadInput("false_alarms: must be from 1e-6 to 1e6");
      }
      if (act.period_ms < kSecondMs || act.period_ms > kYearMs) return BadInput("period: must be from 1 s to 365 days");
      return {};
    case ActKind::kSilence:
      if (act.until_ms < 0 || act.until_ms > kLatestMs) return BadInput("until: no time within the years 1970 to 9999");
      return {};
  }
  return BadInput("no such act");
}

std::string InWords(const SeriesSelection& which) {
  if (which.Everything()) return "all series";
  std::string text;
  const auto add = [&](std::string_view lead, std::string_view word) {
    if (!text.empty()) text += ", ";
    text.append(lead).append(word);
  };
  const std::string value = Printable(which.value);
  if (which.dimension) {
    add(kDimensions[Place(*which.dimension)].word, which.value.empty() ? "" : " " + value);
  } else if (!which.value.empty()) {
    add("", value);
  }
  if (which.kind) add("", SeriesKindWord(*which.kind));
  if (!which.regime.empty()) add("regime ", Printable(which.regime));
  if (!which.model.empty()) add("judged with ", Printable(which.model));
  return text;
}

std::string InWords(const RatesAct& act) {
  std::string text(ActWord(act.act));
  if (act.act == ActKind::kBudget) {
    text += " of " + Number(act.false_alarms) + " false alarms in " +
            Number(static_cast<double>(act.period_ms) / (24 * 3600 * kSecondMs)) + " days";
  } else {
    text += " " + InWords(act.which);
  }
  text += ": \"" + Printable(act.why, 200) + "\"";
  return act.who.empty() ? text : text + " (" + Printable(act.who) + ")";
}

}  // namespace labelwatch
