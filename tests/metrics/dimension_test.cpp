// One more entry in the list of dimensions, and what follows from it without another line of code.

#include <gtest/gtest.h>

#include <algorithm>

#include "metrics/exporter.h"
#include "tests/metrics/scrape.h"

namespace labelwatch {
namespace {

// The camera front of site_1 has the source "site_1/front": cameras are grouped by site. Two sites are told apart.
constexpr auto kWithSites = [] {
  std::array<DimensionInfo, kDimensions.size() + 1> dimensions{};
  std::copy(kDimensions.begin(), kDimensions.end(), dimensions.begin());
  dimensions.back() = {"site", "sites", 2,
                       [](const LabeledFrame& frame) { return frame.source.substr(0, frame.source.find('/')); }};
  return dimensions;
}();
constexpr auto kLimits = [] {
  std::array<std::size_t, kWithSites.size()> limits{};
  for (std::size_t i = 0; i < limits.size(); ++i) limits[i] = kWithSites[i].names;
  return limits;
}();

class DimensionTest : public testing::Test {
 protected:
  // A frame of one label, matched by the model, with a flagged finding.
  void Count(std::string_view source) { Count(source, counter_, counts_); }
  static void Count(std::string_view source, FrameCounter& counter, StreamCounts& counts) {
    LabeledFrame frame;
    frame.source = source;
    frame.labels.resize(1);
    std::vector<PredictedFrame> predictions(1);
    predictions[0].model = "yolo";
    predictions[0].predictions.resize(1);
    Finding finding;
    finding.kind = Kind::kWrongClass;
    finding.label = 0;
    finding.flagged = true;
    std::vector<ModelMatches> matches(1);
    matches[0].labels = {{0, 0.9F, MatchOutcome::kMatched}};
    Judgement judgement;
    judgement.findings = std::span(&finding, 1);
    judgement.matches = matches;
    counter.Count({frame, predictions}, judgement, 0, counts);
  }
  Scrape Read() {
    Metrics metrics(names_);
    metrics.Committed(counts_, {});
    return Scrape(metrics.Text());
  }

  Names names_{kWithSites, kLimits};
  FrameCounter counter_{names_};
  StreamCounts counts_;
};

TEST_F(DimensionTest, ItsValuesAreCountedAndExposed) {
  Count("site_1/front");
  Count("site_1/rear");
  const Scrape scrape = Read();
  EXPECT_EQ(scrape.Value(R"(labelwatch_site_labels_checked_total{site="site_1"})"), 2);
  EXPECT_EQ(scrape.Value(R"(labelwatch_site_findings_total{site="site_1",kind="wrong_class"})"), 2);
  EXPECT_EQ(scrape.Value(R"(labelwatch_site_match_outcomes_total{site="site_1",outcome="matched"})"), 2);
  EXPECT_EQ(scrape.Value(R"(labelwatch_source_labels_checked_total{source="site_1/rear"})"), 1);
}

TEST_F(DimensionTest, ItsValuesAreBounded) {
  for (const char* source : {"site_1/front", "site_2/front", "site_3/front"}) Count(source);
  const Scrape scrape = Read();
  EXPECT_EQ(scrape.Value(R"(labelwatch_site_labels_checked_total{site="other"})"), 1);
  EXPECT_EQ(scrape.Value(R"(labelwatch_label_values_limit{label="site"})"), 2);
  EXPECT_EQ(scrape.Value(R"(labelwatch_label_values_overflow_total{label="site"})"), 1);
}

TEST_F(DimensionTest, ItHasItsLinesInTheTableOfMetrics) {
  EXPECT_NE(CatalogueTable(Catalogue(kWithSites))
                .find("| `labelwatch_site_findings_total` | counter | `site`, `kind` | Flagged findings by site. |"),
            std::string::npos);
}

TEST_F(DimensionTest, TheOthersAreCountedAsWithoutIt) {
  Count("site_1/front");
  Names names;
  FrameCounter counter(names);
  StreamCounts without;
  Count("site_1/front", counter, without);
  counts_.series.pop_back();
  EXPECT_EQ(counts_, without);
}

// A tool that labels name themselves, here for once in their track ids.
TEST_F(DimensionTest, ItMayBeWhatALabelSaysAlone) {
  constexpr auto kWithTools = [] {
    auto dimensions = kWithSites;
    dimensions.back() = {"tool", "tools", 2, nullptr, &Label::track_id};
    return dimensions;
  }();
  Names names(kWithTools, kLimits);
  LabeledFrame frame;
  frame.labels.resize(3);
  frame.labels[0].track_id = "brush";
  FrameCounter(names).Count({frame, {}}, {}, 0, counts_);
  const auto tool = static_cast<Dimension>(kWithTools.size() - 1);
  EXPECT_EQ(counts_.Of(tool).at(names.Of(tool).Find("brush")).labels, 1u);
  EXPECT_EQ(counts_.Of(tool).at(NameTable::kOther).labels, 0u) << "labels that say nothing count for none";
}

}  // namespace
}  // namespace labelwatch
