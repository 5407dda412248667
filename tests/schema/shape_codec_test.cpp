#include "schema/shape_codec.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>

#include "tests/support/oracles.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;

rapidjson::Document Oracle(const std::string& name) {
  std::ifstream file(std::string(LABELWATCH_SHARED "/oracles/") + name);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  rapidjson::Document document;
  document.Parse(text.c_str());
  return document;
}

TEST(ShapeCodecTest, TheGoldenMaskOfTwoByTwo) {
  // [[0, 1], [0, 0]]: column by column, background first.
  const std::vector<std::uint32_t> runs = {2, 1, 1};
  EXPECT_EQ(CocoStringFromRuns(runs), "211");
  EXPECT_THAT(RunsFromCocoString("211").value(), ElementsAre(2, 1, 1));
  std::string bytes;
  const Shape shape = EncodeMask({2, 2, runs}, bytes);
  EXPECT_EQ(shape.bounds, (Box{1, 0, 2, 1}));
  EXPECT_EQ(Bounds(ShapeKind::kMask, shape.encoded), shape.bounds);
}

TEST(ShapeCodecTest, LongRunsAndFallingRunsComeBack) {
  const std::vector<std::uint32_t> runs = {0, 1, 4'000'000'000, 5, 7, 100'000, 3, 2};
  EXPECT_EQ(RunsFromCocoString(CocoStringFromRuns(runs)).value(), runs);
}

TEST(ShapeCodecTest, BrokenRunStringsAreRefused) {
  for (const char* text : {"P", "oooooooooooooooo", "\x01", "~", "2 1"}) EXPECT_FALSE(RunsFromCocoString(text)) << text;
  EXPECT_TRUE(RunsFromCocoString("").value().empty());
}

TEST(ShapeCodecTest, RunsThatOverflowThePictureHaveNoBounds) {
  std::string bytes;
  EXPECT_TRUE(EncodeMask({2, 2, {2, 1, 4'000'000'000}}, bytes).bounds.Empty());
  bytes.clear();
  EXPECT_TRUE(EncodeMask({0, 0, {}}, bytes).bounds.Empty());
  bytes.clear();
  EXPECT_TRUE(EncodeMask({4'000'000'000, 4'000'000'000, {1, 2}}, bytes).bounds.Empty());
}

TEST(ShapeCodecTest, APolygonComesBackWithItsHoles) {
  const std::vector<Ring> rings = {{{0, 0, 10, 0, 10, 10}, false}, {{2, 1, 3, 1, 3, 2}, true}};
  std::string bytes;
  const Shape shape = EncodePolygon(rings, bytes);
  EXPECT_EQ(shape.bounds, (Box{0, 0, 10, 10}));
  const auto back = DecodePolygon(shape.encoded);
  ASSERT_TRUE(back);
  ASSERT_EQ(back->size(), 2u);
  EXPECT_EQ((*back)[0].xy, rings[0].xy);
  EXPECT_TRUE((*back)[1].hole);
  bytes.clear();
  EXPECT_TRUE(
      EncodePolygon(std::vector<Ring>{{{0, std::numeric_limits<double>::quiet_NaN()}, false}}, bytes).bounds.Empty());
}

TEST(ShapeCodecTest, ATurnedBoxHasTheBoundsOfItsCorners) {
  std::string bytes;
  const Shape quarter = EncodeRotatedBox({50, 50, 20, 10, 90}, bytes);
  EXPECT_NEAR(quarter.bounds.x_min, 45, 1e-9);
  EXPECT_NEAR(quarter.bounds.y_max, 60, 1e-9);
  EXPECT_EQ(DecodeRotatedBox(quarter.encoded)->rotation_degrees, 90);
}

TEST(ShapeCodecTest, BytesThatAreNoShapeAreSaidSo) {
  for (const ShapeKind kind : {ShapeKind::kMask, ShapeKind::kPolygon, ShapeKind::kRotatedBox}) {
    EXPECT_EQ(Bounds(kind, "\x0a\xff"), std::nullopt);
  }
}

std::vector<std::uint32_t> Runs(const rapidjson::Value& values) {
  std::vector<std::uint32_t> runs;
  for (const auto& run : values.GetArray()) runs.push_back(run.GetUint());
  return runs;
}

std::uint64_t Area(const std::vector<std::uint32_t>& runs) {
  std::uint64_t area = 0;
  for (std::size_t i = 1; i < runs.size(); i += 2) area += runs[i];
  return area;
}

Box BoxOf(const rapidjson::Value& xywh) {
  const double x = xywh[0].GetDouble(), y = xywh[1].GetDouble();
  return {x, y, x + xywh[2].GetDouble(), y + xywh[3].GetDouble()};
}

TEST(ShapeCodecTest, BoxesAndStringsOfMasksEqualTheReference) {
  const auto oracles = Oracles("rle_operations.json");
  std::size_t compared = 0;
  for (const rapidjson::Value* const at : Cases(oracles)) {
    const rapidjson::Value& group = *at;
    for (rapidjson::SizeType i = 0; i < group["runs"].Size(); ++i, ++compared) {
      const Mask mask{group["size"][1].GetUint(), group["size"][0].GetUint(), Runs(group["runs"][i])};
      std::string bytes;
      const Box box = EncodeMask(mask, bytes).bounds;
      EXPECT_EQ(box, BoxOf(group["bbox"][i])) << group["name"].GetString() << " mask " << i;
      EXPECT_EQ(Area(mask.counts), group["area"][i].GetUint64());
      EXPECT_EQ(CocoStringFromRuns(mask.counts), group["masks"][i].GetString());
    }
  }
  EXPECT_GT(compared, 10u);
}

TEST(ShapeCodecTest, MasksFromPolygonsEqualTheReference) {
  const auto oracles = Oracles("polygon_to_mask.json");
  const auto cases = Cases(oracles);
  for (const rapidjson::Value* const at : cases) {
    const rapidjson::Value& mask = *at;
    const auto runs = Runs(mask["runs"]);
    EXPECT_EQ(CocoStringFromRuns(runs), mask["counts"].GetString());
    EXPECT_EQ(RunsFromCocoString(mask["counts"].GetString()).value(), runs);
    EXPECT_EQ(Area(runs), mask["area"].GetUint64());
    std::string bytes;
    EXPECT_EQ(EncodeMask({mask["size"][1].GetUint(), mask["size"][0].GetUint(), runs}, bytes).bounds,
              BoxOf(mask["bbox"]))
        << mask["name"].GetString();
  }
  EXPECT_GT(cases.size(), 30u);
}

// The sizes of these pictures are in the file of the labels.
TEST(ShapeCodecTest, MasksOfRealLabelsEqualTheReference) {
  if (!std::filesystem::exists(LABELWATCH_SHARED "/oracles")) {
    GTEST_SKIP() << "the folder of oracles is not there: " LABELWATCH_SHARED "/oracles";
  }
  const auto oracle = Oracle("annotation_masks.json");
  const auto labels = Oracle("../data/cocoapi_oracle/instances_val2014_100.json");
  std::map<std::int64_t, std::pair<unsigned, unsigned>> image_size, label_size;
  for (const auto& image : labels["images"].GetArray()) {
    image_size[image["id"].GetInt64()] = {image["width"].GetUint(), image["height"].GetUint()};
  }
  for (const auto& label : labels["annotations"].GetArray()) {
    label_size[label["id"].GetInt64()] = image_size.at(label["image_id"].GetInt64());
  }
  for (const auto& mask : oracle.GetArray()) {
    const auto runs = RunsFromCocoString(mask["counts"].GetString());
    ASSERT_TRUE(runs);
    EXPECT_EQ(CocoStringFromRuns(*runs), mask["counts"].GetString());
    EXPECT_EQ(Area(*runs), mask["area"].GetUint64());
    const auto [width, height] = label_size.at(mask["annotation_id"].GetInt64());
    std::string bytes;
    EXPECT_EQ(EncodeMask({width, height, *runs}, bytes).bounds, BoxOf(mask["bbox"]))
        << mask["annotation_id"].GetInt64();
  }
  EXPECT_GT(oracle.Size(), 100u);
}

}  // namespace
}  // namespace labelwatch
