// A source stops labeling a class: what the monitor learns from it, and what the slow copy of the weights keeps.

#include <gtest/gtest.h>

#include <cstdio>
#include <deque>

#include "detectors/labels/random.h"
#include "detectors/learning/contributions.h"
#include "detectors/learning/working_copy.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

// Four people and four cars in each frame, seen by the model with confidences from 0.5 to 0.95 and a little aside; one
// label in 25 is missing. And two things that are not there, with low confidence.
struct Street {
  NameTable classes{20};
  std::deque<std::string> texts;

  FrameBuilder Frame(std::size_t number, bool people_are_labeled) {
    Random random(Mix(number + 1));
    FrameBuilder frame(classes, 1000, 800);
    frame.Labels().frame_id = texts.emplace_back("frame " + std::to_string(number));
    frame.Model("yolo");
    for (std::size_t i = 0; i < 8; ++i) {
      const std::string name = i < 4 ? "person" : "car";
      const double x = 120.0 * static_cast<double>(i), y = random.Uniform(0, 600);
      const double width = random.Uniform(40, 100), height = random.Uniform(60, 160);
      const bool labeled = random.Below(25) != 0 && (people_are_labeled || i >= 4);
      if (labeled) frame.Label(name, {x, y, x + width, y + height});
      frame.Prediction(name, {x + random.Uniform(-3, 3), y + 2, x + width, y + height}, random.Uniform(0.5, 0.95));
    }
    for (const char* name : {"person", "car"}) {
      const double x = random.Uniform(0, 900);
      frame.Prediction(name, {x, 700, x + random.Uniform(20, 80), 780}, random.Uniform(0.02, 0.5));
    }
    return frame;
  }
};

struct Flagged {
  int people = 0, now = 0, ever = 0;  // unlabeled people that the model is sure of: all, flagged by the weights of now,
                                      // flagged in the end
  double Now() const { return static_cast<double>(now) / people; }
  double Ever() const { return static_cast<double>(ever) / people; }
};

class PoisoningTest : public testing::Test {
 protected:
  PoisoningTest() { options_.learn_all_frames = 1'000'000; }

  Flagged Judge(std::size_t from, std::size_t to, bool people_are_labeled) {
    Flagged flagged;
    Inspector inspector(options_, street_.classes);
    LearningTally sums;
    for (std::size_t i = from; i < to; ++i) {
      const FrameBuilder frame = street_.Frame(i, people_are_labeled);
      const auto calibration = learning_.Current();
      for (const Finding& finding : inspector.Inspect(frame.Frame(), *calibration, sums).findings) {
        const auto& prediction = frame.Frame().predictions[0].predictions;
        if (finding.kind != Kind::kMissing || finding.suggested_class != street_.classes.Find("person")) continue;
        if (prediction[static_cast<std::size_t>(finding.prediction)].score < 0.5) continue;
        ++flagged.people;
        flagged.ever += finding.flagged ? 1 : 0;
        flagged.now += finding.flagged && !finding.by_reference ? 1 : 0;
      }
      if (sums.frames >= options_.block_frames) learning_.Learn(sums);
    }
    return flagged;
  }

  Street street_;
  InspectOptions options_;
  WorkingCopy learning_{options_, street_.classes};
};

TEST_F(PoisoningTest, ASourceThatStopsLabelingAClassDoesNotSilenceTheMonitor) {
  Judge(0, 1000, true);
  const Flagged before = Judge(1000, 1500, true);
  EXPECT_GT(before.Now(), 0.9);
  std::printf("from frame 1500 on nobody labels people; share of unlabeled people that are flagged\n");
  std::printf("%12s %18s %18s\n", "frames since", "by weights of now", "with slow copy");
  std::printf("%12s %18.2f %18.2f\n", "before", before.Now(), before.Ever());
  Flagged flagged;
  for (std::size_t from = 1500; from < 4500; from += 500) {
    flagged = Judge(from, from + 500, false);
    std::printf("%5zu-%6zu %18.2f %18.2f\n", from - 1500, from - 1000, flagged.Now(), flagged.Ever());
  }
  EXPECT_LT(flagged.Now(), 0.1) << "the scenario must be one in which learning alone fails";
  EXPECT_GT(flagged.Ever(), 0.85);
}

TEST_F(PoisoningTest, AClassThatWasNeverLabeledIsLearnedAwayForGood) {
  Judge(0, 1500, false);
  const Flagged flagged = Judge(1500, 2000, false);
  EXPECT_LT(flagged.Ever(), 0.1) << "the reference takes what a class teaches first";
}

TEST(TeachingWeightTest, NoSourceTeachesMoreThanHalf) {
  Contributions contributions;
  LearningTally sums;
  for (int i = 0; i < 100; ++i) sums.AddContribution(i % 4 == 0 ? "a" : "b", "");
  sums.frames = 100;
  CountContributions(sums, contributions);
  LabeledFrame of_a, of_b, of_new;
  of_a.source = "a";
  of_b.source = "b";
  of_new.source = "c";
  EXPECT_FLOAT_EQ(TeachingWeight(&contributions, of_a), 1);
  EXPECT_FLOAT_EQ(TeachingWeight(&contributions, of_b), 25.0F / 75) << "75 frames weigh like the 25 others";
  EXPECT_FLOAT_EQ(TeachingWeight(&contributions, of_new), 1);
  EXPECT_FLOAT_EQ(TeachingWeight(nullptr, of_b), 1);
}

TEST(TeachingWeightTest, AnAnnotatorIsLimitedLikeASource) {
  Contributions contributions;
  LearningTally sums;
  for (int i = 0; i < 110; ++i) sums.AddContribution("camera", i % 11 == 0 ? "ann" : "bob");
  sums.frames = 110;
  CountContributions(sums, contributions);
  LabeledFrame frame;
  frame.source = "camera";
  frame.annotator = "bob";
  EXPECT_FLOAT_EQ(TeachingWeight(&contributions, frame), 0.25F) << "never less than a quarter";
  frame.annotator = "ann";
  EXPECT_FLOAT_EQ(TeachingWeight(&contributions, frame), 1) << "the only source of the stream is not limited";
}

TEST(TeachingWeightTest, OldFramesCountLessAndNamesAreBounded) {
  Contributions contributions;
  LearningTally sums;
  sums.AddContribution("a", "");
  sums.frames = 1000;
  CountContributions(sums, contributions);
  sums.Clear();
  sums.frames = 1000;
  CountContributions(sums, contributions);
  EXPECT_FLOAT_EQ(contributions.sources[0].frames, 0.5F);
  for (int i = 0; i < 2000; ++i) {
    sums.Clear();
    sums.frames = 1;
    sums.AddContribution("source " + std::to_string(i), "");
    CountContributions(sums, contributions);
  }
  EXPECT_EQ(contributions.sources.size(), kMaxContributions);
  EXPECT_NE(contributions.sources.back().name, "a");
}

}  // namespace
}  // namespace labelwatch
