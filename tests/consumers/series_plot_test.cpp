// Drawings: what is in them, that every text is escaped, and that they can be read as XML, whatever is drawn.

#include "consumers/plot/series_plot.h"

#include <gmock/gmock.h>

#include <random>

#include "consumers/backtest/backtest_text.h"
#include "consumers/files/text/xml_events.h"
#include "consumers/plot/plot_page.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kMinuteMs = 60'000, kDayMs = 1440 * kMinuteMs, kStartMs = 1'772'323'200'000;  // 2026-03-01

// Elements, by name and class, and all texts.
class Seen : public XmlSink {
 public:
  void Start(const XmlElement& element, std::size_t) override {
    names += std::string(element.Name()) + "." + std::string(element["class"]) + " ";
    for (const char* number : {"x", "y", "x1", "y1", "x2", "y2", "cx", "cy"}) {
      const std::string_view text = element[number];
      if (!text.empty() && !(NumberOf(text) >= -1 && NumberOf(text) <= 1000)) outside.append(text).append(" ");
    }
    for (const char* script : {"onload", "onclick", "href", "style", "src"}) {
      if (!element[script].empty()) outside.append(script).append(" ");
    }
  }
  void End(std::string_view, std::size_t, std::string_view text, std::uint64_t) override {
    texts.append(text).append("|");
  }
  std::size_t Count(const std::string& name) const {
    std::size_t count = 0;
    for (auto at = names.find(name + " "); at != std::string::npos; at = names.find(name + " ", at + 1)) ++count;
    return count;
  }
  std::string names, texts, outside;
};

class SeriesPlotTest : public ::testing::Test {
 protected:
  Seen See(const std::string& markup) {
    Seen seen;
    const auto source = ByteSource::Open(folder_.Write("plot.xml", markup));
    const auto read = ReadXml(**source, seen);
    EXPECT_TRUE(read) << read.error().message << "\n" << markup.substr(0, 2000);
    EXPECT_EQ(seen.outside, "") << markup.substr(0, 2000);
    return seen;
  }
  TemporaryFolder folder_;
};

// A day of minutes with 10 frames each, one in ten flagged.
SeriesPlot Day() {
  SeriesPlot plot;
  plot.title = "annotator bob: wrong class";
  for (std::int64_t i = 0; i < 1440; ++i) plot.counts.push_back({kStartMs + i * kMinuteMs, 10, 1});
  plot.baseline = .1;
  return plot;
}

TEST_F(SeriesPlotTest, CountsAreSummedInAboutAHundredBins) {
  const PlotBins bins = BinsOf(Day());
  EXPECT_EQ(bins.width_ms, 15 * kMinuteMs);
  ASSERT_EQ(bins.bins.size(), 96u);
  EXPECT_EQ(bins.bins[1], (PlotCount{kStartMs + 15 * kMinuteMs, 150, 15}));
}

TEST_F(SeriesPlotTest, BinsAreAsFarApartAsTheRowsAre) {
  SeriesPlot plot;
  for (std::int64_t day = 0; day < 10; ++day) plot.counts.push_back({kStartMs + day * kDayMs, 10, 1});
  EXPECT_EQ(BinsOf(plot).width_ms, kDayMs);
  EXPECT_EQ(BinsOf(plot).bins.size(), 10u);
  plot.count_ms = 7 * kMinuteMs;
  EXPECT_EQ(BinsOf(plot).width_ms % plot.count_ms, 0) << "no count is cut in two";
}

TEST_F(SeriesPlotTest, WhatIsCountedNowhereHasNoBin) {
  SeriesPlot plot;
  EXPECT_TRUE(BinsOf(plot).bins.empty());
  EXPECT_THAT(See(DrawSeries(plot)).texts, HasSubstr("nothing was counted"));
  plot.counts = {{kStartMs, 0, 0}};
  EXPECT_TRUE(BinsOf(plot).bins.empty());
  EXPECT_THAT(See(DrawSeries(plot)).texts, HasSubstr("nothing was counted"));
}

TEST_F(SeriesPlotTest, RateBandBaselineAndMarksAreDrawn) {
  SeriesPlot plot = Day();
  plot.incidents = {{kStartMs + 300 * kMinuteMs, kStartMs + 330 * kMinuteMs, kStartMs + 600 * kMinuteMs},
                    {kStartMs + 900 * kMinuteMs, kStartMs + 930 * kMinuteMs, {}}};
  const Seen seen = See(DrawSeries(plot));
  EXPECT_EQ(seen.Count("path.band"), 1u);
  EXPECT_EQ(seen.Count("path.rate"), 1u);
  EXPECT_EQ(seen.Count("line.baseline"), 1u);
  EXPECT_EQ(seen.Count("path.since"), 2u);
  EXPECT_EQ(seen.Count("path.alarm"), 2u);
  EXPECT_EQ(seen.Count("path.cleared"), 1u);
  EXPECT_EQ(seen.Count("rect.raised"), 2u);
  EXPECT_THAT(seen.texts, HasSubstr("began at about 2026-03-01 05:00 UTC"));
  EXPECT_THAT(seen.texts, HasSubstr("alarm at 2026-03-01 05:30 UTC"));
  EXPECT_THAT(seen.texts, HasSubstr("share of frames flagged"));
  EXPECT_THAT(seen.texts, HasSubstr("label time (UTC), 2026-03-01 to 2026-03-02"));
  EXPECT_THAT(seen.texts, HasSubstr("usual 10.0 %"));
}

TEST_F(SeriesPlotTest, TheRateIsTornWhereNothingWasCountedForLong) {
  SeriesPlot plot = Day();
  plot.counts.erase(plot.counts.begin() + 300, plot.counts.begin() + 900);
  EXPECT_EQ(See(DrawSeries(plot)).Count("path.rate"), 2u);
  plot.counts = {{kStartMs, 10, 1}};
  const Seen alone = See(DrawSeries(plot));
  EXPECT_EQ(alone.Count("circle.dot"), 1u);
  EXPECT_EQ(alone.Count("line.bar"), 1u);
}

TEST_F(SeriesPlotTest, PlacesInFilesAreFramesNotDates) {
  SeriesPlot plot = Day();
  plot.times.order = true;
  plot.count_ms = 20 * kFrameIntervalMs;
  for (std::size_t i = 0; i < plot.counts.size(); ++i) {
    plot.counts[i].time_ms = kFirstFrameMs + static_cast<std::int64_t>(i) * plot.count_ms;
  }
  const Seen seen = See(DrawSeries(plot));
  EXPECT_THAT(seen.texts, HasSubstr("|10,000|"));
  EXPECT_THAT(seen.texts, HasSubstr("frames, in the order of the files"));
  EXPECT_THAT(seen.texts, Not(HasSubstr("UTC")));
}

TEST_F(SeriesPlotTest, AnyCountsAndTimesAreDrawnInsideTheDrawing) {
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    SeriesPlot plot;
    plot.times.order = round % 3 == 0;
    plot.count_ms = std::int64_t{1000} << random() % 20;
    plot.deff = static_cast<double>(1 + random() % 5);
    plot.baseline = static_cast<double>(random() % 1001) / 1000;
    const std::int64_t longest = std::int64_t{1} << random() % 45;
    std::int64_t at = round % 5 == 0 ? 0 : kStartMs;
    for (int i = 0; i < 50; ++i) {
      const std::uint64_t frames = random() % 2 == 0 ? random() % 10 : random();
      plot.counts.push_back({at, frames, frames == 0 ? 0 : random() % (frames + 1)});
      at = std::min<std::int64_t>(at + 1 + static_cast<std::int64_t>(random()) % longest, 253'402'300'799'000);
    }
    plot.incidents = {{0, at, round % 2 == 0 ? std::optional(at + 5) : std::nullopt}};
    const std::string svg = DrawSeries(plot);
    EXPECT_LT(svg.size(), 60'000u);
    EXPECT_THAT(svg, Not(HasSubstr("nan")));
    EXPECT_THAT(svg, Not(HasSubstr("inf")));
    See(svg);
  }
}

TEST_F(SeriesPlotTest, APageStandsAloneAndEveryTextIsEscaped) {
  const std::string hostile = "</title><script>alert(\"1\")</script> & 'x' ]]> \x1B\xFF \xEF\xBF\xBF";
  PlotPage page;
  page.title = hostile;
  page.lines = {hostile};
  page.sections.push_back({Day(), {hostile}, hostile});
  page.sections[0].plot.title = hostile;
  const std::string html = DrawPage(page);
  const Seen seen = See(html);
  EXPECT_EQ(seen.Count("script."), 0u);
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, HasSubstr("content=\"default-src 'none'; style-src 'unsafe-inline'; "));
  EXPECT_THAT(html, HasSubstr("prefers-color-scheme: dark"));
  EXPECT_THAT(html, HasSubstr("width=device-width"));
  EXPECT_THAT(html, Not(HasSubstr("url(")));
  EXPECT_THAT(seen.texts, HasSubstr("<script>alert(\"1\")</script> & 'x' ]]>"));
}

TEST_F(SeriesPlotTest, OfManySeriesThirtyAreDrawnAndThePageSaysSo) {
  Backtest backtest{RateOptions()};
  for (std::int64_t minute = 0; minute < 200; ++minute) {
    for (int i = 0; i < 35; ++i) {
      const std::uint32_t flagged = minute < 100 ? 1 : 20;
      backtest.Add({kStartMs + minute * kMinuteMs,
                    {Dimension::kClass, "<c" + std::to_string(i) + ">", SeriesKindOf(Kind::kTrack), ""},
                    "",
                    50,
                    flagged});
    }
  }
  backtest.Finish();
  const std::string html = BacktestPage(backtest, {.name = "counts.csv", .read = 7000});
  const Seen seen = See(html);
  EXPECT_EQ(seen.Count("section."), 30u);
  EXPECT_THAT(seen.texts, HasSubstr("35 alarms over recorded counts"));
  EXPECT_THAT(seen.texts, HasSubstr("drawn are the 30 series with the most evidence, of 35 with an alarm"));
}

TEST_F(SeriesPlotTest, WithoutAnAlarmThePageSaysSo) {
  Backtest backtest{RateOptions()};
  backtest.Add({kStartMs, {Dimension::kOverall, "", SeriesKindOf(Kind::kTrack), ""}, "", 50, 1});
  backtest.Finish();
  const Seen seen = See(BacktestPage(backtest, {.name = "counts.csv", .read = 1}));
  EXPECT_EQ(seen.Count("section."), 0u);
  EXPECT_THAT(seen.texts, HasSubstr("No alarm over recorded counts"));
}

}  // namespace
}  // namespace labelwatch
