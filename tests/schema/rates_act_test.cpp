// What people decide about rates, as bytes: read back as it was written, and never taken for a tally.

#include "schema/rates_act.h"

#include <gtest/gtest.h>
#include <labelwatch/v1/labelwatch.pb.h>

#include "schema/tally_codec.h"

namespace labelwatch {
namespace {

std::vector<RatesAct> Acts() {
  RatesAct renew;
  renew.group = "labelwatch";
  renew.asked_ms = 1'700'000'000'000;
  renew.who = "maria";
  renew.why = "guideline 4 is in force";
  renew.which = {Dimension::kAnnotator, "bob", SeriesKindOf(Kind::kWrongClass), "yolo@7"};
  RatesAct budget = renew;
  budget.act = ActKind::kBudget;
  budget.which = {};
  budget.false_alarms = .5;
  budget.period_ms = 604'800'000;
  RatesAct silence = renew;
  silence.act = ActKind::kSilence;
  silence.which.kind = SeriesKind::kUnmatchedLabel;
  silence.until_ms = 1'700'000'100'000;
  return {renew, budget, silence};
}

TEST(RatesActTest, WhatIsWrittenIsReadBack) {
  for (const RatesAct& act : Acts()) {
    const std::string bytes = EncodeRatesAct(act);
    EXPECT_TRUE(LooksLikeRatesAct(bytes));
    const auto read = DecodeRatesAct(bytes);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, act);
  }
}

TEST(RatesActTest, AReaderThatKnowsTalliesOnlyRefusesIt) {
  for (const RatesAct& act : Acts()) {
    EXPECT_FALSE(DecodeTally(EncodeRatesAct(act)));
    v1::Tally tally;
    EXPECT_FALSE(tally.ParseFromString(EncodeRatesAct(act)));
  }
}

TEST(RatesActTest, AnyBytesAreAnActOrAnError) {
  for (const RatesAct& act : Acts()) {
    const std::string bytes = EncodeRatesAct(act);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      (void)DecodeRatesAct(bytes.substr(0, i));
      for (int bit = 0; bit < 8; ++bit) {
        std::string damaged = bytes;
        damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
        const auto read = DecodeRatesAct(damaged);
        EXPECT_TRUE(!read || Check(*read));
      }
    }
  }
}

TEST(RatesActTest, WhatNobodyCanMeanIsRefused) {
  const auto refused = [](std::size_t place, auto change) {
    RatesAct act = Acts()[place];
    change(act);
    return !Check(act) && !DecodeRatesAct(EncodeRatesAct(act));
  };
  EXPECT_TRUE(refused(0, [](RatesAct& act) { act.why.assign(RatesAct::kLongestWhy + 1, 'x'); }));
  EXPECT_TRUE(refused(0, [](RatesAct& act) { act.who = "\xff"; }));
  EXPECT_TRUE(refused(1, [](RatesAct& act) { act.false_alarms = 0; }));
  EXPECT_TRUE(refused(1, [](RatesAct& act) { act.period_ms = 10; }));
  EXPECT_TRUE(refused(1, [](RatesAct& act) { act.which.value = "bob"; }));
  EXPECT_TRUE(refused(2, [](RatesAct& act) { act.until_ms = -1; }));
}

TEST(RatesActTest, InWordsItIsOneLine) {
  RatesAct act = Acts()[0];
  act.why = "two\nlines";
  EXPECT_EQ(InWords(act), "renew annotator bob, wrong_class, judged with yolo@7: \"two\\x0alines\" (maria)");
  EXPECT_EQ(InWords(Acts()[1]), "budget of 0.5 false alarms in 7 days: \"guideline 4 is in force\" (maria)");
  EXPECT_EQ(InWords(SeriesSelection()), "all series");
}

}  // namespace
}  // namespace labelwatch
