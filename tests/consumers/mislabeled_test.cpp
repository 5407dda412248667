// Mislabel rates of classes. (Those of everything, annotators and sources: verdict_book_test.)

#include "consumers/labeling/mislabeled.h"

#include <gmock/gmock.h>

#include <random>

namespace labelwatch {
namespace {

using testing::ElementsAre;

// Frames as a book knows them.
class MislabeledTest : public testing::Test {
 protected:
  AskedFrame& Add(const std::vector<std::string>& classes, ReviewArm arm = ReviewArm::kFlagged,
                  double probability = 1) {
    const std::string id = std::to_string(frames_.size());
    AskedFrame& frame = frames_[id];
    frame.frame_id = id;
    frame.classes = classes;
    frame.arm = arm;
    frame.probability = probability;
    order_.push_back(&frame);
    return frame;
  }
  void Say(AskedFrame& frame, bool error, const std::vector<std::string>& wrong = {}) {
    frame.said = error;
    frame.wrong_classes = wrong;
    frame.order = ++decided_;
  }
  std::vector<ReviewStatus::Mislabeled> Rates() const {
    std::vector<ReviewStatus::Mislabeled> classes;
    for (ReviewStatus::Mislabeled& row : MislabeledRates({frames_, order_}, 100)) {
      if (row.dimension == "class") classes.push_back(std::move(row));
    }
    return classes;
  }
  ReviewStatus::Mislabeled Of(const std::string& name) const {
    for (const ReviewStatus::Mislabeled& row : Rates()) {
      if (row.value == name) return row;
    }
    ADD_FAILURE() << "no rate of class " << name;
    return {};
  }

  std::unordered_map<std::string, AskedFrame> frames_;
  std::vector<const AskedFrame*> order_;
  std::uint64_t decided_ = 0;
};

TEST_F(MislabeledTest, AClassIsWrongInFramesWhereItsLabelsAre) {
  for (int i = 0; i < 10; ++i)
    Say(Add({"car", "dog"}), i < 4, i < 4 ? std::vector<std::string>{"dog"} : std::vector<std::string>{});
  for (int i = 0; i < 10; ++i) Say(Add({"car"}), false);
  EXPECT_EQ(Of("car").rate, 0) << "errors of dogs are none of cars";
  EXPECT_EQ(Of("car").verdicts, 20U);
  EXPECT_EQ(Of("dog").rate, 0.4) << "of the frames that hold a dog";
  EXPECT_EQ(Of("dog").verdicts, 10U);
}

TEST_F(MislabeledTest, AFindingThatIsAnErrorTellsItsClass) {
  AskedFrame& frame = Add({"car", "dog"});
  frame.findings = {{"1", "dog", Decision::kAccepted, 1, false}, {"2", "car", Decision::kRejected, 1, false}};
  frame.order = ++decided_;
  EXPECT_EQ(Of("dog").rate, 1);
  EXPECT_EQ(Of("car").rate, 0);
}

// Somebody answers an audit on the page: something is wrong.
TEST_F(MislabeledTest, WhereNobodySaidWhatIsWrongEachClassMayBe) {
  for (int i = 0; i < 100; ++i) Say(Add({"car"}), false);
  const Interval before = Of("car").bounds;
  for (int i = 0; i < 20; ++i) Say(Add({"car"}), true);
  const ReviewStatus::Mislabeled after = Of("car");
  EXPECT_NEAR(after.rate, 10 / 120.0, 1e-9);
  EXPECT_LT(after.bounds.low, 0.01) << "perhaps none";
  EXPECT_GT(after.bounds.high, 20 / 120.0) << "perhaps all of them";
  EXPECT_LT(before.high, after.bounds.high);
  EXPECT_FALSE(after.recall_known);
}

TEST_F(MislabeledTest, ClassesWithMostVerdictsAreToldFirst) {
  for (int i = 0; i < 3; ++i) Say(Add({"car"}), false);
  for (int i = 0; i < 2; ++i) Say(Add({"dog", "cat"}), false);
  Add({"bus"});
  std::vector<std::string> told;
  for (const ReviewStatus::Mislabeled& row : MislabeledRates({frames_, order_}, 2)) {
    if (row.dimension == "class") told.push_back(row.value);
  }
  EXPECT_THAT(told, ElementsAre("car", "cat"));
}

// 400 reviewed frames of a class each, looked at every 50.
TEST_F(MislabeledTest, BoundsHoldAtAnyTimeLooked) {
  constexpr int kStreams = 100;
  constexpr double kFlagged = 0.15, kWrongFlagged = 0.5, kWrongElse = 0.03, kAudited = 0.25;
  constexpr double kTrue = kFlagged * kWrongFlagged + (1 - kFlagged) * kWrongElse;
  int held = 0;
  double width = 0;
  for (int stream = 0; stream < kStreams; ++stream) {
    frames_.clear();
    order_.clear();
    std::mt19937 random(static_cast<unsigned>(stream));
    std::uniform_real_distribution<double> share;
    bool holds = true;
    while (frames_.size() < 400) {
      const bool flagged = share(random) < kFlagged;
      if (!flagged && share(random) >= kAudited) continue;
      AskedFrame& frame =
          Add({"car", "dog"}, flagged ? ReviewArm::kFlagged : ReviewArm::kAudit, flagged ? 1 : kAudited);
      const bool wrong = share(random) < (flagged ? kWrongFlagged : kWrongElse), other = share(random) < 0.1;
      std::vector<std::string> classes;
      if (wrong) classes.emplace_back("car");
      if (other) classes.emplace_back("dog");
      const bool told = flagged || share(random) < 0.8;  // else an audit on the page
      Say(frame, wrong || other, told ? classes : std::vector<std::string>{});
      if (frames_.size() % 50 != 0) continue;
      const Interval bounds = Of("car").bounds;
      holds = holds && bounds.low <= kTrue && kTrue <= bounds.high;
    }
    held += holds;
    width += Of("car").bounds.high - Of("car").bounds.low;
  }
  RecordProperty("held", held);
  EXPECT_GE(held, kStreams * 95 / 100);
  EXPECT_LT(width / kStreams, 0.25) << "and they say something";
}

}  // namespace
}  // namespace labelwatch
