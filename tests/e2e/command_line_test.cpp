// The commands as a new user types them: right, wrong, twice, and interrupted.

#include <gmock/gmock.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "command.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;

const std::string kSample = LABELWATCH_REPOSITORY "/deploy/sample";

std::vector<std::string> ReplaySample(std::vector<std::string> more) {
  std::vector<std::string> arguments = {"replay",
                                        "--labels",
                                        kSample + "/labels_staged.json",
                                        "--predictions",
                                        "xl=" + kSample + "/detections_yolo-fastest-1.1-xl.json",
                                        "--predictions",
                                        "small=" + kSample + "/detections_yolo-fastest-1.1.json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::size_t Lines(const std::string& text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }

TEST(CommandLineTest, HelpHasExamplesAndVersionIsToldOnStdout) {
  for (const char* command :
       {"run", "replay", "backtest", "publish", "top", "convert", "export", "ontology", "check-config"}) {
    const Finished help = RunCommand({command, "--help"});
    EXPECT_EQ(help.exit_code, 0) << command;
    EXPECT_THAT(help.out, HasSubstr("Example")) << command;
  }
  EXPECT_THAT(RunCommand({"--version"}).out, HasSubstr("labelwatch "));
}

TEST(CommandLineTest, WhereTheLogIsJsonEveryLineOnStandardErrorIs) {
  const std::string config = FreshFolder() + "/labelwatch.yaml";
  std::ofstream(config) << "kafka:\n  brokers: 127.0.0.1:1\n  wait: 100ms\nmetrics:\n  address: 127.0.0.1:0\n"
                           "log:\n  format: json\n";
  const Finished finished = RunCommand({"run", "--config", config});  // nobody there
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.err, HasSubstr("no answer from 127.0.0.1:1"));
  std::istringstream lines(finished.err);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_TRUE(line.starts_with("{\"time\":") && line.ends_with("}")) << line;
  }
}

TEST(CommandLineTest, ActsOnRatesSayWhichSeriesAndWhy) {
  for (const char* act : {"show", "renew", "budget", "silence"}) {
    EXPECT_THAT(RunCommand({"rates", act, "--help"}).out, HasSubstr("Example")) << act;
  }
  const std::string config = FreshFolder() + "/labelwatch.yaml";
  std::ofstream(config)
      << "kafka:\n  brokers: 127.0.0.1:1\n";  // nobody there: what is wrong is said before it is asked
  const auto wrong = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"rates"});
    more.insert(more.end(), {"--config", config});
    const Finished finished = RunCommand(more);
    EXPECT_EQ(finished.exit_code, 2);
    return finished.err;
  };
  EXPECT_THAT(wrong({"renew", "--all"}), HasSubstr("--why"));
  EXPECT_THAT(wrong({"renew", "--why", "w"}), HasSubstr("say which series"));
  EXPECT_THAT(wrong({"renew", "--why", "w", "--all", "--value", "bob"}), HasSubstr("all: means every series"));
  EXPECT_THAT(wrong({"silence", "--why", "w", "--all", "--for", "4"}), HasSubstr("--for"));
  EXPECT_THAT(wrong({"show", "--kind", "wrong"}), HasSubstr("wrong_class"));
}

TEST(CommandLineTest, WrongUsageEndsWithTwoAndNamesIt) {
  EXPECT_EQ(RunCommand({}).exit_code, 2);
  EXPECT_EQ(RunCommand({"reply"}).exit_code, 2);
  const Finished flag = RunCommand({"replay", "--labels", "x", "--prediction", "y"});
  EXPECT_EQ(flag.exit_code, 2);
  EXPECT_THAT(flag.err, HasSubstr("--prediction"));
  const Finished form = RunCommand({"replay", "--labels", kSample + "/labels.json", "--predictions", "file.json"});
  EXPECT_EQ(form.exit_code, 2);
  EXPECT_THAT(form.err, HasSubstr("NAME=FILE"));
}

// The first findings of a file, each decided.
std::string Decided(const std::string& findings, std::size_t count, const std::string& verdict) {
  std::istringstream lines(findings);
  std::string decided;
  for (std::string line; count > 0 && std::getline(lines, line); --count) {
    decided += "{\"verdict\":\"" + verdict + "\"," + line.substr(1) + "\n";
  }
  return decided;
}

TEST(CommandLineTest, WhatIsDecidedLeavesTheListAndCountsForPrecision) {
  const std::string folder = FreshFolder(), findings = folder + "/findings.jsonl",
                    verdicts = folder + "/verdicts.jsonl";
  const Finished first = RunCommand(ReplaySample({"--findings", findings, "--top", "5"}));
  ASSERT_EQ(first.exit_code, 0) << first.err;
  std::ofstream(verdicts) << Decided(ReadText(findings), 20, "rejected") << "{broken\n";
  const Finished again =
      RunCommand(ReplaySample({"--verdicts", verdicts, "--findings", folder + "/again.jsonl", "--top", "10000"}));
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.err, HasSubstr("verdicts.jsonl:21: not JSON at byte 1"));
  EXPECT_THAT(again.err, HasSubstr("1 verdicts were left out"));
  EXPECT_THAT(again.err, HasSubstr("20 findings are decided by verdicts and left the list"));
  EXPECT_THAT(again.out, HasSubstr("verdicts: 20, 20 rejected"));
  EXPECT_THAT(again.out, HasSubstr("precision: errors among the findings that were decided"));
  const Finished json = RunCommand(ReplaySample({"--verdicts", verdicts, "--json"}));
  EXPECT_THAT(json.out, HasSubstr(R"("rejected":20)"));
  EXPECT_EQ(Lines(json.out), 2u) << "the counts, the precision";
  const Finished none = RunCommand(ReplaySample({"--verdicts", folder + "/none.jsonl"}));
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, HasSubstr("none.jsonl"));
}

TEST(CommandLineTest, MissingAndBrokenFilesAreNamed) {
  const Finished missing = RunCommand({"replay", "--labels", "/no/such.json"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("/no/such.json"));
  const std::string folder = FreshFolder(), path = folder + "/broken.json";
  std::ofstream(path) << R"({"images":[{"id":1,"file_name":"a.jpg")";
  const Finished broken = RunCommand({"replay", "--labels", path});
  EXPECT_NE(broken.exit_code, 0);
  EXPECT_THAT(broken.err, HasSubstr(path));
  std::filesystem::remove_all(folder);
}

TEST(CommandLineTest, ReplayOfTheSampleRanksStagedMistakesFirst) {
  const Finished replay = RunCommand(ReplaySample({"--staged", kSample + "/staged_mistakes.json"}));
  ASSERT_EQ(replay.exit_code, 0) << replay.err;
  EXPECT_THAT(replay.out, HasSubstr("frames with labels: 57 read"));
  // 24 of about 500 labels are staged: a ranking by chance would hold one in twenty.
  std::size_t marked = 0;
  for (auto at = replay.out.find("<== staged"); at != std::string::npos; at = replay.out.find("<== staged", at + 1)) {
    ++marked;
  }
  EXPECT_GE(marked, 5u) << replay.out;
}

TEST(CommandLineTest, TwoReplaysGiveTheSameBytes) {
  const std::string folder = FreshFolder();
  for (const char* name : {"/first", "/second"}) {
    ASSERT_EQ(RunCommand(ReplaySample({"--findings", folder + name})).exit_code, 0);
  }
  const std::string first = ReadText(folder + "/first");
  EXPECT_GT(Lines(first), 500u);
  EXPECT_EQ(first, ReadText(folder + "/second"));
  std::filesystem::remove_all(folder);
}

TEST(CommandLineTest, TopReadsTheFindingsOfReplay) {
  const std::string folder = FreshFolder();
  const Finished replay = RunCommand(ReplaySample({"--findings", folder + "/findings.jsonl", "--top", "10"}));
  ASSERT_EQ(replay.exit_code, 0);
  const Finished top = RunCommand({"top", "--findings", folder + "/findings.jsonl", "-n", "10"});
  ASSERT_EQ(top.exit_code, 0) << top.err;
  EXPECT_THAT(replay.out, HasSubstr(top.out));
  std::filesystem::remove_all(folder);
}

TEST(CommandLineTest, TopRefusesAFindingOfADetectorThatThereIsNot) {
  const std::string folder = FreshFolder(), file = folder + "/findings.jsonl";
  std::ofstream(file) << R"({"frame_id":"f","kind":"duplicate","score":1,"detector":"dulpicate"})";
  const Finished top = RunCommand({"top", "--findings", file});
  EXPECT_EQ(top.exit_code, 2);
  EXPECT_THAT(top.err, HasSubstr(file + ":1: no detector is named 'dulpicate'"));
  std::filesystem::remove_all(folder);
}

TEST(CommandLineTest, TopLeavesOutWhatItCannotReadAndGoesOn) {
  const std::string folder = FreshFolder(), file = folder + "/findings.jsonl";
  std::ofstream(file) << R"({"frame_id":"first","kind":"duplicate","score":1,"detector":"duplicate"})"
                      << "\n{\"frame_id\": \"torn\n"
                      << R"({"frame_id":"other","kind":"duplicate","score":1,"detector":"of a later version"})"
                      << "\n"
                      << R"({"frame_id":"last","kind":"duplicate","score":2,"detector":"duplicate"})"
                      << "\n";
  const Finished top = RunCommand({"top", "--findings", file});
  EXPECT_EQ(top.exit_code, 0);
  EXPECT_THAT(top.out, testing::AllOf(HasSubstr("first"), HasSubstr("last")));
  EXPECT_THAT(top.err, testing::AllOf(HasSubstr("cannot be read: 2"), HasSubstr(file + ":2: ")));
  std::filesystem::remove_all(folder);
}

TEST(CommandLineTest, SavedCalibrationStartsTheNextReplay) {
  const std::string folder = FreshFolder(), file = folder + "/calibration.json";
  ASSERT_EQ(RunCommand(ReplaySample({"--save-calibration", file})).exit_code, 0);
  EXPECT_EQ(RunCommand(ReplaySample({"--calibration", file})).exit_code, 0);
  std::ofstream(file) << "not a calibration";
  const Finished broken = RunCommand(ReplaySample({"--calibration", file}));
  EXPECT_EQ(broken.exit_code, 2);
  EXPECT_THAT(broken.err, HasSubstr(file));
  std::filesystem::remove_all(folder);
}

TEST(CommandLineTest, TopAndReplayChooseAlikeAndSayItAsJson) {
  const std::string folder = FreshFolder(), findings = folder + "/findings.jsonl", chosen = folder + "/chosen.jsonl";
  const std::vector<std::string> missing = {"--kind", "missing", "--class", "person", "--flagged"};
  auto words = missing;
  words.insert(words.end(), {"--findings", findings, "--json"});
  const Finished replay = RunCommand(ReplaySample(words));
  ASSERT_EQ(replay.exit_code, 0) << replay.err;
  EXPECT_EQ(Lines(replay.out), 1U);
  EXPECT_THAT(replay.out, HasSubstr(R"("models":[{"name":"small","labels_paired":)"));
  EXPECT_THAT(replay.out, HasSubstr(R"("warnings":[],"top":[{"finding_id":)"));
  EXPECT_THAT(ReadText(findings), HasSubstr(R"("kind":"spurious")")) << "the lines are of all";
  words = missing;
  words.insert(words.begin(), {"top", "--findings", findings, "--json", "-n", "3"});
  const Finished top = RunCommand(words);
  EXPECT_EQ(Lines(top.out), 3U) << top.err;
  EXPECT_THAT(replay.out, HasSubstr(top.out.substr(0, top.out.find('\n'))));
  std::istringstream lines(top.out);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_THAT(line, HasSubstr(R"("kind":"missing")"));
    EXPECT_THAT(line, HasSubstr(R"("suggested_class":"person")"));
    EXPECT_THAT(line, HasSubstr(R"("flagged":true)"));
  }
  std::ofstream(chosen) << top.out;
  EXPECT_EQ(Lines(RunCommand({"top", "--findings", chosen, "--json"}).out), 3U) << "it is a file of findings";
  EXPECT_EQ(RunCommand({"top", "--findings", findings, "--kind", "missin"}).exit_code, 2);
  std::filesystem::remove_all(folder);
}

TEST(CommandLineTest, WhatWasWrittenIsSaidAsJson) {
  const std::string folder = FreshFolder(), labels = kSample + "/labels_staged.json";
  const Finished convert = RunCommand({"convert", "--labels", labels, "--to", "cvat", folder + "/out.xml", "--json"});
  EXPECT_THAT(convert.out, testing::StartsWith(R"({"frames":57,"labels":)")) << convert.err;
  const Finished both = RunCommand({"convert", "--labels", labels, "--to", "cvat", "-", "--json"});
  EXPECT_EQ(both.exit_code, 2);
  EXPECT_THAT(both.err, HasSubstr("name a file"));
  ASSERT_EQ(RunCommand(ReplaySample({"--save-calibration", folder + "/c.json"})).exit_code, 0);
  EXPECT_THAT(RunCommand({"learnt", "--calibration", folder + "/c.json", "--json"}).out,
              HasSubstr(R"("models":[{"model":"small")"));
  std::filesystem::remove_all(folder);
}

TEST(CommandLineTest, ABudgetFlagsSoManyOfThousandFrames) {
  const auto flagged = [](const std::string& per_1000) {
    const Finished replay = RunCommand(ReplaySample({"--flag-per-1000", per_1000, "--json"}));
    EXPECT_EQ(replay.exit_code, 0) << replay.err;
    const auto at = replay.out.find("\"frames_flagged\":");
    return at == std::string::npos ? -1 : std::stoi(replay.out.substr(at + 17));
  };
  EXPECT_EQ(flagged("10"), 0) << "half a frame of 57 is less than any";
  EXPECT_THAT(flagged("100"), testing::AllOf(testing::Ge(2), testing::Le(9))) << "5.7 by the budget";
  EXPECT_THAT(flagged("500"), testing::AllOf(testing::Ge(20), testing::Le(34))) << "28.5 by the budget";
  EXPECT_EQ(RunCommand(ReplaySample({"--flag-per-1000", "1001"})).exit_code, 2);
}

TEST(CommandLineTest, ASavedBudgetIsToldInWordsAndStartsTheNextReplay) {
  const std::string folder = FreshFolder(), file = folder + "/calibration.json";
  ASSERT_EQ(RunCommand(ReplaySample({"--flag-per-1000", "100", "--save-calibration", file})).exit_code, 0);
  EXPECT_THAT(RunCommand({"learnt", "--calibration", file}).out,
              HasSubstr("Of 1,000 frames 100 are to be flagged: those with a frame score from "));
  const std::string prom = folder + "/out.prom";
  ASSERT_EQ(RunCommand(ReplaySample({"--flag-per-1000", "20", "--calibration", file, "--metrics", prom})).exit_code, 0);
  EXPECT_THAT(ReadText(prom), HasSubstr("\nlabelwatch_flag_budget_ratio 0.02\n"));
  EXPECT_THAT(ReadText(prom), HasSubstr("\nlabelwatch_flag_threshold_log_odds "));
  std::filesystem::remove_all(folder);
}

TEST(CommandLineTest, SecondPassJudgesWithWhatTheFirstLearned) {
  const Finished twice = RunCommand(ReplaySample({"--passes", "2", "--json"}));
  ASSERT_EQ(twice.exit_code, 0) << twice.err;
  EXPECT_THAT(twice.out, HasSubstr(R"("frames_judged":57)"));  // counted once
}

TEST(CommandLineTest, ServedMetricsStayUpUntilInterrupted) {
  Running replay(ReplaySample({"--serve", "127.0.0.1:0"}));
  const std::string told = replay.WaitForError("until Ctrl-C");
  ASSERT_THAT(told, HasSubstr("metrics: http://127.0.0.1:"));
  replay.Signal(SIGINT);
  EXPECT_EQ(replay.Wait().exit_code, 0);
}

TEST(CommandLineTest, ReplayThatIsStoppedFinishesWhatItHas) {
  const std::string folder = FreshFolder();
  Running replay(ReplaySample({"--rate", "1", "--serve", "127.0.0.1:0", "--findings", folder + "/findings.jsonl",
                               "--save-calibration", folder + "/calibration.json", "--report", folder + "/report"}));
  replay.WaitForError("metrics: http://");
  EXPECT_FALSE(std::filesystem::exists(folder + "/findings.jsonl")) << "what is not whole stands beside its place";
  replay.Signal(SIGINT);
  const Finished finished = replay.Wait();
  EXPECT_EQ(finished.exit_code, 130);
  EXPECT_THAT(finished.err, testing::ContainsRegex("stopped before the end of the files, after [0-9]+ of 57 frames"));
  EXPECT_THAT(finished.out, HasSubstr("judged: "));
  // The table, or that there is none: how far it came by then is chance.
  EXPECT_THAT(finished.out, testing::AnyOf(testing::ContainsRegex("error +kind"), HasSubstr("no findings")));
  for (const char* name : {"/findings.jsonl", "/calibration.json", "/report/index.html"}) {
    EXPECT_TRUE(std::filesystem::exists(folder + name)) << name;
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    EXPECT_NE(entry.path().extension(), ".part") << entry.path();
  }
  std::filesystem::remove_all(folder);
}

TEST(CommandLineTest, TerminatedReplaySaysSoWithItsExitCode) {
  Running replay(ReplaySample({"--rate", "1", "--serve", "127.0.0.1:0", "--passes", "2"}));
  replay.WaitForError("metrics: http://");
  replay.Signal(SIGTERM);
  const Finished finished = replay.Wait();
  EXPECT_EQ(finished.exit_code, 143);
  EXPECT_THAT(finished.err, HasSubstr("of the first of two passes: nothing is judged"));
}

TEST(CommandLineTest, ReplayTriesItsOutputsBeforeItReads) {
  const std::string folder = FreshFolder();
  for (const char* option : {"--findings", "--alarms", "--tallies", "--metrics", "--save-calibration"}) {
    const Finished finished = RunCommand(ReplaySample({option, folder + "/missing/out"}));
    EXPECT_NE(finished.exit_code, 0) << option;
    EXPECT_THAT(finished.err, HasSubstr("cannot write " + folder + "/missing/out")) << option;
    EXPECT_THAT(finished.err, testing::Not(HasSubstr("frames"))) << option << ": nothing was read";
  }
  std::filesystem::remove_all(folder);
}

TEST(CommandLineTest, MetricsFileHoldsRecordsThatAddUp) {
  const std::string folder = FreshFolder();
  ASSERT_EQ(RunCommand(ReplaySample({"--metrics", folder + "/out.prom"})).exit_code, 0);
  std::istringstream text(ReadText(folder + "/out.prom"));
  double read = 0, ended = 0;
  for (std::string line; std::getline(text, line);) {
    const auto value = [&] { return std::stod(line.substr(line.rfind(' '))); };
    if (line.starts_with("labelwatch_records_read_total{")) read += value();
    if (line.starts_with("labelwatch_record_outcomes_total{")) ended += value();
  }
  EXPECT_EQ(read, 57 + 56 + 57);
  EXPECT_EQ(ended, read);
  std::filesystem::remove_all(folder);
}

TEST(CommandLineTest, CheckConfigTellsEveryErrorWithItsPlace) {
  EXPECT_EQ(RunCommand({"check-config", LABELWATCH_REPOSITORY "/config/labelwatch.yaml"}).exit_code, 0);
  const std::string folder = FreshFolder(), path = folder + "/wrong.yaml";
  std::ofstream(path) << "join:\n  windw: 10m\ninspect:\n  flag_probability: high\n";
  const Finished wrong = RunCommand({"check-config", path});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr(path + ":2:"));
  EXPECT_THAT(wrong.err, HasSubstr("window"));
  EXPECT_THAT(wrong.err, HasSubstr(path + ":4:"));
  EXPECT_THAT(RunCommand({"check-config", path, "--json"}).out, HasSubstr("\"line\":2"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace labelwatch
