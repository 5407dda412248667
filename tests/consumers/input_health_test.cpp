// What is said of a whole input, and what is not.

#include "consumers/input_health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "consumers/outcome.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class InputHealthTest : public testing::Test {
 protected:
  // Thirty frames with one label and one prediction each.
  InputSample Sampled(const Box& label, const Box& prediction, const char* named, bool crowd = false) {
    InputSample sample;
    for (int i = 0; i < 30; ++i) {
      LabeledFrame labels;
      labels.image_width = 64;
      labels.image_height = 48;
      Label& one = labels.labels.emplace_back();
      one.class_id = names_.classes.Add("car");
      one.shape = {ShapeKind::kBox, label, {}};
      one.crowd = crowd;
      PredictedFrame predicted;
      predicted.model = "m";
      predicted.predictions.push_back({{ShapeKind::kBox, prediction, {}}, names_.classes.Add(named), 0.9, {}, 0, 0});
      sample.Add(JoinedFrame{labels, {&predicted, 1}});
    }
    return sample;
  }
  static std::uint64_t& At(StreamCounts& counts, Side side, Outcome outcome) {
    return counts.outcomes[static_cast<std::size_t>(side)][static_cast<std::size_t>(outcome)];
  }

  Names names_;
  StreamCounts counts_;
};

TEST_F(InputHealthTest, AGoodInputIsSilent) {
  counts_.Of(Dimension::kClass).resize(3);
  counts_.Of(Dimension::kClass)[1].labels = 30;
  EXPECT_THAT(InputWarnings(counts_, Sampled({10, 10, 30, 30}, {11, 10, 31, 30}, "car"), names_), IsEmpty());
  EXPECT_THAT(InputWarnings(counts_, Sampled({10, 10, 30, 30}, {11, 10, 31, 30}, "truck"), names_), IsEmpty());
}

TEST_F(InputHealthTest, LabelsThatAreAllMarkedAreNotJudged) {
  EXPECT_THAT(InputWarnings(counts_, Sampled({10, 10, 30, 30}, {10, 10, 30, 30}, "car", true), names_),
              ElementsAre(HasSubstr("all 30 labels are marked (30 as crowd), so that none is judged")));
}

TEST_F(InputHealthTest, PredictionsBesideAllLabels) {
  counts_.Of(Dimension::kClass).resize(3);
  counts_.Of(Dimension::kClass)[1].labels = 30;
  EXPECT_THAT(InputWarnings(counts_, Sampled({10, 10, 30, 30}, {50, 40, 53, 47}, "truck"), names_),
              ElementsAre(HasSubstr("hardly any prediction of m lies on a label (0 of 30 that could)")));
}

TEST_F(InputHealthTest, NoFrameInCommon) {
  At(counts_, Side::kLabels, Outcome::kLabelOnly) = 3;
  At(counts_, Side::kPredictions, Outcome::kPredictionOnly) = 4;
  EXPECT_THAT(InputWarnings(counts_, {}, names_), ElementsAre(HasSubstr("not one frame id in common")));
  At(counts_, Side::kLabels, Outcome::kJoined) = 1;
  EXPECT_THAT(InputWarnings(counts_, {}, names_), IsEmpty());
}

TEST_F(InputHealthTest, SeveralAnnotatorsInOneFrame) {
  InputSample sample;
  LabeledFrame labels;
  for (const char* annotator : {"ann", "bob"}) {
    Label& label = labels.labels.emplace_back();
    label.class_id = names_.classes.Add("car");
    label.shape = {ShapeKind::kBox, {10, 10, 30, 30}, {}};
    label.annotator = annotator;
  }
  for (int i = 0; i < 6; ++i) sample.Add(JoinedFrame{labels, {}});
  EXPECT_THAT(InputWarnings(counts_, sample, names_),
              testing::Contains(HasSubstr("12 of 12 labels of frames with several annotators")));
  labels.labels[1].shape.bounds = {50, 10, 70, 30};  // another object: they share the work
  InputSample shared;
  for (int i = 0; i < 6; ++i) shared.Add(JoinedFrame{labels, {}});
  EXPECT_THAT(InputWarnings(counts_, shared, names_), testing::Not(testing::Contains(HasSubstr("annotators"))));
}

TEST_F(InputHealthTest, SeveralAnnotatorsUnderOneFrameId) {
  counts_.records[0] = 40;
  At(counts_, Side::kLabels, Outcome::kDuplicate) = 30;
  EXPECT_THAT(InputWarnings(counts_, {}, names_), ElementsAre(HasSubstr("30 of 40 labeled frames repeat a frame id")));
  At(counts_, Side::kLabels, Outcome::kDuplicate) = 4;  // a producer that tries again
  EXPECT_THAT(InputWarnings(counts_, {}, names_), IsEmpty());
}

}  // namespace
}  // namespace labelwatch
