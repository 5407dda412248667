#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "detectors/labels/random.h"
#include "detectors/matching/box_overlap.h"
#include "detectors/matching/frame_matching.h"
#include "tests/detectors/coco_set.h"
#include "tests/support/oracles.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;

Box BoxOf(const rapidjson::Value& xywh) {
  const double x = xywh[0].GetDouble(), y = xywh[1].GetDouble();
  return {x, y, x + xywh[2].GetDouble(), y + xywh[3].GetDouble()};
}

void ExpectOverlaps(const std::vector<Box>& predictions, const std::vector<Box>& labels, const rapidjson::Value& crowd,
                    const rapidjson::Value& expected) {
  for (rapidjson::SizeType d = 0; d < predictions.size(); ++d) {
    for (rapidjson::SizeType g = 0; g < labels.size(); ++g) {
      const double overlap =
          crowd[g].GetInt() != 0 ? ShareInside(predictions[d], labels[g]) : IoU(predictions[d], labels[g]);
      EXPECT_NEAR(overlap, expected[d][g].GetDouble(), 1e-9) << d << " " << g;
    }
  }
}

TEST(MatchingTest, OverlapsOfMadeBoxesAreTheFractionsThatTheyAre) {
  const auto oracles = Oracles("iou_boxes_synthetic.json");
  const auto cases = Cases(oracles);
  ASSERT_GT(cases.size(), 20U);
  for (const rapidjson::Value* const at : cases) {
    const rapidjson::Value& one = *at;
    SCOPED_TRACE(one["name"].GetString());
    std::vector<Box> predictions, labels;
    for (const auto& box : one["dt"].GetArray()) predictions.push_back(BoxOf(box));
    for (const auto& box : one["gt"].GetArray()) labels.push_back(BoxOf(box));
    ExpectOverlaps(predictions, labels, one["iscrowd"], one["iou"]);
  }
}

TEST(MatchingTest, OverlapsOfRealBoxesAgreeWithPycocotools) {
  const std::string shared = LABELWATCH_SHARED, data = shared + "/data/cocoapi_oracle/";
  const auto text = ReadWholeFile(shared + "/oracles/iou_boxes.json");
  const auto label_text = ReadWholeFile(data + "instances_val2014_100.json");
  const auto result_text = ReadWholeFile(data + "instances_val2014_fakebbox100_results.json");
  if (!text || !label_text || !result_text) GTEST_SKIP() << "no shared data";
  rapidjson::Document images, labels, results;
  images.Parse(text->c_str());
  labels.Parse(label_text->c_str());
  results.Parse(result_text->c_str());
  std::map<std::int64_t, Box> by_id;
  for (const auto& label : labels["annotations"].GetArray()) by_id[label["id"].GetInt64()] = BoxOf(label["bbox"]);
  for (const auto& image : images.GetArray()) {
    std::vector<Box> detections, annotations;
    for (const auto& index : image["detections"].GetArray())
      detections.push_back(BoxOf(results[index.GetUint()]["bbox"]));
    for (const auto& id : image["annotations"].GetArray()) annotations.push_back(by_id.at(id.GetInt64()));
    ExpectOverlaps(detections, annotations, image["iscrowd"], image["iou"]);
  }
}

TEST(MatchingTest, AssignmentIsTheCheapestOfAll) {
  const auto oracles = Oracles("assignment.json");
  const auto cases = Cases(oracles);
  ASSERT_GT(cases.size(), 20U);
  Assignment assignment;
  for (const rapidjson::Value* const at : cases) {
    const rapidjson::Value& one = *at;
    const std::size_t rows = one["cost"].Size(), columns = one["cost"][0].Size();
    std::vector<double> costs;
    for (const auto& row : one["cost"].GetArray()) {
      for (const auto& cost : row.GetArray()) costs.push_back(cost.GetDouble());
    }
    double total = 0;
    std::size_t pairs = 0;
    std::vector<bool> used(columns, false);
    const auto columns_of = assignment.Solve(costs, rows, columns);
    for (std::size_t row = 0; row < rows; ++row) {
      if (columns_of[row] < 0) continue;
      const auto column = static_cast<std::size_t>(columns_of[row]);
      EXPECT_FALSE(used[column]);
      used[column] = true;
      total += costs[row * columns + column];
      ++pairs;
    }
    EXPECT_EQ(pairs, std::min(rows, columns));
    EXPECT_NEAR(total, one["total"].GetDouble(), 1e-9);
  }
}

TEST(MatchingTest, AssignmentOfNothingIsEmpty) {
  Assignment assignment;
  EXPECT_TRUE(assignment.Solve({}, 0, 3).empty());
  EXPECT_EQ(assignment.Solve({}, 2, 0).size(), 2U);
}

TEST(MatchingTest, ListsHoldExactlyThePairsThatOverlap) {
  Random random(3);
  BoxColumns boxes, others;
  const auto fill = [&](BoxColumns& columns, std::size_t n) {
    columns.Resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      const double x = random.Uniform(-50, 1000), y = random.Uniform(-50, 1000);
      columns.Set(i, {x, y, x + random.Uniform(1, 200), y + random.Uniform(1, 200)});
    }
  };
  OverlapLists lists, back;
  for (const std::size_t n : {0, 1, 15, 16, 17, 100}) {
    fill(boxes, 20);
    fill(others, n);
    lists.Find(boxes, others);
    back.Transpose(lists, n);
    Neighbours neighbours;
    neighbours.Find(boxes, std::vector<NameId>(boxes.Size(), 1));
    for (std::size_t i = 0; i < boxes.Size(); ++i) {
      auto entry = lists.Of(i).begin();
      for (std::size_t j = 0; j < n; ++j) {
        const double shared = Intersection(boxes.At(i), others.At(j));
        if (shared <= 0) continue;
        ASSERT_NE(entry, lists.Of(i).end());
        EXPECT_EQ(entry->other, j);
        EXPECT_DOUBLE_EQ(entry->intersection, shared);
        EXPECT_DOUBLE_EQ(entry->iou, IoU(boxes.At(i), others.At(j)));
        const auto there = back.Of(j);
        EXPECT_EQ(std::count_if(there.begin(), there.end(), [&](const Overlap& o) { return o.other == i; }), 1);
        ++entry;
      }
      EXPECT_EQ(entry, lists.Of(i).end());
      double largest = 0;
      for (std::size_t k = 0; k < boxes.Size(); ++k) {
        if (k != i) largest = std::max(largest, Intersection(boxes.At(i), boxes.At(k)));
      }
      EXPECT_DOUBLE_EQ(neighbours.LargestIntersection(i), largest);
    }
  }
}

TEST(MatchingTest, BoxesOfHugeImagesDoNotLoseTheirOverlaps) {
  BoxColumns one, other;  // 1e6 pixels from the origin single precision is 1/16 pixel coarse
  one.Resize(1);
  one.Set(0, {1'000'000, 0, 1'000'010, 10});
  other.Resize(1);
  other.Set(0, {1'000'009.99, 0, 1'000'020, 10});
  OverlapLists lists;
  lists.Find(one, other);
  ASSERT_EQ(lists.Of(0).size(), 1U);
  EXPECT_NEAR(lists.Of(0)[0].intersection, 0.1, 1e-6);
}

struct Columns {
  LabelColumns labels;
  PredictionColumns predictions;
  double weight = 0;  // of all that was found

  void Label(const Box& box, NameId class_id) {
    const std::size_t i = labels.Size();
    labels.Resize(i + 1);
    labels.boxes.Set(i, box);
    labels.class_id[i] = class_id;
    labels.index[i] = static_cast<std::int32_t>(i);
  }
  void Prediction(const Box& box, NameId class_id, double confidence) {
    const std::size_t j = predictions.Size();
    predictions.Resize(j + 1);
    predictions.boxes.Set(j, box);
    predictions.class_id[j] = class_id;
    predictions.confidence[j] = confidence;
    predictions.index[j] = static_cast<std::int32_t>(j);
  }
  // The prediction of each label; -1: none.
  std::vector<int> Find() {
    OverlapLists overlaps;
    overlaps.Find(labels.boxes, predictions.boxes);
    std::vector<Testimony> testimonies;
    for (std::size_t i = 0; i < labels.Size(); ++i) {
      testimonies.push_back(Hear(predictions, overlaps.Of(i), labels.class_id[i]));
    }
    FrameMatching matching;
    std::vector<LabelMatch> matches(labels.Size());
    matching.Find(labels, predictions, overlaps, testimonies, matches);
    std::vector<int> found;
    weight = 0;
    for (std::size_t i = 0; i < labels.Size(); ++i) {
      const LabelMatch& match = matches[i];
      found.push_back(match.prediction);
      EXPECT_EQ(match.outcome == MatchOutcome::kUnmatched, match.prediction < 0);
      if (match.prediction < 0) continue;
      const auto j = static_cast<std::size_t>(match.prediction);
      EXPECT_EQ(match.outcome == MatchOutcome::kMatched, labels.class_id[i] == predictions.class_id[j]);
      const double iou = IoU(labels.boxes.At(i), predictions.boxes.At(j));
      EXPECT_NEAR(match.iou, iou, 1e-6);
      weight += iou + 0.25 * predictions.confidence[j];
    }
    std::vector<int> all = found;  // each prediction that speaks is paired or lone, once
    all.insert(all.end(), matching.Lone().begin(), matching.Lone().end());
    std::erase(all, -1);
    std::sort(all.begin(), all.end());
    for (std::size_t j = 0; j < all.size(); ++j) EXPECT_EQ(all[j], static_cast<int>(j));
    EXPECT_EQ(all.size(), std::count_if(predictions.confidence.begin(), predictions.confidence.end(),
                                        [](double confidence) { return confidence >= 0.3; }));
    return found;
  }
};

TEST(MatchingTest, TheOwnClassComesFirstEvenWhereAnotherFitsBetter) {
  Columns frame;
  frame.Label({0, 0, 10, 10}, 1);
  frame.Prediction({0, 0, 10, 10}, 2, 0.9);  // IoU 1, another class
  frame.Prediction({0, 0, 10, 5}, 1, 0.5);   // IoU 0.5, its class
  EXPECT_THAT(frame.Find(), ElementsAre(1));
}

TEST(MatchingTest, AnotherClassIsTakenFromOneHalfOn) {
  Columns frame;
  frame.Label({0, 0, 10, 10}, 1);
  frame.Prediction({0, 0, 10, 6}, 2, 0.9);
  EXPECT_THAT(frame.Find(), ElementsAre(0));
  frame.predictions.boxes.Set(0, {0, 0, 10, 4});
  EXPECT_THAT(frame.Find(), ElementsAre(-1));
}

TEST(MatchingTest, PredictionsBelowThreeTenthsDoNotSpeak) {
  Columns frame;
  frame.Label({0, 0, 10, 10}, 1);
  frame.Prediction({0, 0, 10, 5}, 1, 0.3);
  frame.Prediction({0, 0, 10, 10}, 1, 0.29);  // fits better
  EXPECT_THAT(frame.Find(), ElementsAre(0));
  frame.predictions.confidence[0] = 0.295;
  EXPECT_THAT(frame.Find(), ElementsAre(-1));
}

TEST(MatchingTest, PairsSoThatBothLabelsFindTheirPrediction) {
  // Greedy would give the first prediction (IoU 0.9 with label 0) to label 0 and leave label 1 alone.
  Columns frame;
  frame.Label({0, 0, 10, 10}, 1);
  frame.Label({0, 2, 10, 12}, 1);
  frame.Prediction({0, 0.5, 10, 10.5}, 1, 0.5);  // IoU 0.905 and 0.74
  frame.Prediction({0, -4, 10, 6}, 1, 0.5);      // IoU 0.43 and 0.25
  EXPECT_THAT(frame.Find(), ElementsAre(1, 0));
}

TEST(MatchingTest, ALargeCrowdIsMatchedGreedilyAndOneToOne) {
  Columns frame;
  std::vector<int> own;
  for (int i = 0; i < 200; ++i) {
    const double x = i;
    frame.Label({x, 0, x + 10, 10}, 1);
    frame.Prediction({x + 0.1, 0, x + 10.1, 10}, 1, 0.5);
    own.push_back(i);
  }
  EXPECT_EQ(frame.Find(), own);
}

// The weight of the best pairing of one class: labels and predictions in one large assignment.
double BestWeight(const Columns& frame) {
  const std::size_t rows = frame.labels.Size(), columns = frame.predictions.Size();
  std::vector<double> costs;
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      const double iou = IoU(frame.labels.boxes.At(i), frame.predictions.boxes.At(j));
      const bool may = iou >= 0.3 && frame.predictions.confidence[j] >= 0.3;
      costs.push_back(may ? -iou - 0.25 * frame.predictions.confidence[j] : 0.0);
    }
  }
  Assignment assignment;
  double best = 0;
  const auto column_of = assignment.Solve(costs, rows, columns);
  for (std::size_t i = 0; i < rows; ++i) {
    if (column_of[i] >= 0) best -= costs[i * columns + static_cast<std::size_t>(column_of[i])];
  }
  return best;
}

TEST(MatchingTest, NoPairingIsBetterWhereLabelsChooseFreelyAndWhereTheyCompete) {
  Random random(3);
  for (int round = 0; round < 500; ++round) {
    Columns frame;
    const double spread = random.Uniform(5, 200);  // near: they compete
    const auto box = [&] {
      const double x = random.Uniform(0, spread), y = random.Uniform(0, spread);
      return Box{x, y, x + random.Uniform(10, 30), y + random.Uniform(10, 30)};
    };
    for (int i = 0; i < 8; ++i) frame.Label(box(), 1);
    for (int j = 0; j < 9; ++j) {
      Box near = frame.labels.boxes.At(static_cast<std::size_t>(random.Below(8)));
      near.x_min += random.Uniform(-5, 5);
      frame.Prediction(near, 1, 1 - 0.1 * j);
    }
    frame.Find();
    ASSERT_NEAR(frame.weight, BestWeight(frame), 1e-9) << round;
  }
}

}  // namespace
}  // namespace labelwatch
