// What a scraper asks for, and the two forms of text.

#include "metrics/metric_text.h"

#include <gmock/gmock.h>

namespace labelwatch {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr double kBounds[] = {.5};
constexpr MetricInfo kLines[] = {
    {"frames_flagged_total", kCounterType, "", "Frames \"bad\"."},
    {"findings_total", kCounterType, "class,kind", "Findings."},
    {"delay_seconds", kHistogramType, "", "Delay.", kBounds},
    {"cpu_seconds_total", kCounterType, "", "Time."},
};

class MetricTextTest : public testing::Test {
 protected:
  std::string Open(std::int64_t started_ms = 0) const {
    return MetricText(families_, TextFormat::kOpenMetrics, started_ms);
  }
  std::string Plain() const { return MetricText(families_, TextFormat::kPrometheus, 0); }

  MetricFamilies families_{kLines};
};

TEST(FormatForTest, OpenMetricsIsGivenWhereItIsNamedAndLikedAsMuch) {
  const auto open = [](std::string_view accept) { return FormatFor(accept) == TextFormat::kOpenMetrics; };
  // Prometheus 2.42 and 3.
  EXPECT_TRUE(
      open("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
           "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"));
  EXPECT_TRUE(open("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,*/*;q=0.1"));
  EXPECT_TRUE(open("Application/OpenMetrics-Text ; Q=1.0"));
  EXPECT_TRUE(open("text/plain, application/openmetrics-text"));
  EXPECT_FALSE(open("text/plain;q=0.9, application/openmetrics-text;q=0.8"));
  EXPECT_FALSE(open("application/openmetrics-text;q=0"));
  EXPECT_FALSE(open("application/openmetrics-text;version=2.0.0"));
  EXPECT_FALSE(open("application/openmetrics-text;version=0.0.1")) << "another form of the text";
  for (const char* accept : {"", "*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "application/*", ",,;;q==,q=1",
                             "application/openmetrics-text;q=nan", "application/openmetrics-text;q=-1"}) {
    EXPECT_FALSE(open(accept)) << accept;
  }
}

TEST_F(MetricTextTest, CountersLoseTheirEndingInWhatIsSaidOfThemAndUnitsAreSaid) {
  families_.Add(0, {}, 3);
  families_.Add(3, {}, 1.5);
  EXPECT_THAT(Open(), StartsWith("# HELP frames_flagged Frames \\\"bad\\\".\n# TYPE frames_flagged counter\n"
                                 "frames_flagged_total 3\n# HELP findings Findings.\n"));
  EXPECT_THAT(Open(), EndsWith("# HELP cpu_seconds Time.\n# TYPE cpu_seconds counter\n# UNIT cpu_seconds seconds\n"
                               "cpu_seconds_total 1.5\n# EOF\n"));
  EXPECT_THAT(Plain(), StartsWith("# HELP frames_flagged_total Frames \"bad\".\n# TYPE frames_flagged_total counter\n"
                                  "frames_flagged_total 3\n# HELP findings_total Findings.\n"));
  EXPECT_THAT(Plain(), EndsWith("# HELP cpu_seconds_total Time.\n# TYPE cpu_seconds_total counter\n"
                                "cpu_seconds_total 1.5\n"));
}

TEST_F(MetricTextTest, ACounterLeadsToItsExample) {
  const Example example{"f7.jpg", .75, 1'700'000'000'050};
  families_.Add(1, {"dog", "missing"}, 3, &example);
  EXPECT_THAT(Open(), HasSubstr("findings_total{class=\"dog\",kind=\"missing\"} 3 # {frame_id=\"f7.jpg\"} 0.75 "
                                "1700000000.050\n"));
  EXPECT_THAT(Open(1'700'000'000'051), HasSubstr("# {frame_id=\"f7.jpg\"} 0.75\n")) << "not by the clock of the wall";
  EXPECT_THAT(Plain(), HasSubstr("findings_total{class=\"dog\",kind=\"missing\"} 3\n"));
}

TEST_F(MetricTextTest, SoDoesABucket) {
  const Example example{"f7", .75, 0};
  const std::uint64_t counts[] = {2, 1};
  families_.AddHistogram(2, {}, counts, 1.75).examples = {nullptr, &example};
  EXPECT_THAT(Open(1), HasSubstr("# TYPE delay_seconds histogram\n# UNIT delay_seconds seconds\n"
                                 "delay_seconds_bucket{le=\"0.5\"} 2\n"
                                 "delay_seconds_bucket{le=\"+Inf\"} 3 # {frame_id=\"f7\"} 0.75\n"
                                 "delay_seconds_count 3\ndelay_seconds_sum 1.75\n"));
  EXPECT_THAT(Plain(), Not(HasSubstr("f7")));
}

// 128 characters for names and values of an example's labels: frame_id has 8.
TEST_F(MetricTextTest, HostileIdsAreCutAndEscaped) {
  std::string umlauts;
  for (int i = 0; i < 200; ++i) umlauts += "\xC3\xA4";
  const Example longest{umlauts, 1, 0}, quoted{"a\"b\\c\nd\xFF", 1, 0};
  families_.Add(0, {}, 1, &longest);
  families_.Add(1, {"dog", "missing"}, 1, &quoted);
  const std::string text = Open(1);
  EXPECT_THAT(text, HasSubstr("{frame_id=\"" + umlauts.substr(0, 2 * 120) + "\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("{frame_id=\"a\\\"b\\\\c\xEF\xBF\xBD"
                              "d\xEF\xBF\xBD\"} 1\n"));
  EXPECT_THAT(text, EndsWith("# EOF\n"));
}

}  // namespace
}  // namespace labelwatch
