#include "schema/attribution.h"

#include <gmock/gmock.h>

namespace labelwatch {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// A frame of Ann's with a label of her own and one of Bob's, seen by yolo@7.
class AttributionTest : public testing::Test {
 protected:
  AttributionTest() {
    frame_.annotator = "ann";
    frame_.source = "cam_1";
    frame_.labels.resize(2);
    frame_.labels[0].class_id = names_.classes.Add("dog");
    frame_.labels[1].class_id = names_.classes.Add("cat");
    frame_.labels[1].annotator = "bob";
    predictions_.resize(1);
    predictions_[0].model = "yolo";
    predictions_[0].model_version = "7";
  }

  // "class cat", "annotator bob", ...
  std::string Text(Dimension dimension, NameId value) const {
    return std::string(names_.Dimensions()[Place(dimension)].word) + " " +
           std::string(names_.Of(dimension).Name(value));
  }
  std::vector<std::string> SeriesOf(int label, NameId suggested = 0, int model = 0) {
    Finding finding;
    finding.label = label;
    finding.suggested_class = suggested;
    finding.model = static_cast<std::int16_t>(model);
    std::vector<std::string> series;
    attribution_.Start({frame_, predictions_});
    attribution_.ForEachSeries(finding, [&](const SeriesKey& key) {
      if (key.dimension != Dimension::kOverall) series.push_back(Text(key.dimension, key.value));
    });
    return series;
  }

  Names names_;
  LabeledFrame frame_;
  std::vector<PredictedFrame> predictions_;
  Attribution attribution_{names_};
};

TEST_F(AttributionTest, AFindingCountsForItsLabelsSeries) {
  EXPECT_THAT(SeriesOf(0), UnorderedElementsAre("class dog", "annotator ann", "source cam_1", "model yolo@7"));
}

TEST_F(AttributionTest, WhatALabelSaysItselfGoesBeforeTheFrame) {
  EXPECT_THAT(SeriesOf(1), UnorderedElementsAre("class cat", "annotator bob", "source cam_1", "model yolo@7"));
}

TEST_F(AttributionTest, AMissingLabelCountsForTheSuggestedClassAndTheFramesAnnotator) {
  EXPECT_THAT(SeriesOf(-1, names_.classes.Add("fox")),
              UnorderedElementsAre("class fox", "annotator ann", "source cam_1", "model yolo@7"));
}

TEST_F(AttributionTest, WhatHasNoValueCountsForNone) {
  frame_.annotator = frame_.source = {};
  EXPECT_THAT(SeriesOf(0, 0, -1), UnorderedElementsAre("class dog"));
  EXPECT_THAT(SeriesOf(1, 0, -1), UnorderedElementsAre("class cat", "annotator bob"));
}

TEST_F(AttributionTest, EveryFindingCountsOverall) {
  std::vector<SeriesKey> keys;
  attribution_.Start({frame_, predictions_});
  attribution_.ForEachSeries({}, [&](const SeriesKey& key) { keys.push_back(key); });
  EXPECT_THAT(keys, Contains(SeriesKey{Dimension::kOverall, 0, SeriesKindOf(Kind::kMissing)}));
}

TEST_F(AttributionTest, AValueBeyondTheLimitIsOther) {
  NameLimits limits = DefaultNameLimits();
  limits[Place(Dimension::kAnnotator)] = 1;
  Names names(limits);
  Attribution attribution(names);
  attribution.Start({frame_, predictions_});
  EXPECT_EQ(attribution.Own().front().value, NameTable::kOther);
}

TEST_F(AttributionTest, OnlyWhatDiffersFromTheFrameIsALabelsOwn) {
  frame_.labels[1].annotator = "ann";
  attribution_.Start({frame_, predictions_});
  EXPECT_THAT(attribution_.Own(), IsEmpty());
}

TEST_F(AttributionTest, TheFrameBeforeLeavesNothingBehind) {
  SeriesOf(1);
  frame_ = {};
  predictions_.clear();
  EXPECT_THAT(SeriesOf(-1), UnorderedElementsAre("class other"));
}

}  // namespace
}  // namespace labelwatch
