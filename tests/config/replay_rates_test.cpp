// Rates over files as commands are typed: replay records its tallies, backtest tells the same of them, and a replay is
// held to what was usual in an earlier one.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

#include "tests/support/temporary_folder.h"
#include "typed_command.h"

namespace labelwatch {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

namespace fs = std::filesystem;

class ReplayRatesTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return (folder_ / name).string(); }
  std::string Slurp(const std::string& name) const {
    std::ifstream file(Path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::set<std::string> Lines(const std::string& name) const {
    std::set<std::string> lines;
    std::istringstream text(Slurp(name));
    for (std::string line; std::getline(text, line);) lines.insert(line);
    return lines;
  }
  // The frame at which the first alarm about Bob came.
  int FirstOfBob(const std::string& name) const {
    const std::string text = Slurp(name), begin = R"({"time":)";
    const std::size_t bob = text.find(R"("value":"bob")"), line = text.rfind(begin, bob);
    return line == std::string::npos ? -1 : std::stoi(text.substr(line + begin.size()));
  }
  // Frames by Ann and Bob in turn, without predictions. Each hundredth is labeled twice; of Bob's from frame `from` on
  // each sixth.
  std::string Labels(const std::string& name, int frames, int from) const {
    std::string images, annotations;
    for (int i = 0; i < frames; ++i) {
      const std::string id = std::to_string(i + 1), by = i % 2 == 0 ? "ann" : "bob";
      images += (i > 0 ? ",\n" : "") + std::string(R"({"id":)") + id + R"(,"file_name":"f)" + id +
                R"(.jpg","width":640,"height":480,"annotator":")" + by + "\"}";
      const bool twice = i % 100 < 2 || (by == "bob" && i >= from && i % 6 == 1);
      for (int label = 0; label < (twice ? 2 : 1); ++label) {
        annotations += (annotations.empty() ? "" : ",\n") + std::string(R"({"id":)") + std::to_string(2 * i + label) +
                       R"(,"image_id":)" + id + R"(,"category_id":1,"bbox":[)" + std::to_string(10 + i % 300) +
                       ",20,100,80]}";
      }
    }
    std::ofstream(Path(name)) << R"({"images":[)" << images << R"(],"annotations":[)" << annotations
                              << R"(],"categories":[{"id":1,"name":"dog"}]})";
    return Path(name);
  }
  // The exit code; what was printed is in out_ and err_.
  int Type(std::vector<std::string> arguments) {
    Typed typed = labelwatch::Type({AddReplay, AddBacktest}, std::move(arguments));
    out_ = std::move(typed.out);
    err_ = std::move(typed.err);
    return typed.exit_code;
  }

  const TemporaryFolder folder_;
  std::string out_, err_;
};

TEST_F(ReplayRatesTest, ABacktestOfRecordedTalliesTellsTheAlarmsOfTheReplay) {
  const std::string labels = Labels("labels.json", 8000, 6000);
  ASSERT_EQ(Type({"replay", "--labels", labels, "--alarms", Path("replay.jsonl"), "--tallies", Path("tallies")}),
            kExitDone)
      << err_;
  ASSERT_THAT(Slurp("replay.jsonl"), HasSubstr(R"("value":"bob","kind":"duplicate")"));
  ASSERT_EQ(Type({"backtest", "--tallies", Path("tallies"), "--alarms", Path("backtest.jsonl")}), kExitDone) << err_;
  EXPECT_EQ(Lines("replay.jsonl"), Lines("backtest.jsonl"));
  EXPECT_THAT(out_, HasSubstr("at most 1 in the whole stream"));
  EXPECT_THAT(out_, HasSubstr("frame 0 to frame 7,980"));

  ASSERT_EQ(
      Type({"backtest", "--tallies", Path("tallies"), "--false-alarms", "1e-6", "--alarms", Path("strict.jsonl")}),
      kExitDone);
  EXPECT_GT(FirstOfBob("strict.jsonl"), FirstOfBob("replay.jsonl")) << "a stricter budget takes more evidence";
  EXPECT_EQ(Type({"backtest", "--tallies", Path("tallies"), "--tick", "1h"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("in the order of their files"));
}

TEST_F(ReplayRatesTest, TalliesInJsonLinesAreTheSame) {
  const std::string labels = Labels("labels.json", 3000, 3000);
  ASSERT_EQ(Type({"replay", "--labels", labels, "--tallies", Path("tallies.jsonl")}), kExitDone) << err_;
  EXPECT_THAT(Slurp("tallies.jsonl"), HasSubstr(R"("frames_in_order":"3000")"));
  ASSERT_EQ(Type({"backtest", "--tallies", Path("tallies.jsonl"), "--json"}), kExitDone) << err_;
  EXPECT_THAT(out_, HasSubstr(R"("first":0,"last":2980,)"));
}

TEST_F(ReplayRatesTest, HeldToTheBaselinesOfOneFileTheNextTellsFromItsFirstFramesOn) {
  const std::string may = Labels("may.json", 6000, 6000), june = Labels("june.json", 2000, 0);
  ASSERT_EQ(Type({"replay", "--labels", may, "--save-calibration", Path("calibration"), "--save-baselines",
                  Path("baselines")}),
            kExitDone)
      << err_;
  ASSERT_THAT(out_, HasSubstr("alarms: none"));
  ASSERT_EQ(Type({"replay", "--labels", june, "--alarms", Path("alone.jsonl")}), kExitDone);
  EXPECT_THAT(Slurp("alone.jsonl"), IsEmpty()) << "alone it learns that this is usual";
  ASSERT_EQ(Type({"replay", "--labels", june, "--alarms", Path("held.jsonl"), "--calibration", Path("calibration"),
                  "--baselines", Path("baselines")}),
            kExitDone)
      << err_;
  EXPECT_THAT(out_, HasSubstr("annotator bob: duplicate rose to"));
  EXPECT_THAT(out_, HasSubstr("since about frame 0;"));
  EXPECT_THAT(Slurp("held.jsonl"), Not(HasSubstr(R"("value":"ann")")));
}

TEST_F(ReplayRatesTest, BaselinesThatDoNotFitAreRefusedInASentence) {
  const std::string labels = Labels("labels.json", 3000, 3000);
  ASSERT_EQ(Type({"replay", "--labels", labels, "--save-calibration", Path("calibration"), "--save-baselines",
                  Path("baselines")}),
            kExitDone)
      << err_;
  EXPECT_FALSE(fs::exists(Path("baselines.part")));
  EXPECT_EQ(Type({"replay", "--labels", labels, "--baselines", Path("baselines")}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("--calibration"));
  EXPECT_EQ(Type({"replay", "--labels", labels, "--calibration", Path("calibration"), "--baselines", labels}),
            kExitUsage);
  EXPECT_THAT(err_, HasSubstr("these are no baselines that were saved"));
  std::ofstream(Path("counts.csv")) << "time,dimension,value,kind,frames,flagged\n0001000000000,overall,,track,1,0\n";
  EXPECT_EQ(Type({"backtest", "--tallies", Path("counts.csv"), "--baselines", Path("baselines")}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("learnt over frames in their order, but rates follow label times here"));
}

}  // namespace
}  // namespace labelwatch
