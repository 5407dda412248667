// What a worker learns between two commits counts if and only if the commit succeeds, and once.

#include "detectors/learning/working_copy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "detectors/inspector.h"
#include "detectors/learning/learned_models.h"
#include "detectors/learning/learning_stage.h"
#include "detectors/learning/next_calibration.h"
#include "detectors/learning/renumber.h"
#include "schema/calibration_codec.h"
#include "schema/tally_codec.h"
#include "tests/detectors/learning_stream.h"

namespace labelwatch {
namespace {

class WorkingCopyTest : public testing::Test {
 protected:
  LearningStage Stage() { return {FirstCalibration(options_), options_}; }
  WorkingCopy Copy(const LearningStage& stage, const std::string& worker = "a") {
    return {options_, classes_, stage.Of(worker)};
  }

  void Judge(WorkingCopy& copy, std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      inspector_.Inspect(stream_.Frame(i).Frame(), *copy.Current(), copy.Sums());
      copy.FrameDone();
    }
  }

  static Tally TallyOf(const WorkingCopy& copy, const std::string& worker = "a") {
    Tally tally;
    tally.worker = worker;
    tally.lessons = copy.LearntSinceCommit();
    return tally;
  }

  void Commit(WorkingCopy& copy, LearningStage& stage, const std::string& worker = "a") {
    stage.Apply(TallyOf(copy, worker));
    copy.Committed(stage.Of(worker));
  }

  static std::string Text(const LearningStage& stage) { return CalibrationToJson(*stage.Current()); }

  static InspectOptions WithBudget() {
    InspectOptions options;
    options.flag_per_1000 = 50;
    return options;
  }

  InspectOptions options_ = WithBudget();
  NameTable classes_{20};
  LearningStream stream_{classes_};
  Inspector inspector_{options_, classes_};
};

TEST_F(WorkingCopyTest, CommitsDoNotChangeWhatAStreamTeaches) {
  LearningStage once = Stage(), often = Stage();
  WorkingCopy one = Copy(once), other = Copy(often);
  Judge(one, 0, 300);
  Commit(one, once);
  for (std::size_t i = 0; i < 300; i += 37) {  // most commits cut a block
    Judge(other, i, std::min<std::size_t>(i + 37, 300));
    Commit(other, often);
  }
  EXPECT_EQ(Text(once), Text(often));
  EXPECT_GT(once.Current()->version, 30U) << "little was learned";
}

TEST_F(WorkingCopyTest, AnAbortedCommitIsAsIfItHadNotBeenTried) {
  LearningStage stage = Stage(), undisturbed = Stage();
  WorkingCopy copy = Copy(stage), calm = Copy(undisturbed);
  Judge(copy, 0, 101);
  Commit(copy, stage);
  const std::string before = Text(stage);
  Judge(copy, 200, 290);  // frames that will come another time
  copy.Aborted();
  EXPECT_EQ(Text(stage), before);
  Judge(copy, 101, 200);
  Commit(copy, stage);

  Judge(calm, 0, 101);
  Commit(calm, undisturbed);
  Judge(calm, 101, 200);
  Commit(calm, undisturbed);
  EXPECT_EQ(Text(stage), Text(undisturbed));
  EXPECT_EQ(CalibrationToJson(*copy.Current()), CalibrationToJson(*calm.Current()));
}

TEST_F(WorkingCopyTest, AFeedThatHearsLaterDoesNotHoldTheCopyBack) {
  LearningStage stage = Stage(), prompt = Stage();
  WorkingCopy copy = Copy(stage), reference = Copy(prompt);
  std::vector<Tally> under_way;
  for (std::size_t i = 0; i < 400; i += 50) {
    Judge(copy, i, i + 50);
    under_way.push_back(TallyOf(copy));
    if (under_way.size() == 3) {
      for (const Tally& tally : under_way) EXPECT_TRUE(stage.Apply(tally));
      under_way.clear();
    }
    copy.Committed(stage.Of("a"));
    Judge(reference, i, i + 50);
    Commit(reference, prompt);
  }
  for (const Tally& tally : under_way) stage.Apply(tally);
  EXPECT_EQ(Text(stage), Text(prompt));
}

TEST_F(WorkingCopyTest, ARepeatedTallyTeachesOnce) {
  LearningStage stage = Stage();
  WorkingCopy copy = Copy(stage);
  Judge(copy, 0, 100);
  const Tally tally = TallyOf(copy);
  EXPECT_TRUE(stage.Apply(tally));
  const std::string before = Text(stage);
  EXPECT_FALSE(stage.Apply(tally));
  EXPECT_EQ(Text(stage), before);
}

TEST_F(WorkingCopyTest, WithoutTransactionsInputThatWasCoveredTeachesOnce) {
  LearningStage stage = Stage();
  WorkingCopy first = Copy(stage);
  Judge(first, 0, 100);
  Tally tally = TallyOf(first);
  tally.transaction = false;
  tally.covered = {{0, {0, 0}, {100, 100}, 5}};
  EXPECT_TRUE(stage.Apply(tally));
  const std::string before = Text(stage);
  // The offsets were not committed: after the crash the same frames are judged again, and some more.
  WorkingCopy again = Copy(stage);
  Judge(again, 0, 120);
  tally.lessons = again.LearntSinceCommit();
  tally.covered = {{0, {0, 0}, {120, 120}, 6}};
  EXPECT_FALSE(stage.Apply(tally));
  EXPECT_EQ(Text(stage), before);
}

TEST_F(WorkingCopyTest, TwoWorkersCountEveryFrameOnceAndHearOfEachOther) {
  LearningStage stage = Stage();
  WorkingCopy a = Copy(stage, "a"), b = Copy(stage, "b");
  for (std::size_t i = 0; i < 400; i += 40) {
    Judge(a, i, i + 24);  // whole blocks
    Judge(b, i + 24, i + 40);
    Commit(a, stage, "a");
    Commit(b, stage, "b");
  }
  EXPECT_EQ(stage.Current()->models[0]->frames, 400U);
  EXPECT_NEAR(stage.Current()->budget->frames, 395, 5) << "400, of which the older ones count less";
  EXPECT_EQ(b.Current(), stage.Current()) << "who committed last judges by what all have learnt";
  float largest = 0;
  for (const float weight : stage.Current()->models[0]->kinds[0].weights) largest = std::max(largest, std::abs(weight));
  EXPECT_LT(largest, 5) << "moves of copies must not add up";
}

TEST_F(WorkingCopyTest, OfTwoCopiesThatMoveAloneTheMeanIsTaken) {
  LearningStage stage = Stage();
  WorkingCopy a = Copy(stage, "a"), b = Copy(stage, "b");
  Judge(a, 0, 80);
  Judge(b, 80, 160);
  const std::size_t w = 1;  // the linear weight of missing
  const auto weight = [&](const Calibration& of) { return of.models[0]->kinds[0].weights[w]; };
  const auto curvature = [&](const Calibration& of) { return of.models[0]->kinds[0].curvature[w]; };
  const float start = NewModel("yolo", *stage.Current()).kinds[0].weights[w];
  const float of_a = weight(*a.Current()), of_b = weight(*b.Current());
  const float v_a = curvature(*a.Current()), v_b = curvature(*b.Current());
  stage.Apply(TallyOf(a, "a"));
  EXPECT_EQ(weight(*stage.Current()), of_a) << "nobody else had taught it";
  stage.Apply(TallyOf(b, "b"));
  EXPECT_FLOAT_EQ(weight(*stage.Current()), of_a + 0.5F * (of_b - start)) << "80 of 160 frames";
  EXPECT_NEAR(curvature(*stage.Current()), v_a + v_b, 0.01 * (v_a + v_b)) << "but for what is forgotten";
}

// What a topic does: the tally as bytes, in a process whose classes have other numbers.
TEST_F(WorkingCopyTest, ATallyTeachesAnotherProcessTheSame) {
  LearningStage here = Stage(), there = Stage();
  WorkingCopy copy = Copy(here);
  NameTable others{20};
  for (const char* name : {"c", "b", "a"}) others.Add(name);
  for (std::size_t i = 0; i < 300; i += 75) {
    Judge(copy, i, i + 75);
    const auto read = DecodeTally(EncodeTally(TallyOf(copy)));
    ASSERT_TRUE(read) << read.error().message;
    Tally tally = *read;
    tally.lessons = Renumber(read->lessons, others);
    EXPECT_TRUE(there.Apply(tally));
    Commit(copy, here);
  }
  // Back in the numbers of this process nothing may differ.
  auto back = std::make_shared<Calibration>(Renumber(*there.Current(), classes_));
  EXPECT_EQ(*back->models[0], *here.Current()->models[0]);
  EXPECT_EQ(*back->pool, *here.Current()->pool);
  EXPECT_EQ(*back->contributions, *here.Current()->contributions);
  EXPECT_EQ(*back->budget, *here.Current()->budget);
  EXPECT_EQ(back->version, here.Current()->version);
}

TEST_F(WorkingCopyTest, AWorkerGoesOnFromASavedStateInTheMiddleOfABlock) {
  LearningStage whole = Stage();
  WorkingCopy uninterrupted = Copy(whole);
  Judge(uninterrupted, 0, 300);
  Commit(uninterrupted, whole);

  LearningStage stage = Stage();
  WorkingCopy before = Copy(stage);
  Judge(before, 0, 101);
  Commit(before, stage);
  const auto state = DecodeLearningState(EncodeLearningState(stage.State()));
  ASSERT_TRUE(state) << state.error().message;
  LearningStage restored = Stage();
  restored.Restore(*state, classes_);
  WorkingCopy after = Copy(restored);
  EXPECT_EQ(after.Sums().frames, 101U % 8);
  Judge(after, 101, 300);
  Commit(after, restored);
  EXPECT_EQ(Text(restored), Text(whole));
}

// The block at a commit may hold classes that no step has named yet; what stands on the topic must be read all the
// same.
TEST_F(WorkingCopyTest, ABlockThatIsNotFullTravelsWithTheNamesOfItsClasses) {
  LearningStage stage = Stage();
  WorkingCopy copy = Copy(stage);
  Judge(copy, 0, 3);  // fewer than a block
  const Tally tally = TallyOf(copy);
  EXPECT_EQ(tally.lessons.Steps(), 0U);
  const auto read = DecodeTally(EncodeTally(tally));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->lessons.open, tally.lessons.open);
  stage.Apply(*read);
  const auto state = DecodeLearningState(EncodeLearningState(stage.State()));
  ASSERT_TRUE(state) << state.error().message;
}

TEST_F(WorkingCopyTest, OfManyWorkersTheOneNotHeardOfForLongestIsForgotten) {
  LearningStage stage = Stage();
  WorkingCopy stays = Copy(stage, "stays");
  for (std::size_t i = 0; i < 2 * LearningStage::kWorkers; ++i) {
    Tally tally;
    tally.worker = "gone " + std::to_string(i);
    tally.lessons = Copy(stage).LearntSinceCommit();
    stage.Apply(tally);
    if (i % 100 != 0) continue;
    Judge(stays, i, i + 3);
    Commit(stays, stage, "stays");
    const auto state = DecodeLearningState(EncodeLearningState(stage.State()));
    ASSERT_TRUE(state) << state.error().message;
    stage.Restore(*state, classes_);
  }
  EXPECT_EQ(stage.State().teachers.size(), LearningStage::kWorkers);
  EXPECT_TRUE(stage.State().teachers.contains("gone 511"));
  EXPECT_EQ(stage.Of("stays").commits, 6U);
  EXPECT_EQ(stage.Of("stays").open.frames, 18U % 8);
}

// What the workers of a process share: run under the thread sanitizer.
TEST_F(WorkingCopyTest, WorkersInThreadsOfTheirOwnTeachOneStage) {
  LearningStage stage = Stage();
  stream_.Frame(400);  // made here, not in the threads
  const auto work = [&](const std::string& worker, std::size_t from) {
    WorkingCopy copy = Copy(stage, worker);
    Inspector inspector(options_, classes_);
    for (std::size_t i = from; i < from + 200; ++i) {
      inspector.Inspect(stream_.Frame(i).Frame(), *copy.Current(), copy.Sums());
      copy.FrameDone();
      if (i % 10 == 0) Commit(copy, stage, worker);
    }
    Commit(copy, stage, worker);
  };
  std::thread a(work, "a", 0), b(work, "b", 200);
  a.join();
  b.join();
  EXPECT_EQ(stage.Current()->models[0]->frames + stage.Of("a").open.frames + stage.Of("b").open.frames, 400U);
}

TEST_F(WorkingCopyTest, FrozenNothingMoves) {
  options_.frozen = true;
  LearningStage stage = Stage();
  WorkingCopy copy = Copy(stage);
  Judge(copy, 0, 100);
  Commit(copy, stage);
  EXPECT_EQ(stage.Current()->version, 0U);
}

// Weights pinned long ago, those of now.
TEST_F(WorkingCopyTest, RenewingAModelPinsItsWeightsAnewAndWorkersKeepThat) {
  options_.rate_after_frames = 100;
  LearningStage stage = Stage();
  WorkingCopy copy = Copy(stage);
  Judge(copy, 0, 200);
  Commit(copy, stage);
  Judge(copy, 200, 400);
  Commit(copy, stage);
  const auto kind = [&](const Calibration& calibration) { return calibration.models.at(0)->kinds[0]; };
  ASSERT_TRUE(kind(*stage.Current()).Pinned());
  ASSERT_NE(kind(*stage.Current()).pinned, kind(*stage.Current()).weights);

  RatesAct act;
  act.which.dimension = Dimension::kAnnotator;
  EXPECT_FALSE(stage.Apply(act)) << "others still stand on the former weights";
  act.which = {};
  const auto before = *stage.Current();
  Judge(copy, 400, 450);  // on the way while somebody renews
  const Tally on_the_way = TallyOf(copy);
  EXPECT_TRUE(stage.Apply(act));
  EXPECT_EQ(stage.Current()->version, before.version + 1);
  EXPECT_EQ(kind(*stage.Current()).pinned, kind(before).weights);
  stage.Apply(on_the_way);
  copy.Committed(stage.Of("a"));
  Judge(copy, 450, 600);
  Commit(copy, stage);
  EXPECT_EQ(kind(*stage.Current()).pinned, kind(before).weights);
  EXPECT_EQ(kind(*copy.Current()).pinned, kind(before).weights);
}

TEST_F(WorkingCopyTest, RenewingOneKindPinsItAlone) {
  options_.rate_after_frames = 100;
  LearningStage stage = Stage();
  WorkingCopy copy = Copy(stage);
  Judge(copy, 0, 200);
  Commit(copy, stage);
  Judge(copy, 200, 400);
  Commit(copy, stage);
  const auto before = stage.Current()->models.at(0)->kinds;
  RatesAct act;
  act.which.kind = SeriesKindOf(kLearnedKinds[1]);
  EXPECT_TRUE(stage.Apply(act));
  const auto& after = stage.Current()->models.at(0)->kinds;
  EXPECT_EQ(after[0].pinned, before[0].pinned);
  EXPECT_EQ(after[1].pinned, before[1].weights);
  act.which.kind = SeriesKind::kUnmatchedLabel;
  EXPECT_FALSE(stage.Apply(act));
  act.which = {{}, {}, {}, "another"};
  EXPECT_FALSE(stage.Apply(act));
}

}  // namespace
}  // namespace labelwatch
