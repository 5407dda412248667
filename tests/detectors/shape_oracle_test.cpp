// Masks, polygons, turned boxes and their overlaps held to the answers of others: computed for made ones, those of
// pycocotools for real ones.
#include <gtest/gtest.h>

#include "detectors/labels/scene.h"
#include "detectors/matching/mask_runs.h"
#include "detectors/matching/polygon_mask.h"
#include "detectors/matching/shape_overlap.h"
#include "tests/detectors/coco_set.h"
#include "tests/detectors/shape_support.h"
#include "tests/support/oracles.h"

namespace labelwatch {
namespace {

const std::string kOracles = std::string(LABELWATCH_SHARED) + "/oracles/";
const std::string kData = std::string(LABELWATCH_SHARED) + "/data/cocoapi_oracle/";

std::optional<rapidjson::Document> ReadJson(const std::string& path) {
  const auto text = ReadWholeFile(path);
  if (!text) return std::nullopt;
  rapidjson::Document json;
  json.Parse(text->c_str());
  return json;
}

std::vector<double> Numbers(const rapidjson::Value& list) {
  std::vector<double> numbers;
  for (const auto& value : list.GetArray()) numbers.push_back(value.GetDouble());
  return numbers;
}

std::vector<Ring> RingsOf(const rapidjson::Value& polygons) {
  std::vector<Ring> rings;
  for (const auto& polygon : polygons.GetArray()) rings.push_back({Numbers(polygon), false});
  return rings;
}

// Background first, as COCO writes them.
std::vector<std::uint32_t> CountsOf(const MaskRuns& mask) {
  std::vector<std::uint32_t> counts;
  std::uint64_t at = 0;
  for (const PixelRun& run : mask.runs) {
    counts.push_back(static_cast<std::uint32_t>(run.begin - at));
    counts.push_back(static_cast<std::uint32_t>(run.end - run.begin));
    at = run.end;
  }
  if (const std::uint64_t total = mask.width * mask.height; at < total || counts.empty()) {
    counts.push_back(static_cast<std::uint32_t>(total - at));
  }
  return counts;
}

MaskRuns Draw(const std::vector<Ring>& rings, std::uint64_t width, std::uint64_t height) {
  PixelGrid grid;
  grid.width = width;
  grid.height = height;
  PolygonMask polygon;
  MaskRuns mask;
  std::uint64_t steps = 1 << 24;
  EXPECT_EQ(polygon.Draw(rings, grid, steps, mask), Drawing::kDone);
  return mask;
}

MaskRuns Read(const rapidjson::Value& size, const std::string& counts) {
  const auto runs = RunsFromCocoString(counts);
  EXPECT_TRUE(runs.has_value());
  MaskRuns mask;
  EXPECT_TRUE(ReadRuns({size[1].GetUint(), size[0].GetUint(), *runs}, mask));
  return mask;
}

TEST(ShapeOracleTest, MadePolygonsAreDrawnPixelForPixelByTheRuleOfCoco) {
  const auto oracles = Oracles("polygon_to_mask.json");
  const auto cases = Cases(oracles);
  ASSERT_GT(cases.size(), 30U);
  for (const rapidjson::Value* const at : cases) {
    const rapidjson::Value& one = *at;
    SCOPED_TRACE(one["name"].GetString());
    const MaskRuns mask = Draw(RingsOf(one["polygons"]), one["size"][1].GetUint(), one["size"][0].GetUint());
    EXPECT_EQ(mask.area, one["area"].GetUint64());
    EXPECT_EQ(mask.runs, Read(one["size"], one["counts"].GetString()).runs);
    EXPECT_EQ(CocoStringFromRuns(CountsOf(mask)), one["counts"].GetString());
  }
}

struct Annotation {
  std::vector<Ring> rings;
  Mask mask;  // of a crowd
  bool crowd = false;
  std::uint32_t width = 0, height = 0;
};

std::optional<std::map<std::int64_t, Annotation>> ReadAnnotations() {
  const auto labels = ReadJson(kData + "instances_val2014_100.json");
  if (!labels) return std::nullopt;
  std::map<std::int64_t, std::pair<std::uint32_t, std::uint32_t>> sizes;
  for (const auto& image : (*labels)["images"].GetArray()) {
    sizes[image["id"].GetInt64()] = {image["width"].GetUint(), image["height"].GetUint()};
  }
  std::map<std::int64_t, Annotation> annotations;
  for (const auto& row : (*labels)["annotations"].GetArray()) {
    Annotation& one = annotations[row["id"].GetInt64()];
    std::tie(one.width, one.height) = sizes.at(row["image_id"].GetInt64());
    one.crowd = row["iscrowd"].GetInt() != 0;
    if (row["segmentation"].IsArray()) {
      one.rings = RingsOf(row["segmentation"]);
    } else {
      one.mask = {one.width, one.height, {}};
      for (const auto& count : row["segmentation"]["counts"].GetArray()) one.mask.counts.push_back(count.GetUint());
    }
  }
  return annotations;
}

TEST(ShapeOracleTest, RealLabelsAreDrawnPixelForPixelAsPycocotoolsDoes) {
  const auto cases = ReadJson(kOracles + "annotation_masks.json");
  const auto annotations = ReadAnnotations();
  if (!cases || !annotations) GTEST_SKIP() << "no shared data";
  ASSERT_GT(cases->Size(), 100U);
  for (const auto& one : cases->GetArray()) {
    SCOPED_TRACE(one["annotation_id"].GetInt64());
    const Annotation& annotation = annotations->at(one["annotation_id"].GetInt64());
    MaskRuns mask;
    if (annotation.crowd) {
      ASSERT_TRUE(ReadRuns(annotation.mask, mask));
    } else {
      mask = Draw(annotation.rings, annotation.width, annotation.height);
    }
    EXPECT_EQ(mask.area, one["area"].GetUint64());
    EXPECT_EQ(CocoStringFromRuns(CountsOf(mask)), one["counts"].GetString());
  }
}

TEST(ShapeOracleTest, TurnedBoxesShareWhatTheirFractionsSay) {
  const auto oracles = Oracles("turned_boxes.json");
  const auto cases = Cases(oracles);
  ASSERT_GT(cases.size(), 30U);
  for (const rapidjson::Value* const at : cases) {
    Shapes shapes;
    ShapeOverlap overlap;
    overlap.Start(200, 200);
    std::vector<std::size_t> places;
    for (const auto& box : (*at)["boxes"].GetArray()) {
      const auto number = [&](rapidjson::SizeType i) { return box[i].GetDouble(); };
      places.push_back(overlap.Add(shapes.Turned({number(0), number(1), number(2), number(3), number(4)})));
    }
    const auto pair = overlap.Compare(places[0], places[1]);
    ASSERT_TRUE(pair.has_value());
    EXPECT_NEAR(pair->IoU(), (*at)["iou"].GetDouble(), 1e-9);
  }
}

TEST(ShapeOracleTest, RunsAreReadComparedUnitedAndIntersectedAsSetsOfPixels) {
  const auto oracles = Oracles("rle_operations.json");
  const auto cases = Cases(oracles);
  ASSERT_GT(cases.size(), 20U);
  for (const rapidjson::Value* const at : cases) {
    const rapidjson::Value& one = *at;
    SCOPED_TRACE(one["name"].GetString());
    std::vector<MaskRuns> masks;
    for (const auto& text : one["masks"].GetArray()) masks.push_back(Read(one["size"], text.GetString()));
    for (rapidjson::SizeType i = 0; i < masks.size(); ++i) {
      EXPECT_EQ(masks[i].area, one["area"][i].GetUint64());
      for (rapidjson::SizeType j = 0; j < masks.size(); ++j) {
        const auto shared = SharedPixels(masks[i], masks[j]);
        ASSERT_TRUE(shared.has_value());
        const std::uint64_t whole =
            one["iscrowd"][j].GetInt() != 0 ? masks[i].area : masks[i].area + masks[j].area - *shared;
        const double overlap = *shared == 0 ? 0 : static_cast<double>(*shared) / static_cast<double>(whole);
        EXPECT_NEAR(overlap, one["iou_all_pairs"][i][j].GetDouble(), 1e-12) << i << " " << j;
      }
    }
    std::vector<PixelRun> all;
    MaskRuns united;
    united.Clear(masks[0].width, masks[0].height);
    MaskRuns common = masks[0];
    for (const MaskRuns& mask : masks) {
      all.insert(all.end(), mask.runs.begin(), mask.runs.end());
      MaskRuns rest, next;
      Subtract(common, mask, rest);
      Subtract(common, rest, next);
      common = next;
    }
    Unite(all, united);
    EXPECT_EQ(CocoStringFromRuns(CountsOf(united)), one["union"].GetString());
    EXPECT_EQ(CocoStringFromRuns(CountsOf(common)), one["intersection"].GetString());
  }
}

TEST(ShapeOracleTest, OverlapsOfPredictedMasksWithPolygonsAndCrowdsAgreeWithPycocotools) {
  const auto images = ReadJson(kOracles + "iou_masks.json");
  const auto annotations = ReadAnnotations();
  const auto results = ReadJson(kData + "instances_val2014_fakesegm100_results.json");
  if (!images || !annotations || !results) GTEST_SKIP() << "no shared data";
  ASSERT_GT(images->Size(), 20U);
  ShapeOverlap overlap;
  std::size_t compared = 0;
  for (const auto& image : images->GetArray()) {
    Shapes shapes;
    const Annotation& any = annotations->at(image["annotations"][0].GetInt64());
    overlap.Start(any.width, any.height);
    std::vector<std::size_t> labels;
    for (const auto& id : image["annotations"].GetArray()) {
      const Annotation& label = annotations->at(id.GetInt64());
      labels.push_back(overlap.Add(label.crowd ? shapes.OfMask(any.width, any.height, label.mask.counts)
                                               : shapes.Polygon(label.rings)));
    }
    for (rapidjson::SizeType d = 0; d < image["detections"].Size(); ++d) {
      const auto& row = (*results)[image["detections"][d].GetUint()];
      const auto runs = RunsFromCocoString(row["segmentation"]["counts"].GetString());
      ASSERT_TRUE(runs.has_value());
      const std::size_t prediction = overlap.Add(shapes.OfMask(any.width, any.height, *runs));
      for (rapidjson::SizeType g = 0; g < labels.size(); ++g) {
        const auto pair = overlap.Compare(prediction, labels[g]);
        ASSERT_TRUE(pair.has_value());
        const double found = image["iscrowd"][g].GetInt() != 0 ? pair->ShareInside() : pair->IoU();
        EXPECT_NEAR(found, image["iou"][d][g].GetDouble(), 1e-9)
            << image["image_id"].GetInt64() << " " << d << " " << g;
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 1000U);
}

// The way that a stream takes: polygons and masks as labels, masks as predictions.
TEST(ShapeOracleTest, ScenesOfMaskLabelsAndMaskPredictionsHoldTheOverlapsOfTheMasks) {
  const auto images = ReadJson(kOracles + "iou_masks.json");
  const auto annotations = ReadAnnotations();
  const auto results = ReadJson(kData + "instances_val2014_fakesegm100_results.json");
  if (!images || !annotations || !results) GTEST_SKIP() << "no shared data";
  std::size_t labels_seen = 0, explained = 0;
  for (const auto& image : images->GetArray()) {
    Shapes shapes;
    LabeledFrame frame;
    frame.frame_id = "frame";
    std::vector<rapidjson::SizeType> label_of;  // of the columns: the judged ones
    for (rapidjson::SizeType g = 0; g < image["annotations"].Size(); ++g) {
      const Annotation& row = annotations->at(image["annotations"][g].GetInt64());
      frame.image_width = row.width;
      frame.image_height = row.height;
      Label& label = frame.labels.emplace_back();
      label.class_id = 1;
      label.crowd = row.crowd;
      label.shape = row.crowd ? shapes.OfMask(row.width, row.height, row.mask.counts) : shapes.Polygon(row.rings);
      if (!row.crowd) label_of.push_back(g);
    }
    PredictedFrame predicted;
    for (const auto& index : image["detections"].GetArray()) {
      const auto& segmentation = (*results)[index.GetUint()]["segmentation"];
      const auto runs = RunsFromCocoString(segmentation["counts"].GetString());
      Prediction& prediction = predicted.predictions.emplace_back();
      prediction.class_id = 1;
      prediction.score = 0.9;  // all alike: the order stays
      prediction.shape = shapes.OfMask(segmentation["size"][1].GetUint(), segmentation["size"][0].GetUint(), *runs);
    }
    Scene scene{InspectOptions{}};
    const ModelCalibration calibration;
    scene.SetLabels(frame);
    scene.SetPredictions(predicted, 0, calibration, nullptr);
    ASSERT_EQ(scene.Labels().Size(), label_of.size());
    for (std::size_t i = 0; i < label_of.size(); ++i) {
      std::vector<double> found(image["detections"].Size(), 0.0);
      for (const Overlap& overlap : scene.LabelOverlaps().Of(i)) {
        found[static_cast<std::size_t>(scene.Predictions().index[overlap.other])] = overlap.iou;
      }
      for (rapidjson::SizeType d = 0; d < found.size(); ++d) {
        EXPECT_NEAR(found[d], image["iou"][d][label_of[i]].GetDouble(), 1e-9) << image["image_id"].GetInt64();
      }
      ++labels_seen;
    }
    for (std::size_t j = 0; j < scene.Predictions().Size(); ++j) {
      const auto d = static_cast<rapidjson::SizeType>(scene.Predictions().index[j]);
      bool in_crowd = false;
      for (rapidjson::SizeType g = 0; g < image["annotations"].Size(); ++g) {
        in_crowd |= image["iscrowd"][g].GetInt() != 0 && image["iou"][d][g].GetDouble() >= 0.5;
      }
      EXPECT_EQ(scene.Explained(j), in_crowd) << image["image_id"].GetInt64() << " " << d;
      explained += in_crowd ? 1 : 0;
    }
    EXPECT_EQ(scene.ShapePairs().sizes_differ + scene.ShapePairs().broken + scene.ShapePairs().too_much, 0U);
  }
  EXPECT_GT(labels_seen, 300U);
  EXPECT_GT(explained, 0U);
}

}  // namespace
}  // namespace labelwatch
