#include "metrics/exporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>
#include <thread>

#include "tests/metrics/scrape.h"
#include "tests/support/temporary_folder.h"

namespace labelwatch {
namespace {

TaskStatus StatusOf(std::int32_t partition, std::uint64_t open_labels, std::uint64_t open_predictions) {
  TaskStatus status;
  status.partition = partition;
  status.sides[0].open_records = open_labels;
  status.sides[1].open_records = open_predictions;
  return status;
}

// `read` label records, of which `joined` have ended.
StreamCounts Labels(std::uint64_t read, std::uint64_t joined) {
  StreamCounts counts;
  counts.records[0] = read;
  counts.outcomes[0][0] = joined;
  return counts;
}

StreamCounts OfClass(NameId id, std::uint64_t labels, Kind kind, std::uint64_t findings) {
  StreamCounts counts;
  counts.Of(Dimension::kClass).resize(id + 1);
  counts.Of(Dimension::kClass)[id].labels = labels;
  counts.Of(Dimension::kClass)[id].findings[static_cast<std::size_t>(kind)] = findings;
  return counts;
}

class ExporterTest : public testing::Test {
 protected:
  Scrape Read() const { return Scrape(metrics_.Text()); }
  // What each record came from equals where it is: the left side minus the right one.
  static double Unaccounted(const Scrape& scrape) {
    return scrape.Sum("labelwatch_records_read_total{") + scrape.Sum("labelwatch_records_taken_over_total{") -
           scrape.Sum("labelwatch_record_outcomes_total{") - scrape.Sum("labelwatch_join_open_records{") -
           scrape.Sum("labelwatch_records_handed_over_total{");
  }

  Names names_;
  Metrics metrics_{names_};
};

TEST_F(ExporterTest, WhatIsKnownStartsAtZero) {
  const Scrape scrape = Read();
  EXPECT_EQ(scrape.Value(R"(labelwatch_record_outcomes_total{side="labels",outcome="evicted"})"), 0);
  EXPECT_EQ(scrape.Value(R"(labelwatch_records_refused_total{side="predictions",reason="bad_text"})"), 0);
  EXPECT_EQ(scrape.Value(R"(labelwatch_finding_probability_ratio_count{kind="missing"})"), 0);
  EXPECT_EQ(scrape.Value("labelwatch_commits_total"), 0);
  EXPECT_EQ(scrape.Value("labelwatch_commit_duration_seconds_count"), 0);
  EXPECT_EQ(scrape.Value(R"(labelwatch_label_values_overflow_total{label="annotator"})"), 0);
}

TEST_F(ExporterTest, AClassStartsAtZeroForEveryKindAsSoonAsItIsKnown) {
  names_.classes.Add("dog");
  const Scrape scrape = Read();
  EXPECT_EQ(scrape.Value(R"(labelwatch_labels_checked_total{class="dog"})"), 0);
  EXPECT_EQ(scrape.Value(R"(labelwatch_findings_total{class="dog",kind="wrong_class"})"), 0);
  EXPECT_FALSE(scrape.Has(R"(labelwatch_findings_total{class="dog",kind="image"})")) << "no detector of this kind yet";
}

TEST_F(ExporterTest, CommittedCountsAddUp) {
  const NameId dog = names_.classes.Add("dog");
  metrics_.Committed(OfClass(dog, 10, Kind::kMissing, 2), StatusOf(0, 0, 0));
  metrics_.Committed(OfClass(dog, 5, Kind::kTrack, 1), StatusOf(1, 0, 0));
  const Scrape scrape = Read();
  EXPECT_EQ(scrape.Value(R"(labelwatch_labels_checked_total{class="dog"})"), 15);
  EXPECT_EQ(scrape.Value(R"(labelwatch_findings_total{class="dog",kind="missing"})"), 2);
  EXPECT_EQ(scrape.Value(R"(labelwatch_findings_total{class="dog",kind="track"})"), 1) << "counted though not known";
}

TEST_F(ExporterTest, MatchesAreShownFromTheFirstObjectOnAndRareOutcomesOnceTheyHappened) {
  const NameId dog = names_.classes.Add("dog");
  StreamCounts counts;
  counts.Of(Dimension::kClass).resize(dog + 1);
  counts.Of(Dimension::kClass)[dog].label_matches = {8, 0, 0, 2, 0};
  metrics_.Committed(counts, StatusOf(0, 0, 0));
  const Scrape scrape = Read();
  const std::string of_dog = R"(labelwatch_label_match_outcomes_total{class="dog",outcome=)";
  EXPECT_EQ(scrape.Value(of_dog + R"("matched"})"), 8);
  EXPECT_EQ(scrape.Value(of_dog + R"("unmatched"})"), 0);
  EXPECT_EQ(scrape.Value(of_dog + R"("not_compared"})"), 2);
  EXPECT_FALSE(scrape.Has(of_dog + R"("explained"})"));
  EXPECT_EQ(scrape.Sum("labelwatch_label_match_outcomes_total"), 10);
  EXPECT_FALSE(scrape.Has(R"(labelwatch_prediction_match_outcomes_total{class="dog",outcome="matched"})"));
}

TEST_F(ExporterTest, HistogramsAreCumulative) {
  StreamCounts counts;
  counts.probabilities[static_cast<std::size_t>(Kind::kMissing)][0] = 3;  // up to 0.01
  counts.probabilities[static_cast<std::size_t>(Kind::kMissing)][2] = 1;  // up to 0.1
  counts.probability_sums[static_cast<std::size_t>(Kind::kMissing)] = 0.1;
  metrics_.Committed(counts, StatusOf(0, 0, 0));
  const Scrape scrape = Read();
  const std::string bucket = R"(labelwatch_finding_probability_ratio_bucket{kind="missing",le=)";
  EXPECT_EQ(scrape.Value(bucket + R"("0.01"})"), 3);
  EXPECT_EQ(scrape.Value(bucket + R"("0.05"})"), 3);
  EXPECT_EQ(scrape.Value(bucket + R"("0.1"})"), 4);
  EXPECT_EQ(scrape.Value(bucket + R"("+Inf"})"), 4);
  EXPECT_EQ(scrape.Value(R"(labelwatch_finding_probability_ratio_sum{kind="missing"})"), 0.1);
}

TEST_F(ExporterTest, RecordsAddUpThroughCommitTakeoverAndRevocation) {
  metrics_.StartTask(StatusOf(0, 0, 0));
  metrics_.Committed(Labels(10, 7), StatusOf(0, 3, 0));  // 10 read: 7 joined, 3 open
  EXPECT_EQ(Unaccounted(Read()), 0);
  metrics_.StartTask(StatusOf(1, 4, 0));                // 4 open ones were read by another process
  metrics_.Committed(Labels(0, 4), StatusOf(1, 0, 0));  // and end here
  EXPECT_EQ(Unaccounted(Read()), 0);
  metrics_.EndTask(0);  // 3 open ones leave
  const Scrape scrape = Read();
  EXPECT_EQ(Unaccounted(scrape), 0);
  EXPECT_EQ(scrape.Value(R"(labelwatch_records_handed_over_total{side="labels"})"), 3);
  EXPECT_EQ(scrape.Value(R"(labelwatch_records_taken_over_total{side="labels"})"), 4);
}

TEST_F(ExporterTest, PositionsBetweenCommitsDoNotMoveOpenRecords) {
  metrics_.Committed(Labels(10, 7), StatusOf(0, 3, 0));
  TaskStatus status = StatusOf(0, 8, 0);  // five more were read, not committed yet
  status.sides[0].topic = "labels";
  status.sides[0].lag = 42;
  metrics_.UpdateTask(status);
  const Scrape scrape = Read();
  EXPECT_EQ(Unaccounted(scrape), 0);
  EXPECT_EQ(scrape.Value(R"(labelwatch_consumer_lag_messages{topic="labels",partition="0"})"), 42);
}

TEST_F(ExporterTest, GaugesOfARevokedPartitionVanish) {
  TaskStatus status = StatusOf(3, 0, 0);
  status.sides[0].topic = "labels";
  status.sides[0].lag = 5;
  status.open_frames = 2;
  metrics_.StartTask(status);
  EXPECT_TRUE(Read().Has(R"(labelwatch_consumer_lag_messages{topic="labels",partition="3"})"));
  metrics_.EndTask(3);
  metrics_.EndTask(3);  // twice is harmless
  EXPECT_EQ(metrics_.Text().find("partition=\"3\""), std::string::npos);
}

TEST_F(ExporterTest, AnUnknownLagIsNotShown) {
  TaskStatus status = StatusOf(0, 0, 0);
  status.sides[0].topic = "labels";
  metrics_.StartTask(status);
  EXPECT_EQ(metrics_.Text().find("labelwatch_consumer_lag_messages{"), std::string::npos);
}

TEST_F(ExporterTest, WhatIsNotANumberIsRefusedAndCounted) {
  constexpr auto kNaN = std::numeric_limits<double>::quiet_NaN();
  metrics_.Increase(Counter("labelwatch_commits_total"), kNaN);
  metrics_.Increase(Counter("labelwatch_commits_total"), -1);
  metrics_.Set(Gauge("labelwatch_last_poll_timestamp_seconds"), kNaN);
  metrics_.Observe(Histogram("labelwatch_commit_duration_seconds"), kNaN);
  metrics_.Observe(Histogram("labelwatch_commit_duration_seconds"), -0.1);
  metrics_.Increase(Counter("labelwatch_commits_total"));
  const Scrape scrape = Read();
  EXPECT_EQ(scrape.Value("labelwatch_commits_total"), 1);
  EXPECT_EQ(scrape.Value("labelwatch_commit_duration_seconds_count"), 0);
  EXPECT_EQ(scrape.Value("labelwatch_metric_values_refused_total"), 5);
  EXPECT_FALSE(scrape.Has("labelwatch_last_poll_timestamp_seconds"));
}

TEST_F(ExporterTest, LabelledCountersAndGaugesKeepTheirValues) {
  metrics_.Increase(Counter("labelwatch_key_partition_match_total"), {"labels", "murmur2"}, 0);
  metrics_.Increase(Counter("labelwatch_key_partition_match_total"), {"predictions", "crc32"}, 2);
  metrics_.Increase(Counter("labelwatch_key_partition_match_total"), {"predictions", "crc32"});
  const Scrape scrape = Read();
  EXPECT_EQ(scrape.Value(R"(labelwatch_key_partition_match_total{side="labels",hash="murmur2"})"), 0);
  EXPECT_EQ(scrape.Value(R"(labelwatch_key_partition_match_total{side="predictions",hash="crc32"})"), 3);
}

TEST_F(ExporterTest, TheCalibrationIsReadAtEachScrape) {
  CalibrationStatus status;
  metrics_.WatchCalibration([&] { return status; });
  status.version = 6;
  EXPECT_EQ(Read().Value("labelwatch_calibration_version"), 6);
  status.version = 7;
  status.assumed[static_cast<std::size_t>(Kind::kMissing)] = 0.05;
  const Scrape scrape = Read();
  EXPECT_EQ(scrape.Value("labelwatch_calibration_version"), 7);
  EXPECT_EQ(scrape.Value(R"(labelwatch_assumed_error_ratio{kind="missing"})"), 0.05);
  EXPECT_FALSE(scrape.Has(R"(labelwatch_assumed_error_ratio{kind="track"})")) << "not known";
}

TEST_F(ExporterTest, NamesThatBecomeTheSameTextAreOneSeries) {
  const NameId first = names_.classes.Add(std::string(1000, 'x') + "1");
  const NameId second = names_.classes.Add(std::string(1000, 'x') + "2");
  const NameId other = names_.classes.Add("other");  // a class of this name, and what exceeds the limit
  metrics_.Committed(OfClass(first, 1, Kind::kMissing, 0), StatusOf(0, 0, 0));
  metrics_.Committed(OfClass(second, 2, Kind::kMissing, 0), StatusOf(0, 0, 0));
  metrics_.Committed(OfClass(other, 4, Kind::kMissing, 0), StatusOf(0, 0, 0));
  metrics_.Committed(OfClass(NameTable::kOther, 8, Kind::kMissing, 0), StatusOf(0, 0, 0));
  const Scrape scrape = Read();
  EXPECT_EQ(scrape.Value("labelwatch_labels_checked_total{class=\"" + std::string(125, 'x') + "...\"}"), 3);
  EXPECT_EQ(scrape.Value(R"(labelwatch_labels_checked_total{class="other"})"), 8);
  EXPECT_EQ(scrape.Value(R"x(labelwatch_labels_checked_total{class="other (a name)"})x"), 4);
}

TEST_F(ExporterTest, OtherAppearsOnceTheTableIsFull) {
  EXPECT_FALSE(Read().Has(R"(labelwatch_model_labels_checked_total{model="other"})"));
  for (int i = 0; i < 33; ++i) names_.Of(Dimension::kModel).Add("model " + std::to_string(i));
  const Scrape scrape = Read();
  EXPECT_EQ(scrape.Value(R"(labelwatch_model_labels_checked_total{model="other"})"), 0);
  EXPECT_EQ(scrape.Value(R"(labelwatch_label_values{label="model"})"), 32);
  EXPECT_EQ(scrape.Value(R"(labelwatch_label_values_limit{label="model"})"), 32);
  EXPECT_EQ(scrape.Value(R"(labelwatch_label_values_overflow_total{label="model"})"), 1);
}

TEST_F(ExporterTest, AnnotatorsCanBeLeftOut) {
  MetricsOptions options;
  options.annotators = false;
  names_.Of(Dimension::kAnnotator).Add("ann");
  const std::string text = Metrics(names_, options).Text();
  EXPECT_EQ(text.find("annotator=\"ann\""), std::string::npos);
}

TEST_F(ExporterTest, TheProcessIsDescribed) {
  const Scrape scrape = Read();
  EXPECT_GT(scrape.Value("process_resident_memory_bytes"), 1e6);
  EXPECT_GT(scrape.Value("process_open_fds"), 2);
  EXPECT_GE(scrape.Value("process_max_fds"), scrape.Value("process_open_fds"));
  EXPECT_GE(scrape.Value("process_cpu_seconds_total"), 0);
  // After 2020, and not in the future by more than the clock's grain.
  EXPECT_GT(scrape.Value("process_start_time_seconds"), 1.577e9);
  EXPECT_LT(scrape.Value("process_start_time_seconds"), static_cast<double>(std::time(nullptr)) + 2);
  EXPECT_EQ(scrape.Value("labelwatch_build_info{version=\"" LABELWATCH_VERSION "\"}"), 1);
}

TEST_F(ExporterTest, ScrapesDuringCommitsAlwaysAddUp) {
  std::thread committer([&] {
    for (std::uint64_t i = 1; i <= 300; ++i) metrics_.Committed(Labels(2, 1), StatusOf(0, i, 0));
  });
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Unaccounted(Read()), 0);
  committer.join();
  EXPECT_EQ(Unaccounted(Read()), 0);
}

// The whole text, hostile names included, passes Prometheus' own linter.
TEST_F(ExporterTest, PromtoolAcceptsTheText) {
  if (std::getenv("LABELWATCH_SKIP_PROMETHEUS") != nullptr) GTEST_SKIP() << "LABELWATCH_SKIP_PROMETHEUS is set";
  ASSERT_EQ(std::system("command -v promtool >/dev/null"), 0)
      << "promtool is not installed: apt-get install prometheus, or set LABELWATCH_SKIP_PROMETHEUS=1 to leave this out";
  for (const std::string& name : {std::string("dog"), std::string("caf\xE9"), std::string("a\n\"b\"\\"),
                                  std::string(10'000, 'x'), std::string(), std::string("{le=\"1\"} 5")}) {
    const NameId id = names_.classes.Add(name);
    names_.Of(Dimension::kAnnotator).Add(name);
    names_.Of(Dimension::kSource).Add(name);
    names_.Of(Dimension::kModel).Add(name);
    metrics_.Committed(OfClass(id, 10, Kind::kMissing, 2), StatusOf(0, 0, 0));
  }
  metrics_.Observe(Histogram("labelwatch_commit_duration_seconds"), 0.02);
  const TemporaryFolder folder;
  const std::string file = folder.Write("metrics.prom", metrics_.Text());
  const std::string output = file + ".out";
  const int status = std::system(("promtool check metrics < " + file + " > " + output + " 2>&1").c_str());
  std::ifstream lines(output);
  EXPECT_EQ(status, 0) << std::string(std::istreambuf_iterator<char>(lines), {});
}

// Every family, once in its place: the name without _total must not be that of another one.
TEST_F(ExporterTest, NoTwoFamiliesShareANameInOpenMetrics) {
  std::istringstream lines(metrics_.Text(TextFormat::kOpenMetrics));
  std::set<std::string> names;
  std::string line, last;
  while (std::getline(lines, line)) {
    last = line;
    if (!line.starts_with("# TYPE ")) continue;
    const std::string name = line.substr(7, line.find(' ', 7) - 7);
    EXPECT_TRUE(names.insert(name).second) << name;
  }
  EXPECT_GT(names.size(), 50u);
  EXPECT_EQ(last, "# EOF");
}

TEST_F(ExporterTest, ExamplesOfNamesWithOneTextAreThatOfTheNewest) {
  const NameId a = names_.classes.Add("caf\xE9"), b = names_.classes.Add("caf\xE8");
  StreamCounts counts = OfClass(a, 10, Kind::kMissing, 2);
  counts.Add(OfClass(b, 10, Kind::kMissing, 1));
  counts.examples.findings[{Dimension::kClass, a, SeriesKindOf(Kind::kMissing)}] = {"newer", .5, 2};
  counts.examples.findings[{Dimension::kClass, b, SeriesKindOf(Kind::kMissing)}] = {"older", .5, 1};
  metrics_.Committed(counts, StatusOf(0, 0, 0));
  EXPECT_THAT(metrics_.Text(TextFormat::kOpenMetrics),
              testing::HasSubstr("kind=\"missing\"} 3 # {frame_id=\"newer\"} 0.5\n"));
}

}  // namespace
}  // namespace labelwatch
