// `labelwatch backtest` as it is typed: what it prints and writes, and how it ends.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "tests/support/temporary_folder.h"
#include "typed_command.h"

namespace labelwatch {
namespace {

using ::testing::HasSubstr;

namespace fs = std::filesystem;

class BacktestCommandTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return (folder_ / name).string(); }
  std::string Write(const std::string& name, const std::string& content) const {
    std::ofstream(Path(name), std::ios::binary) << content;
    return Path(name);
  }
  std::string Slurp(const std::string& name) const {
    std::ifstream file(Path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // Minutes of 100 frames of bob, 2 flagged; in the last third 12.
  std::string Counts(const std::string& more = "") const {
    std::string text = "time,dimension,value,kind,frames,flagged\n";
    for (int minute = 0; minute < 90; ++minute) {
      text += std::to_string(1'772'323'200 + 60 * minute) + ",annotator,bob <b>,track,100," +
              (minute < 60 ? "2" : "12") + "\n";
    }
    return Write("counts.csv", text + more);
  }
  // The exit code; what was printed is in out_ and err_.
  int Type(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "backtest");
    Typed typed = labelwatch::Type({AddBacktest}, std::move(arguments));
    out_ = std::move(typed.out);
    err_ = std::move(typed.err);
    return typed.exit_code;
  }

  const TemporaryFolder folder_;
  std::string out_, err_;
};

TEST_F(BacktestCommandTest, AnAlarmIsASentenceALineAndADrawing) {
  ASSERT_EQ(Type({"--tallies", Counts(), "--alarms", Path("alarms.jsonl"), "--plot", Path("alarms.html")}), kExitDone);
  EXPECT_THAT(out_, HasSubstr("annotator bob <b>: track rose to 12 % of frames"));
  EXPECT_THAT(out_, HasSubstr("from 2.0 %, since about 2026-03-01 01:00 UTC"));
  EXPECT_THAT(out_, HasSubstr("at most 1 per week"));
  EXPECT_THAT(Slurp("alarms.jsonl"), HasSubstr("\"since\":\"2026-03-01T01:00:00Z\""));
  EXPECT_THAT(Slurp("alarms.html"), HasSubstr("<h2>annotator bob &lt;b&gt;: track</h2>"));
  EXPECT_FALSE(fs::exists(Path("alarms.html.part")));
}

TEST_F(BacktestCommandTest, TheBudgetCountsForItsPeriod) {
  const auto frames = [&](const std::string& number, const std::string& period) {
    EXPECT_EQ(Type({"--tallies", Counts(), "--json", "--false-alarms", number, "--budget-period", period}), kExitDone);
    const std::string key = "\"frames_per_false_alarm\":";
    return std::stod(out_.substr(out_.find(key) + key.size()));
  };
  EXPECT_NEAR(frames("1", "day"), 100 * 1440, 1);
  EXPECT_NEAR(frames("1", "week"), 100 * 1440 * 7, 1);
  EXPECT_NEAR(frames("2", "month"), 100 * 1440 * 15, 1);
}

TEST_F(BacktestCommandTest, BadRowsAreNamedAndTheOthersCount) {
  EXPECT_EQ(Type({"--tallies", Counts("1772323200,annotator,bob,track,1,2\n"), "--json"}), kExitDone);
  EXPECT_THAT(err_, HasSubstr("counts.csv:92: 2 of 1 frames cannot be flagged"));
  EXPECT_THAT(out_, HasSubstr("\"rows\":90,\"rows_left_out\":1,"));
}

TEST_F(BacktestCommandTest, WhatIsWrongEndsWithTwoAndOneSentence) {
  const auto refused = [&](std::vector<std::string> arguments) {
    EXPECT_EQ(Type(std::move(arguments)), kExitUsage) << out_;
    return err_;
  };
  EXPECT_THAT(refused({"--tallies", Path("none.csv")}), HasSubstr("none.csv"));
  EXPECT_THAT(refused({"--tallies", Write("x.csv", "a,b\n1,2\n")}), HasSubstr("time,dimension,value,kind,frames"));
  EXPECT_THAT(refused({"--tallies", Write("x.csv", "time,dimension,value,kind,frames,flagged\n1,2,3,4,5,6\n")}),
              HasSubstr("none of its 1 rows can be used"));
  EXPECT_THAT(refused({"--tallies", Counts(), "--tick", "fast"}), HasSubstr("--tick"));
  EXPECT_THAT(refused({"--tallies", Counts(), "--tick", "1ms"}), HasSubstr("from 1s to 366d"));
  EXPECT_THAT(refused({"--tallies", Counts(), "--false-alarms", "0"}), HasSubstr("--false-alarms"));
  EXPECT_THAT(refused({"--tallies", Counts(), "--budget-period", "year"}), HasSubstr("--budget-period"));
  EXPECT_THAT(refused({"--tallies", Counts(), "--alarms", Counts()}), HasSubstr("is the file of the tallies"));
  EXPECT_THAT(refused({"--tallies", Counts(), "--alarms", Path("a"), "--plot", Path("./a")}), HasSubstr("of --alarms"));
  EXPECT_THAT(refused({"--tallies", Counts(), "--plot", folder_.Path().string()}), HasSubstr("is a folder"));
  EXPECT_THAT(refused({}), HasSubstr("--tallies"));
}

TEST_F(BacktestCommandTest, WhatCannotBeWrittenEndsWithOne) {
  EXPECT_EQ(Type({"--tallies", Counts(), "--alarms", Path("no/such/folder.jsonl")}), kExitFailed);
  EXPECT_THAT(err_, HasSubstr("no/such/folder.jsonl"));
}

TEST_F(BacktestCommandTest, HelpHasExamplesAndTheColumns) {
  EXPECT_EQ(Type({"--help"}), kExitDone);
  EXPECT_THAT(out_, HasSubstr("Examples:"));
  EXPECT_THAT(out_, HasSubstr("time,dimension,value,kind,frames,flagged"));
}

}  // namespace
}  // namespace labelwatch
