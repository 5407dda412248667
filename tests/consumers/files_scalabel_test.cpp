// Scalabel frames: coordinates, curves, tracks, what is left out; the real video where it is there.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "schema/attributes.h"
#include "schema/shape_codec.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kLabels[] = R"([
{"name": "v-1.jpg", "videoName": "v", "frameIndex": 3, "size": {"width": 100, "height": 50}, "attributes": {"timeofday": "night"}, "labels": [
  {"id": 7, "category": "car", "attributes": {"crowd": false, "occluded": true}, "box2d": {"x1": 10, "y1": 20, "x2": 29, "y2": 39}},
  {"id": 8, "category": "car", "attributes": {"crowd": true}, "box2d": {"x1": 0, "y1": 0, "x2": 9, "y2": 9}}]},
{"name": "v-2.jpg", "videoName": "v", "frameIndex": 4, "labels": null}])";

TEST(FilesScalabelTest, BoxesAreHalfOpenAndIdsAreTracks) {
  const TemporaryFolder folder;
  const auto read = ReadStream({folder.Write("l.json", kLabels)});
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:v-1.jpg L:v-2.jpg");
  const LabeledFrame& frame = read->Labels(0);
  EXPECT_EQ(frame.sequence, "v");
  EXPECT_EQ(frame.sequence_index, 3);
  EXPECT_EQ(AttributeOf(frame.attributes, "timeofday"), "night");
  EXPECT_EQ(frame.image_width, 100u);
  EXPECT_EQ(frame.image_height, 50u);
  EXPECT_EQ(frame.image_uri, "v-1.jpg");
  ASSERT_EQ(frame.labels.size(), 2u);
  EXPECT_EQ(frame.labels[0].shape.bounds, (Box{10, 20, 30, 40}));
  EXPECT_EQ(frame.labels[0].id, "7");
  EXPECT_EQ(frame.labels[0].track_id, "7");
  EXPECT_NE(frame.labels[0].attributes.find("occluded"), std::string_view::npos);
  EXPECT_FALSE(frame.labels[0].crowd);
  EXPECT_TRUE(frame.labels[1].crowd);
  EXPECT_TRUE(read->Labels(1).labels.empty()) << "reviewed, nothing there";
}

TEST(FilesScalabelTest, AnObjectWithFramesIsReadTheSame) {
  const TemporaryFolder folder;
  const auto read =
      ReadStream({folder.Write("l.json", std::string(R"({"config": {"categories": []}, "frames": )") + kLabels + "}")});
  EXPECT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:v-1.jpg L:v-2.jpg");
}

TEST(FilesScalabelTest, TheSizeOfTheFileCountsWhereAFrameSaysNone) {
  const TemporaryFolder folder;
  const std::string config =
      R"("config": {"imageSize": {"width": 1280, "height": 720}, "categories": [{"name": "car"}]})";
  const std::string frames = std::string(R"("frames": )") + kLabels;
  for (const std::string& text : {"{" + config + "," + frames + "}", "{" + frames + "," + config + "}"}) {
    const auto read = ReadStream({folder.Write("l.json", text)});
    ASSERT_EQ(read->error, "");
    ASSERT_EQ(read->Order(), "L:v-1.jpg L:v-2.jpg");
    EXPECT_EQ(read->Labels(0).image_width, 100u) << "its own";
    EXPECT_EQ(read->Labels(1).image_width, 1280u);
    EXPECT_EQ(read->Labels(1).image_height, 720u);
  }
}

TEST(FilesScalabelTest, PredictionsJoinByNameWithoutExtension) {
  const TemporaryFolder folder;
  const auto read = ReadStream({folder.Write("l.json", kLabels)},
                               {{"yolo", folder.Write("p.json", R"([{"name": "v-1.png", "videoName": "v", "labels": [
  {"id": 1, "category": "car", "score": 0.5, "box2d": {"x1": 10, "y1": 20, "x2": 29, "y2": 39}},
  {"id": 2, "category": "car", "score": 1.5, "box2d": {"x1": 10, "y1": 20, "x2": 29, "y2": 39}}]}])")}});
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:v-1.jpg P:v-1.jpg L:v-2.jpg");
  ASSERT_EQ(read->Predictions(1).predictions.size(), 1u);
  EXPECT_DOUBLE_EQ(read->Predictions(1).predictions[0].score, 0.5);
  EXPECT_EQ(read->progress.skipped, 1u) << "a score of 1.5";
}

// From (0,0) up to (0,10), then back along a curve that bulges to x = 0.75 * 8 = 6 in the middle.
TEST(FilesScalabelTest, CurvesAreFlattened) {
  const TemporaryFolder folder;
  for (const char* path : {R"("vertices": [[0,0],[0,10],[8,10],[8,0],[0,0]], "types": "LLCCC")",
                           R"("vertices": [[0,0],[0,10],[8,10],[8,0]], "types": "LLCC")"}) {
    const auto read = ReadStream({folder.Write(
        "l.json", std::string(R"([{"name": "1.jpg", "labels": [{"id": 1, "category": "car", "poly2d": [{)") + path +
                      R"(, "closed": true}]}]}])")});
    ASSERT_EQ(read->error, "");
    ASSERT_EQ(read->Labels(0).labels.size(), 1u);
    const Shape& shape = read->Labels(0).labels[0].shape;
    EXPECT_EQ(shape.kind, ShapeKind::kPolygon);
    EXPECT_EQ(shape.bounds, (Box{0, 0, 6, 10}));
  }
}

// The first BDD100K: vertices with their type, in one list.
TEST(FilesScalabelTest, PathsOfTheFirstReleaseAreRead) {
  const TemporaryFolder folder;
  const auto read = ReadStream({folder.Write("l.json", R"([{"name": "1.jpg", "labels": [{"id": 1, "category": "area",
      "poly2d": [[0,0,"L"],[0,10,"L"],[8,10,"C"],[8,0,"C"],[0,0,"C"]]},
      {"id": 2, "category": "area", "poly2d": [[0,0,"L"],[0,10],[8,10,"L"]]}]}])")});
  ASSERT_EQ(read->Labels(0).labels.size(), 1u);
  EXPECT_EQ(read->Labels(0).labels[0].shape.bounds, (Box{0, 0, 6, 10}));
  EXPECT_THAT(read->problems,
              ElementsAre(HasSubstr("label 2 of frame 1.jpg: its poly2d has vertices that are not two")));
}

TEST(FilesScalabelTest, IgnoredObjectsAreNotJudged) {
  const TemporaryFolder folder;
  const auto read = ReadStream({folder.Write("l.json", R"([{"name": "1.jpg", "labels": [{"id": 1, "category": "car",
      "attributes": {"ignored": true}, "box2d": {"x1": 0, "y1": 0, "x2": 9, "y2": 9}}]}])")});
  EXPECT_TRUE(read->Labels(0).labels.at(0).ignore);
}

TEST(FilesScalabelTest, FilesOfOneImageAreNotFramesWithoutName) {
  const TemporaryFolder folder;
  EXPECT_THAT(
      ReadStream({folder.Write("l.json", R"({"name": "b1", "frames": [{"timestamp": 10000, "objects": []}]})")})->error,
      HasSubstr("one file per image, as BDD100K was first published"));
}

TEST(FilesScalabelTest, RunsAreMasks) {
  const TemporaryFolder folder;
  const auto read = ReadStream({folder.Write("l.json", R"([{"name": "1.jpg", "labels": [
    {"id": 1, "category": "car", "rle": {"size": [2, 2], "counts": "211"}}]}])")});
  ASSERT_EQ(read->Labels(0).labels.size(), 1u);
  EXPECT_EQ(read->Labels(0).labels[0].shape.kind, ShapeKind::kMask);
  EXPECT_EQ(read->Labels(0).labels[0].shape.bounds, (Box{1, 0, 2, 1}));
}

TEST(FilesScalabelTest, BrokenLabelsAreNamedAndTheRestIsKept) {
  const TemporaryFolder folder;
  const auto read = ReadStream({folder.Write("l.json", R"([{"name": "1.jpg", "labels": [
    {"id": 1, "box2d": {"x1": 0, "y1": 0, "x2": 1, "y2": 1}},
    {"id": 2, "category": "car"},
    {"id": 3, "category": "car", "box2d": {"x1": 0, "y1": 0, "x2": 1}},
    {"id": 4, "category": "car", "rle": {"size": [2, 2], "counts": [2, 9]}},
    {"id": 5, "category": "car", "poly2d": [{"vertices": [[0, 0], [1]], "closed": true}]},
    {"id": 6, "category": "car", "poly2d": [{"vertices": [[0, 0], [1, 1], [2, 2]], "types": "LLC", "closed": true}]},
    {"id": 7, "category": "lane", "poly2d": [{"vertices": [[0, 0], [1, 1]], "types": "LL", "closed": false}]},
    5,
    {"id": 8, "category": "car", "box2d": {"x1": 0, "y1": 0, "x2": 1, "y2": 1}}]},
    {"labels": []}, {"name": "1.jpg"}, 3])")});
  ASSERT_EQ(read->error, "");
  ASSERT_EQ(read->Labels(0).labels.size(), 1u);
  EXPECT_EQ(read->Labels(0).labels[0].id, "8");
  EXPECT_EQ(read->progress.skipped, 10u);
  const auto said = [&](std::string_view words) {
    return std::ranges::any_of(read->problems,
                               [&](const std::string& line) { return line.find(words) != std::string::npos; });
  };
  EXPECT_TRUE(said("label 1 of frame 1.jpg: it has no category"));
  EXPECT_TRUE(said("label 4 of frame 1.jpg: its rle is broken"));
  EXPECT_TRUE(said("the frame 1.jpg is there already"));
  EXPECT_TRUE(said("1 labels enclose no area"));
}

double Iou(const Box& a, const Box& b) {
  const double w = std::min(a.x_max, b.x_max) - std::max(a.x_min, b.x_min);
  const double h = std::min(a.y_max, b.y_max) - std::max(a.y_min, b.y_min);
  if (w <= 0 || h <= 0) return 0;
  return w * h / (a.Area() + b.Area() - w * h);
}

// Greedy per frame: predictions by falling score, each takes the free label of its class that it covers best.
// `longer`: how much is taken off the far sides again, 1 gives the corners as the file writes them.
std::size_t GreedyMatches(const LabeledFrame& labels, const PredictedFrame& frame, double least, double longer) {
  const auto corners = [&](Box box) { return Box{box.x_min, box.y_min, box.x_max - longer, box.y_max - longer}; };
  std::vector<const Prediction*> order;
  for (const Prediction& prediction : frame.predictions) {
    if (prediction.score >= least) order.push_back(&prediction);
  }
  std::ranges::stable_sort(order, [](const auto* a, const auto* b) { return a->score > b->score; });
  std::vector<bool> taken(labels.labels.size());
  std::size_t matches = 0;
  for (const Prediction* prediction : order) {
    double best = 0;
    std::size_t at = 0;
    for (std::size_t i = 0; i < taken.size(); ++i) {
      if (taken[i] || labels.labels[i].class_id != prediction->class_id) continue;
      const double iou = Iou(corners(labels.labels[i].shape.bounds), corners(prediction->shape.bounds));
      if (iou > best) best = iou, at = i;
    }
    if (best < 0.5) continue;
    taken[at] = true;
    ++matches;
  }
  return matches;
}

TEST(FilesScalabelTest, TheDrivingVideoIsReadWhole) {
  const std::string folder = std::string(LABELWATCH_SHARED) + "/data/bdd100k_video/";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the shared data folder is not there: " << folder;
  const auto read = ReadStream({folder + "labels_box_track.json"}, {{"det", folder + "predictions_detector.json"}});
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->progress.skipped, 0u);
  std::size_t frames = 0, boxes = 0, predictions = 0, matches = 0, as_written = 0, kept = 0;
  std::set<std::string> tracks;
  for (std::size_t i = 0; i + 1 < read->records.size(); i += 2) {
    const LabeledFrame& labels = read->Labels(i);
    const PredictedFrame& predicted = read->Predictions(i + 1);
    ASSERT_EQ(labels.frame_id, predicted.frame_id);
    ++frames;
    boxes += labels.labels.size();
    predictions += predicted.predictions.size();
    for (const Label& label : labels.labels) tracks.emplace(label.track_id);
    for (const Prediction& prediction : predicted.predictions) kept += prediction.score >= 0.5;
    matches += GreedyMatches(labels, predicted, 0.5, 0);
    as_written += GreedyMatches(labels, predicted, 0.5, 1);
  }
  EXPECT_EQ(frames, 202u);
  EXPECT_EQ(boxes, 3241u);
  EXPECT_EQ(predictions, 5372u);
  EXPECT_EQ(tracks.size(), 144u);
  EXPECT_EQ(kept, 2330u + 315u);
  EXPECT_EQ(as_written, 2330u) << "data/README.md, which takes the corners as written";
  EXPECT_EQ(matches, 2338u) << "half-open; the same count by a few lines of Python over the JSON";
}

TEST(FilesScalabelTest, MasksOfTheDrivingVideoJoinByNameWithoutExtension) {
  const std::string folder = std::string(LABELWATCH_SHARED) + "/data/bdd100k_video/";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the shared data folder is not there: " << folder;
  const auto read =
      ReadStream({folder + "labels_masks_rle_poly.json.gz"}, {{"seg", folder + "predictions_masks_rle.json.gz"}});
  ASSERT_EQ(read->error, "");
  std::size_t labels = 0, predictions = 0;
  for (const auto& record : read->records) {
    labels += record->labels.labels.size();
    predictions += record->predictions.predictions.size();
    EXPECT_TRUE(record->accepted);
  }
  EXPECT_EQ(read->records.size(), 200u);
  EXPECT_EQ(labels, 1768u);
  EXPECT_EQ(predictions, 1567u);
  EXPECT_EQ(read->progress.skipped, 0u);
}

}  // namespace
}  // namespace labelwatch
