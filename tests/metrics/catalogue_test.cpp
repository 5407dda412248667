#include "metrics/catalogue.h"

#include <gtest/gtest.h>

#include <cctype>
#include <fstream>
#include <set>

#include "metrics/exporter.h"
#include "tests/metrics/scrape.h"

namespace labelwatch {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class CatalogueTest : public testing::Test {
 protected:
  Catalogue catalogue_;
  std::span<const MetricInfo> lines_ = catalogue_.Lines();
};

TEST_F(CatalogueTest, TheReadmeHoldsTheTable) {
  const std::string table = CatalogueTable(catalogue_);
  EXPECT_NE(ReadFile(LABELWATCH_REPOSITORY "/metrics/README.md").find(table), std::string::npos)
      << "the table in metrics/README.md must be:\n"
      << table;
}

TEST_F(CatalogueTest, EveryLineIsExposedAndNothingElse) {
  Names names;
  const Scrape scrape(Metrics(names).Text());
  std::map<std::string, std::string> helps;
  for (const MetricInfo& info : lines_) helps[std::string(info.name)] = info.help;
  EXPECT_EQ(scrape.helps, helps);
}

TEST_F(CatalogueTest, TypesAreThoseOfTheCatalogue) {
  Names names;
  const Scrape scrape(Metrics(names).Text());
  for (const MetricInfo& info : lines_) {
    const std::string type = info.type == MetricType::kCounter ? "counter"
                             : info.type == MetricType::kGauge ? "gauge"
                                                               : "histogram";
    EXPECT_EQ(scrape.types.at(std::string(info.name)), type) << info.name;
  }
}

TEST_F(CatalogueTest, EachNameIsThereOnce) {
  std::set<std::string_view> names;
  for (const MetricInfo& info : lines_) EXPECT_TRUE(names.insert(info.name).second) << info.name;
}

TEST_F(CatalogueTest, NamesFollowTheConventions) {
  for (const MetricInfo& info : lines_) {
    EXPECT_TRUE(info.name.starts_with("labelwatch_") || info.name.starts_with("process_")) << info.name;
    EXPECT_EQ(info.name.ends_with("_total"), info.type == MetricType::kCounter) << info.name;
    for (const char c : info.name) EXPECT_TRUE(std::islower(c) || std::isdigit(c) || c == '_') << info.name;
    for (const std::string_view wrong :
         {"_ms", "_milliseconds", "_percent", "_kb", "_mb", "__", "_counter", "_gauge"}) {
      EXPECT_EQ(info.name.find(wrong), std::string_view::npos) << info.name;
    }
    for (const std::string_view reserved : {"_count", "_sum", "_bucket"}) {
      EXPECT_FALSE(info.name.ends_with(reserved)) << info.name;
    }
  }
}

TEST_F(CatalogueTest, HelpIsOneSentenceThatTheFormatCanCarry) {
  for (const MetricInfo& info : lines_) {
    EXPECT_EQ(info.help.find_first_of("\n\\|"), std::string_view::npos) << info.name;
    EXPECT_TRUE(info.help.ends_with('.')) << info.name;
  }
}

TEST_F(CatalogueTest, LabelsAreFewWordsAndNoneIsReserved) {
  // Names that Prometheus or its targets use themselves.
  const std::set<std::string_view> reserved = {"le",  "quantile", "type",  "job",     "instance", "region",  "zone",
                                               "env", "cluster",  "stage", "service", "owner",    "customer"};
  for (const MetricInfo& info : lines_) {
    EXPECT_LE(MetricLabels(info).size(), info.name.starts_with("labelwatch_rate_") ? 6u : 3u) << info.name;
    for (const std::string_view label : MetricLabels(info)) {
      EXPECT_FALSE(reserved.contains(label)) << info.name << " has " << label;
      EXPECT_EQ(label.find("frame"), std::string_view::npos) << "frames are never labels";
    }
  }
}

TEST_F(CatalogueTest, HistogramsHaveRisingBoundsThatAreNotWholeNumbers) {
  for (const MetricInfo& info : lines_) {
    EXPECT_EQ(info.type == MetricType::kHistogram, !info.bounds.empty()) << info.name;
    for (std::size_t i = 0; i < info.bounds.size(); ++i) {
      if (i > 0) {
        EXPECT_LT(info.bounds[i - 1], info.bounds[i]) << info.name;
      }
      // le="1" becomes le="1.0" in Prometheus 3: rules that select it would break.
      EXPECT_NE(info.bounds[i], static_cast<double>(static_cast<long>(info.bounds[i]))) << info.name;
    }
  }
}

}  // namespace
}  // namespace labelwatch
