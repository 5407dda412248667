// YOLO text: boxes, corners, polygons, names, sizes of pictures, what is left out.

#include <gmock/gmock.h>

#include <cmath>
#include <iomanip>
#include <map>

#include "schema/shape_codec.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FilesYoloTest : public ::testing::Test {
 protected:
  // A data set: pictures of 200 x 100, two classes.
  FilesYoloTest() {
    for (const char* name : {"images", "images/train", "labels", "labels/train", "runs", "runs/labels"}) {
      std::filesystem::create_directory(At(name));
    }
    folder_.Write("data.yaml", "path: .\nnames:\n  0: car\n  1: bus\n");
  }
  std::string At(const std::string& name) const { return root_ + "/" + name; }
  void Picture(const std::string& name) const { folder_.Write("images/train/" + name, Png(200, 100)); }

  const TemporaryFolder folder_;
  const std::string root_ = std::filesystem::path(folder_.Write("notes.txt", "hello")).parent_path().string();
};

TEST_F(FilesYoloTest, PartsOfThePictureBecomePixels) {
  Picture("1.png");
  folder_.Write("labels/train/1.txt", "0 0.5 0.5 0.2 0.4\n\n1 0.25 0.1 0.1 0.2\r\n");
  const auto read = ReadStream({root_});
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:1.png");
  const LabeledFrame& frame = read->Labels(0);
  EXPECT_EQ(frame.image_width, 200u);
  EXPECT_EQ(frame.image_height, 100u);
  EXPECT_EQ(frame.image_uri, At("images/train/1.png"));
  ASSERT_EQ(frame.labels.size(), 2u);
  EXPECT_EQ(frame.labels[0].shape.bounds, (Box{80, 30, 120, 70}));
  EXPECT_EQ(read->Class(frame.labels[0].class_id), "car");
  EXPECT_EQ(read->Class(frame.labels[1].class_id), "bus");
  EXPECT_EQ(frame.labels[1].id, "3") << "the line";
}

TEST_F(FilesYoloTest, AnEmptyFileWasReviewedAndAMissingFileWasNotLabeled) {
  for (const char* name : {"1.png", "2.png", "3.png"}) Picture(name);
  folder_.Write("labels/train/1.txt", "0 0.5 0.5 0.2 0.4\n");
  folder_.Write("labels/train/2.txt", "");
  const auto read = ReadStream({root_});
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:1.png L:2.png");
  EXPECT_TRUE(read->Labels(1).labels.empty());
  EXPECT_EQ(read->Labels(1).image_width, 200u);
}

TEST_F(FilesYoloTest, EveryPictureMayBeEmpty) {
  Picture("1.png");
  folder_.Write("labels/train/1.txt", "\n");
  const auto read = ReadStream({root_});
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:1.png");
}

// Corners (50,25) (150,25) (150,75) (50,75), the same turned by 45 degrees, and four that form no rectangle.
TEST_F(FilesYoloTest, FourCornersAreATurnedBoxAndMoreAreAPolygon) {
  Picture("1.png");
  folder_.Write("labels/train/1.txt",
                "0 0.25 0.25 0.75 0.25 0.75 0.75 0.25 0.75\n"
                "0 0.5 0.2 0.65 0.5 0.5 0.8 0.35 0.5\n"
                "0 0.25 0.25 0.75 0.25 0.75 0.75 0.5 0.9\n"
                "1 0 0 0.5 0 0.5 1\n");
  const auto read = ReadStream({root_});
  ASSERT_EQ(read->error, "");
  const auto& labels = read->Labels(0).labels;
  ASSERT_EQ(labels.size(), 4u);
  ASSERT_EQ(labels[0].shape.kind, ShapeKind::kRotatedBox);
  const auto upright = DecodeRotatedBox(labels[0].shape.encoded);
  EXPECT_NEAR(upright->width, 100, 1e-9);
  EXPECT_NEAR(upright->height, 50, 1e-9);
  EXPECT_NEAR(upright->rotation_degrees, 0, 1e-9);
  const auto turned = DecodeRotatedBox(labels[1].shape.encoded);
  ASSERT_TRUE(turned);
  EXPECT_NEAR(turned->rotation_degrees, 45, 1e-9);
  EXPECT_NEAR(turned->width, 30 * std::sqrt(2.0), 1e-9);
  EXPECT_NEAR(labels[1].shape.bounds.x_min, 70, 1e-9);
  EXPECT_NEAR(labels[1].shape.bounds.y_max, 80, 1e-9);
  EXPECT_EQ(labels[2].shape.kind, ShapeKind::kPolygon);
  EXPECT_EQ(labels[3].shape.kind, ShapeKind::kPolygon);
  EXPECT_EQ(labels[3].shape.bounds, (Box{0, 0, 100, 100}));
}

TEST_F(FilesYoloTest, PredictionsHaveAConfidenceAndATrackBehind) {
  Picture("1.png");
  folder_.Write("labels/train/1.txt", "0 0.5 0.5 0.2 0.4\n");
  folder_.Write("runs/labels/1.txt",
                "0 0.5 0.5 0.2 0.4 0.75\n1 0.5 0.5 0.2 0.4 0.5 12\n0 0.5 0.5 0.2 0.4\n1 0 0 0.5 0 0.5 1 0.25\n"
                "0 0.25 0.25 0.75 0.25 0.75 0.75 0.25 0.75 0.125\n0 0.5 0.5 0.2 0.4 1.5\n");
  const auto read = ReadStream({root_ + "/labels"}, {{"yolo@8", At("runs")}});
  ASSERT_EQ(read->error, "");
  ASSERT_EQ(read->Order(), "L:1.png P:1.png");
  const auto& predictions = read->Predictions(1).predictions;
  ASSERT_EQ(predictions.size(), 5u);
  EXPECT_EQ(read->Predictions(1).model_version, "8");
  EXPECT_EQ(predictions[0].score, 0.75);
  EXPECT_EQ(predictions[0].shape.bounds, (Box{80, 30, 120, 70}));
  EXPECT_EQ(predictions[1].track_id, "12");
  EXPECT_EQ(predictions[1].score, 0.5);
  EXPECT_EQ(predictions[2].score, 1);
  EXPECT_EQ(predictions[3].shape.kind, ShapeKind::kPolygon);
  EXPECT_EQ(predictions[3].score, 0.25);
  EXPECT_EQ(predictions[4].shape.kind, ShapeKind::kRotatedBox);
  EXPECT_THAT(read->problems, Contains(HasSubstr("runs/labels/1.txt:6: its confidence is not within 0..1")));
  EXPECT_THAT(read->problems, Contains(HasSubstr("1 predictions have no confidence")));
}

TEST_F(FilesYoloTest, PredictionsBelongToLabelsOfAnotherFormatThatSayTheSize) {
  const std::string coco = folder_.Write(
      "coco.json", R"({"images":[{"id":1,"file_name":"train/a.b.jpg","width":200,"height":100}],"annotations":[],
                       "categories":[]})");
  folder_.Write("runs/labels/a.b.txt", "1 0.5 0.5 0.2 0.4 0.75\n");
  const auto read = ReadStream({coco, At("data.yaml")}, {{"m", At("runs/labels")}});
  ASSERT_EQ(read->error, "");
  ASSERT_EQ(read->Order(), "L:a.b.jpg P:a.b.jpg");
  EXPECT_EQ(read->Predictions(1).predictions.at(0).shape.bounds, (Box{80, 30, 120, 70}));
}

TEST_F(FilesYoloTest, SizesMayComeFromACsv) {
  folder_.Write("labels/train/1.txt", "0 0.5 0.5 0.2 0.4\n");
  const std::string csv = folder_.Write("sizes.csv", "image,width,height\n1.jpg,200,100\n2.jpg,x,1\n");
  const auto read = ReadStream({At("labels/train"), csv});
  ASSERT_EQ(read->error, "");
  ASSERT_EQ(read->Order(), "L:1.jpg");
  EXPECT_EQ(read->Labels(0).labels.at(0).shape.bounds, (Box{80, 30, 120, 70}));
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("sizes.csv:3: it holds no name with a width and a height")));
}

TEST_F(FilesYoloTest, WithoutSizesNothingIsGuessed) {
  folder_.Write("labels/train/1.txt", "0 0.5 0.5 0.2 0.4\n");
  EXPECT_THAT(ReadStream({At("labels")})->error, HasSubstr("1.txt: the size of its picture is not known; give"));
  Picture("2.png");
  folder_.Write("labels/train/2.txt", "0 0.5 0.5 0.2 0.4\n");
  const auto read = ReadStream({At("labels")});
  EXPECT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:2.png") << "the other is left out and named";
  EXPECT_EQ(read->progress.skipped, 1u);
}

TEST_F(FilesYoloTest, PicturesOfOneNameInTwoFoldersAreNotMixedUp) {
  for (const char* name : {"images/val", "labels/val"}) std::filesystem::create_directory(At(name));
  Picture("1.png");
  folder_.Write("images/val/1.png", Png(50, 20));
  folder_.Write("labels/train/1.txt", "0 0.5 0.5 1 1\n");
  folder_.Write("labels/val/1.txt", "0 0.5 0.5 1 1\n");
  const auto read = ReadStream({root_});
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:train/1.png L:val/1.png");
  EXPECT_EQ(read->Labels(0).labels.at(0).shape.bounds, (Box{0, 0, 200, 100}));
  EXPECT_EQ(read->Labels(1).labels.at(0).shape.bounds, (Box{0, 0, 50, 20}));
}

TEST_F(FilesYoloTest, WhatLiesBesideTheFolderOfLabelsIsNotReadAsLabels) {
  Picture("1.png");
  folder_.Write("labels/train/1.txt", "0 0.5 0.5 1 1\n");
  std::filesystem::create_directory(At("out"));
  folder_.Write("out/1.txt", "0 0.5 0.5 0.2 0.4 0.5\n");
  const auto read = ReadStream({root_});
  EXPECT_EQ(read->Order(), "L:1.png");
  EXPECT_EQ(read->progress.skipped, 0u);
}

TEST_F(FilesYoloTest, BrokenLinesAreNamedWithFileAndLine) {
  Picture("1.png");
  folder_.Write("labels/train/1.txt",
                "0 0.5 0.5 0.2\n0 0.5 0.5 0.2 0.4 0.9\n7 0.5 0.5 0.2 0.4\n0.5 0.5 0.5 0.2 0.4\n0 a 0.5 0.2 0.4\n"
                "0 100 50 40 40\n-1 0.5 0.5 0.2 0.4\n0 0.1 0.1 0.2 0.2 0.3 0.3 0.4\n0 1e999 0.5 0.2 0.4\n"
                "0 nan 0.5 0.2 0.4\n0,0.5,0.5,0.2,0.4\n");
  const auto read = ReadStream({root_});
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->progress.skipped, 10u);
  ASSERT_EQ(read->Labels(0).labels.size(), 1u) << "NaN goes through and becomes a finding";
  EXPECT_FALSE(read->Labels(0).labels[0].shape.bounds.Finite());
  const auto& said = read->problems;
  EXPECT_THAT(said, Contains(HasSubstr("1.txt:1: it has 4 columns")));
  EXPECT_THAT(said, Contains(HasSubstr("1.txt:11: it has 1 columns: a label has 5, or 1 and two for each corner; they "
                                       "stand apart by spaces, not by commas")));
  EXPECT_THAT(said, Contains(HasSubstr("1.txt:2: it has 6 columns: the sixth looks like a confidence")));
  EXPECT_THAT(said, Contains(HasSubstr("1.txt:3: class 7 has no name in " + At("data.yaml") + ", which holds 2")));
  EXPECT_THAT(said, Contains(HasSubstr("1.txt:4: its class 0.5 is not a whole number")));
  EXPECT_THAT(said, Contains(HasSubstr("1.txt:5: column 2 is not a number")));
  EXPECT_THAT(said, Contains(HasSubstr("1.txt:6: column 2 is 100: coordinates are parts of the picture")));
}

TEST_F(FilesYoloTest, AFileWithoutOneGoodLineIsNotAPictureThatHoldsNothing) {
  Picture("1.png");
  Picture("2.png");
  folder_.Write("labels/train/1.txt", "# notes\n");
  folder_.Write("labels/train/2.txt", "0 0.5 0.5 0.2 0.4\n");
  const auto read = ReadStream({root_});
  EXPECT_EQ(read->Order(), "L:2.png");
  EXPECT_THAT(read->problems, Contains(HasSubstr("1.txt: no line of it can be used; the picture is left out")));
}

TEST_F(FilesYoloTest, KeyPointsArePassedOver) {
  Picture("1.png");
  folder_.Write("data.yaml", "kpt_shape: [1, 3]\nnames: [person]\n");
  folder_.Write("labels/train/1.txt", "0 0.5 0.5 0.2 0.4 0.1 0.1 2\n");
  folder_.Write("runs/labels/1.txt", "0 0.5 0.5 0.2 0.4 0.1 0.1 2 0.75\n0 0.5 0.5 0.2 0.4 0.1 0.1 0.5\n");
  const auto read = ReadStream({At("labels")}, {{"pose", At("runs")}});
  EXPECT_EQ(read->progress.skipped, 0u);
  ASSERT_EQ(read->Predictions(1).predictions.size(), 2u);
  EXPECT_EQ(read->Predictions(1).predictions[0].score, 0.75);
  EXPECT_EQ(read->Predictions(1).predictions[0].shape.bounds, (Box{80, 30, 120, 70}));
  EXPECT_EQ(read->Predictions(1).predictions[1].score, 1) << "three numbers are the key point";
  ASSERT_EQ(read->Labels(0).labels.size(), 1u);
  EXPECT_EQ(read->Labels(0).labels[0].shape.bounds, (Box{80, 30, 120, 70}));
}

TEST_F(FilesYoloTest, WithoutNamesTheRemedyIsSaid) {
  Picture("1.png");
  std::filesystem::remove(At("data.yaml"));
  folder_.Write("labels/train/1.txt", "0 0.5 0.5 0.2 0.4\n");
  EXPECT_THAT(ReadStream({root_})->error, HasSubstr("the classes of YOLO text are numbers; put data.yaml"));
  folder_.Write("data.yaml", "nc: 2\n");
  EXPECT_THAT(ReadStream({root_})->error, HasSubstr("data.yaml holds no names; put data.yaml"));
  folder_.Write("labels/classes.txt", "car\nbus\n");
  EXPECT_EQ(ReadStream({root_})->error, "");
}

TEST_F(FilesYoloTest, AFolderOfTwoFormatsIsRefused) {
  Picture("1.png");
  folder_.Write("labels/train/1.txt", "0 0.5 0.5 0.2 0.4\n");
  folder_.Write("labels/train/1.xml", "<annotation><filename>1.png</filename></annotation>");
  EXPECT_THAT(ReadStream({root_})->error, HasSubstr("name the folder of one of them"));
}

TEST_F(FilesYoloTest, PicturesAloneAreNoLabels) {
  Picture("1.png");
  EXPECT_THAT(ReadStream({At("images")})->error, HasSubstr("hold no labels"));
}

// The sample that is shipped, written as YOLO text with the sizes of its pictures in a CSV: the same boxes come back.
TEST_F(FilesYoloTest, TheSampleHasTheSameBoxesInBothFormats) {
  const std::string sample = std::string(LABELWATCH_REPOSITORY) + "/deploy/sample/";
  const auto coco = ReadStream({sample + "labels.json"}, {{"xl", sample + "detections_yolo-fastest-1.1-xl.json"}});
  ASSERT_EQ(coco->records.size(), 57u + 56u);
  std::map<std::string, std::pair<double, double>> sizes;
  std::string csv = "file_name,width,height\n", names;
  for (NameId id = 1; id < coco->classes.Size(); ++id) names += std::string(coco->classes.Name(id)) + "\n";
  const auto line = [&](NameId class_id, const Box& box, std::pair<double, double> size) {
    std::ostringstream text;
    text << std::setprecision(12) << class_id - 1 << ' ' << (box.x_min + box.x_max) / 2 / size.first << ' '
         << (box.y_min + box.y_max) / 2 / size.second << ' ' << box.Width() / size.first << ' '
         << box.Height() / size.second;
    return text.str();
  };
  for (const auto& record : coco->records) {
    const bool labels = record->side == Side::kLabels;
    const std::string id(labels ? record->labels.frame_id : record->predictions.frame_id);
    if (labels) {
      sizes[id] = {record->labels.image_width, record->labels.image_height};
      csv += id + "," + std::to_string(record->labels.image_width) + "," + std::to_string(record->labels.image_height) +
             "\n";
    }
    std::string text;
    for (const Label& label : record->labels.labels) text += line(label.class_id, label.shape.bounds, sizes[id]) + "\n";
    for (const Prediction& prediction : record->predictions.predictions) {
      std::ostringstream score;
      score << std::setprecision(12) << prediction.score;
      text += line(prediction.class_id, prediction.shape.bounds, sizes[id]) + " " + score.str() + "\n";
    }
    folder_.Write((labels ? "labels/" : "runs/") + id.substr(0, id.rfind('.')) + ".txt", text);
  }
  folder_.Write("labels/classes.txt", names);
  const auto yolo = ReadStream({At("labels"), folder_.Write("sizes.csv", csv)}, {{"xl", At("runs")}});
  ASSERT_EQ(yolo->error, "");
  EXPECT_EQ(yolo->progress.skipped, 0u);
  ASSERT_EQ(yolo->records.size(), coco->records.size());
  std::map<std::string, const ReadRecord*> by_id;
  for (const auto& record : coco->records) {
    by_id[record->side == Side::kLabels ? "L" + std::string(record->labels.frame_id)
                                        : "P" + std::string(record->predictions.frame_id)] = record.get();
  }
  const auto same = [](const Box& a, const Box& b) {
    return std::abs(a.x_min - b.x_min) + std::abs(a.y_min - b.y_min) + std::abs(a.x_max - b.x_max) +
               std::abs(a.y_max - b.y_max) <
           1e-6;
  };
  for (const auto& record : yolo->records) {
    const bool labels = record->side == Side::kLabels;
    const ReadRecord* const other =
        by_id[labels ? "L" + std::string(record->labels.frame_id) : "P" + std::string(record->predictions.frame_id)];
    ASSERT_NE(other, nullptr);
    ASSERT_EQ(record->labels.labels.size(), other->labels.labels.size());
    ASSERT_EQ(record->predictions.predictions.size(), other->predictions.predictions.size());
    for (std::size_t i = 0; i < record->labels.labels.size(); ++i) {
      const Label &a = record->labels.labels[i], &b = other->labels.labels[i];
      EXPECT_TRUE(same(a.shape.bounds, b.shape.bounds));
      EXPECT_EQ(yolo->Class(a.class_id), coco->Class(b.class_id));
    }
    for (std::size_t i = 0; i < record->predictions.predictions.size(); ++i) {
      const Prediction &a = record->predictions.predictions[i], &b = other->predictions.predictions[i];
      EXPECT_TRUE(same(a.shape.bounds, b.shape.bounds));
      EXPECT_NEAR(a.score, b.score, 1e-9);
      EXPECT_EQ(yolo->Class(a.class_id), coco->Class(b.class_id));
    }
  }
}

}  // namespace
}  // namespace labelwatch
