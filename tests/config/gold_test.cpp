// Verdicts of which the truth is known, as the configuration names them.

#include <gmock/gmock.h>

#include "config/commands/verdict_files.h"
#include "tests/support/temporary_folder.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

class GoldTest : public testing::Test {
 protected:
  Config With(const std::string& lines) const {
    Config config;
    config.gold_verdicts = folder_.Write("gold.jsonl", lines);
    config.task.routing.gold = {"known.jpg"};
    return config;
  }

  TemporaryFolder folder_;
};

TEST_F(GoldTest, ItsFramesAreAskedAboutAndItsFindingsAreKnown) {
  Config config = With(
      "{\"finding_id\":\"1\",\"frame_id\":\"b.jpg\",\"kind\":\"missing\",\"verdict\":\"accepted\"}\n"
      "{\"finding_id\":\"2\",\"frame_id\":\"a.jpg\",\"kind\":\"missing\",\"verdict\":\"rejected\"}\n"
      "{\"finding_id\":\"3\",\"frame_id\":\"c.jpg\",\"kind\":\"missing\",\"verdict\":\"undecided\"}\n"
      "no verdict\n");
  const auto truth = TakeGold(config);
  ASSERT_TRUE(truth) << truth.error().message;
  EXPECT_THAT(*truth, UnorderedElementsAre(Pair("1", true), Pair("2", false)));
  EXPECT_THAT(config.task.routing.gold, ElementsAre("a.jpg", "b.jpg", "known.jpg"));
}

TEST_F(GoldTest, WithoutAFileNothingIsKnown) {
  Config config;
  const auto truth = TakeGold(config);
  ASSERT_TRUE(truth);
  EXPECT_THAT(*truth, IsEmpty());
  EXPECT_THAT(config.task.routing.gold, IsEmpty());
}

TEST_F(GoldTest, AFileThatDecidesNothingIsAnError) {
  Config config = With("{\"finding_id\":\"3\",\"frame_id\":\"c.jpg\",\"verdict\":\"undecided\"}\n");
  EXPECT_THAT(TakeGold(config).error().message, HasSubstr("gold.jsonl decides no finding"));
  config.gold_verdicts += ".gone";
  EXPECT_THAT(TakeGold(config).error().message, HasSubstr("gold.jsonl.gone"));
}

}  // namespace
}  // namespace labelwatch
