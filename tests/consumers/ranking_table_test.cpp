// The table that people read: what it shows, and what it leaves out.

#include "consumers/ranking_table.h"

#include <gmock/gmock.h>

#include "tests/support/temporary_folder.h"

namespace labelwatch {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

FindingRecord On(std::string frame, std::string label, double score, Kind kind = Kind::kWrongClass) {
  FindingRecord finding;
  finding.frame_id = std::move(frame);
  finding.label_id = std::move(label);
  finding.score = score;
  finding.probability = ProbabilityFromScore(score);
  finding.kind = kind;
  finding.class_name = "car";
  return finding;
}

std::string TableOf(std::initializer_list<FindingRecord> findings, std::size_t width = 0) {
  Ranking ranking(5);
  for (const FindingRecord& finding : findings) ranking.Add(finding);
  return RankingTable(ranking, nullptr, width);
}

TEST(RankingTableTest, MarksKnownMistakesAndSurvivesHostileNames) {
  const TemporaryFolder folder;
  const auto known = KnownMistakes::Read(folder.Write(
      "known.json", R"([{"kind":"meta"},{"kind":"wrong_class","frame_id":"f","annotation_id":7,"bbox":[0,0,9,9]}])"));
  ASSERT_TRUE(known) << known.error().message;
  Ranking ranking(5);
  ranking.Add(On("f", "7", 2.0));
  ranking.Add(On("g\n\x1b[31m" + std::string(2000, 'x'), "7", 1.0));
  const std::string table = RankingTable(ranking, &*known);
  EXPECT_THAT(table, HasSubstr("<== staged"));
  EXPECT_THAT(table, HasSubstr("1 of these 2 are among the 1 staged mistakes"));
  EXPECT_THAT(table, AllOf(HasSubstr("g??[31mxxx"), HasSubstr("xxx..."), Not(HasSubstr(std::string(1001, 'x')))));
}

TEST(RankingTableTest, SaysWhatItsPercentagesMean) {
  FindingRecord sure = On("f", "7", 3.0), rough = On("g", "8", 2.0), certain = On("h", "9", 1.0);
  sure.probability = 0.386;
  rough.probability = 0.71;
  rough.rough = true;
  certain.probability = 0.9951;
  const std::string table = TableOf({sure, rough, certain});
  EXPECT_THAT(table, AllOf(HasSubstr("1  39 %    wrong_class"), HasSubstr("2  ~71 %   wrong_class"),
                           HasSubstr("3  > 99 %  wrong_class")));
  EXPECT_THAT(table,
              HasSubstr("error: of such labels about so many are errors (assumed rate); ~ while few made errors"));
}

TEST(RankingTableTest, NamesStandInFullAndLoseTheirBeginningOnATerminalOnly) {
  const std::string name = "warehouse/2026-03-01/camera-left-front/aisle-17/000012.jpg";
  EXPECT_THAT(TableOf({On(name, "7", 1)}), HasSubstr(name));
  const std::string narrow = TableOf({On(name, "7", 1)}, 60);
  EXPECT_THAT(narrow, AllOf(HasSubstr("..."), HasSubstr("aisle-17/000012.jpg"), Not(HasSubstr("warehouse"))));
  EXPECT_THAT(TableOf({On(name, "7", 1)}, 200), HasSubstr(name));
}

TEST(RankingTableTest, CutsBetweenCharacters) {
  std::string name;
  for (int i = 0; i < 40; ++i) name += "é";
  const std::string table = TableOf({On(name, "7", 1)}, 50);
  const std::string head = table.substr(0, table.find("car"));
  EXPECT_THAT(head, AllOf(HasSubstr("...é"), Not(HasSubstr("...\xa9"))));
}

TEST(RankingTableTest, LeavesEmptyColumnsOut) {
  EXPECT_THAT(TableOf({On("f", "7", 1)}), AllOf(HasSubstr("frame  label  class"), Not(HasSubstr("annotator"))));
  FindingRecord by = On("f", "", 1);
  by.annotator = "bob";
  by.source = "cam3";
  EXPECT_THAT(TableOf({by}), HasSubstr("frame  annotator  source  class")) << "and no label";
}

TEST(RankingTableTest, OneRowForALabelAndOneForATrack) {
  FindingRecord first = On("f1", "1", 3.0, Kind::kTrack), second = On("f2", "2", 2.0), other = On("f2", "3", 1.0);
  first.track_id = second.track_id = "t7";
  FindingRecord loose = On("f1", "1", 0.5, Kind::kInaccurate);
  loose.probability = 0.34;
  const std::string table = TableOf({first, second, other, loose});
  EXPECT_THAT(table, AllOf(HasSubstr("also inaccurate 34 %; 1 more finding in 1 other frame of track t7"),
                           HasSubstr("\n2 "), Not(HasSubstr("\n3 "))));
}

TEST(RankingTableTest, SentencesGoOnInTheNextLineOfATerminal) {
  FindingRecord finding = On("f", "7", 1);
  finding.evidence = "m 0.93 sees a stop sign here and this sentence is much longer than the terminal is wide";
  EXPECT_THAT(TableOf({finding}), HasSubstr("     " + finding.evidence + "\n"));
  const std::string narrow = TableOf({finding}, 50);
  EXPECT_THAT(narrow, HasSubstr("\n     m 0.93 sees a stop sign here and this\n     sentence is much longer"));
}

TEST(RankingTableTest, NothingFound) { EXPECT_EQ(TableOf({}), "no findings\n"); }

}  // namespace
}  // namespace labelwatch
