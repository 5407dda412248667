// What a scrape shows of alarms and of the mixes that tell why.

#include <gtest/gtest.h>

#include "metrics/exporter.h"
#include "tests/metrics/scrape.h"

namespace labelwatch {
namespace {

RatesStatus::OneSeries BobAlarmed() {
  RatesStatus::OneSeries bob;
  bob.name = {Dimension::kAnnotator, "bob", SeriesKindOf(Kind::kWrongClass), "yolo@7"};
  bob.raised = true;
  bob.why = {Cause::kAnnotatorsOrGuideline, "only annotator bob"};
  return bob;
}

Scrape Shown(const RatesStatus& status) {
  Names names;
  Metrics metrics(names);
  metrics.WatchRates([&] { return std::make_shared<const RatesStatus>(status); });
  return Scrape(metrics.Text());
}

TEST(RatesShown, AnAlarmSaysItsCauseWhileItStands) {
  const std::string series =
      R"(labelwatch_rate_cause{dimension="annotator",value="bob",kind="wrong_class",model="yolo@7",cause="annotators_or_guideline"})";
  RatesStatus status;
  status.series = {BobAlarmed()};
  EXPECT_EQ(Shown(status).Sum("labelwatch_rate_cause"), 1);
  EXPECT_TRUE(Shown(status).Has(series));
  status.series[0].raised = false;
  EXPECT_FALSE(Shown(status).Has(series));
}

TEST(RatesShown, ASeriesOfARegimeNamesItAndOthersLookAsIfThereWereNone) {
  RatesStatus status;
  status.series = {BobAlarmed()};
  const std::string bob = R"({dimension="annotator",value="bob",kind="wrong_class",model="yolo@7")";
  EXPECT_TRUE(Shown(status).Has("labelwatch_rate_alarm" + bob + "}"));
  status.series[0].name.regime = "night";
  EXPECT_TRUE(Shown(status).Has("labelwatch_rate_alarm" + bob + R"(,regime="night"})"));
  EXPECT_TRUE(Shown(status).Has("labelwatch_rate_cause" + bob + R"(,cause="annotators_or_guideline",regime="night"})"));
}

TEST(RatesShown, MixesAreShownOnceTheUsualOneIsLearnt) {
  RatesStatus status;
  status.models.resize(1);
  status.models[0].model = "yolo@7";
  status.models[0].learning = true;
  EXPECT_EQ(Shown(status).Value(R"(labelwatch_mix_learning{model="yolo@7"})"), 1);
  EXPECT_FALSE(Shown(status).Has(R"(labelwatch_mix_psi{model="yolo@7",side="labels"})"));
  status.models[0].learning = false;
  status.models[0].verdict = MixVerdict::kWorld;
  status.models[0].distances[1].psi = .25;
  EXPECT_EQ(Shown(status).Value(R"(labelwatch_mix_verdict{model="yolo@7",cause="world"})"), 1);
  EXPECT_EQ(Shown(status).Value(R"(labelwatch_mix_psi{model="yolo@7",side="predictions"})"), .25);
}

}  // namespace
}  // namespace labelwatch
