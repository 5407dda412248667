// Labels as label rows of Encord and back: the same labels. (tests/encord has Encord's SDK read them.)

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "consumers/files/formats.h"
#include "schema/shape_codec.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class FilesEncordWriterTest : public testing::Test {
 protected:
  FilesEncordWriterTest() {
    frame_.frame_id = "a.jpg";
    frame_.annotator = "ann@site.org";
    frame_.labeled_at_ms = 1'773'747'832'000;
    frame_.image_width = 200;
    frame_.image_height = 100;
  }
  Label& Put(const char* id, const Shape& shape) {
    Label& label = frame_.labels.emplace_back();
    label.id = id;
    label.class_id = classes_.Add("car");
    label.shape = shape;
    return label;
  }
  void PutBox(const char* id) { Put(id, {ShapeKind::kBox, {10, 20, 50, 60}, {}}); }
  void Add(const char* name) { writer_->Add(frame_, {name, {}}); }
  std::string Written() {
    writer_->Finish();
    return out_.str();
  }
  std::unique_ptr<ReadFiles> ReadBack() { return ReadStream({folder_.Write("rows.json", Written())}); }

  const TemporaryFolder folder_;
  NameTable classes_{10};
  LabeledFrame frame_;
  std::ostringstream out_;
  std::unique_ptr<LabelWriter> writer_ = FormatOf("encord").write(out_, classes_);
};

TEST_F(FilesEncordWriterTest, EveryShapeIsReadBackAsItWas) {
  std::string turned, polygon, mask;
  const std::vector<Ring> rings = {
      {{10, 10, 90, 10, 90, 90}, false}, {{50, 20, 60, 20, 60, 30}, true}, {{150, 50, 170, 50, 170, 70}, false}};
  const Mask pixels{200, 100, {2030, 5, 95, 5, 100u * 200 - 2030 - 105}};
  PutBox("box");
  Put("turned", EncodeRotatedBox({60, 40, 20, 10, 30}, turned));
  Put("polygon", EncodePolygon(rings, polygon));
  Put("mask", EncodeMask(pixels, mask));
  Add("day/a.jpg");
  const auto read = ReadBack();
  ASSERT_EQ(read->error, "");
  ASSERT_EQ(read->Order(), "L:a.jpg");
  const LabeledFrame frame = read->Labels(0);
  EXPECT_EQ(frame.annotator, "ann@site.org");
  EXPECT_EQ(frame.labeled_at_ms, frame_.labeled_at_ms);
  EXPECT_EQ(frame.image_width, 200u);
  ASSERT_EQ(frame.labels.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(frame.labels[i].id, frame_.labels[i].id);
  EXPECT_EQ(read->Class(frame.labels[0].class_id), "car");
  EXPECT_NEAR(frame.labels[0].shape.bounds.x_min, 10, 1e-9) << "parts of the picture are rounded";
  EXPECT_NEAR(frame.labels[0].shape.bounds.y_max, 60, 1e-9);
  const auto box = DecodeRotatedBox(frame.labels[1].shape.encoded);
  EXPECT_NEAR(box->center_x, 60, 1e-9);
  EXPECT_NEAR(box->width, 20, 1e-9);
  EXPECT_NEAR(box->rotation_degrees, 30, 1e-9);
  const auto read_rings = DecodePolygon(frame.labels[2].shape.encoded);
  ASSERT_EQ(read_rings->size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ((*read_rings)[i].hole, rings[i].hole);
    for (std::size_t k = 0; k < 6; ++k) EXPECT_NEAR((*read_rings)[i].xy[k], rings[i].xy[k], 1e-9);
  }
  EXPECT_EQ(DecodeMask(frame.labels[3].shape.encoded)->counts, pixels.counts);
}

TEST_F(FilesEncordWriterTest, TheFramesOfAVideoAreOneRowAndATrackOneObject) {
  frame_.sequence = "ride.mp4";
  Put("first", {ShapeKind::kBox, {10, 20, 50, 60}, {}}).track_id = "t7";
  for (const std::int64_t number : {0, 12}) {
    frame_.sequence_index = number;
    Add(number == 0 ? "ride.mp4/frame_000000" : "ride.mp4/frame_000012");
  }
  const auto read = ReadBack();
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:frame_000000 L:frame_000012");
  EXPECT_EQ(read->Labels(1).sequence, "ride.mp4");
  EXPECT_EQ(read->Labels(1).sequence_index, 12);
  EXPECT_EQ(read->Labels(1).labels.at(0).track_id, "t7");
}

TEST_F(FilesEncordWriterTest, APictureInWhichNothingIsWasReviewed) {
  Add("empty.png");
  const auto read = ReadBack();
  ASSERT_EQ(read->Order(), "L:empty.png");
  EXPECT_TRUE(read->Labels(0).labels.empty());
  EXPECT_THAT(out_.str(), HasSubstr("\"image/png\""));
}

TEST_F(FilesEncordWriterTest, IdsThatComeTwiceOrAreMissingStandAlone) {
  for (const char* id : {"a", "a", ""}) PutBox(id);
  Add("a.jpg");
  const auto read = ReadBack();
  std::vector<std::string> ids;
  for (const Label& label : read->Labels(0).labels) ids.emplace_back(label.id);
  EXPECT_THAT(ids, ElementsAre("a", "a-2", "object-3"));
}

TEST_F(FilesEncordWriterTest, SuggestionsAreNotManualAndHaveTheirScore) {
  Suggestion one;
  one.label.class_id = classes_.Add("truck");
  one.label.shape = {ShapeKind::kBox, {10, 20, 50, 60}, {}};
  one.score = .25;
  one.note = "wrong_class: sees a truck";
  writer_->Suggest({&one, 1});
  Add("a.jpg");
  EXPECT_THAT(Written(), HasSubstr("\"confidence\":0.25,\"manualAnnotation\":false"));
  EXPECT_EQ(writer_->Losses().at("sentences of findings"), 1u);
}

TEST_F(FilesEncordWriterTest, WhatCannotBeCarriedIsCounted) {
  PutBox("a");
  frame_.labels[0].attributes = "\n\x01k\x12\x01v";
  frame_.frame_classes = {classes_.Add("night")};
  frame_.source = "camera";
  Put("nowhere", {ShapeKind::kBox, {0, 0, std::numeric_limits<double>::quiet_NaN(), 1}, {}});
  Add("a.jpg");
  frame_.image_width = 0;
  Add("b.jpg");
  EXPECT_THAT(Written(), Not(HasSubstr("b.jpg")));
  const auto& losses = writer_->Losses();
  EXPECT_EQ(losses.at("attributes of labels"), 1u);
  EXPECT_EQ(losses.at("classes of frames"), 2u);
  EXPECT_EQ(losses.at("sources of frames"), 2u);
  EXPECT_EQ(losses.at("labels without a finite box"), 1u);
  EXPECT_EQ(losses.at("frames of unknown size"), 1u);
}

}  // namespace
}  // namespace labelwatch
