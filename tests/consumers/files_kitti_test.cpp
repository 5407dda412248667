// KITTI objects, results and tracks.

#include <gmock/gmock.h>

#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr const char* kObjects =
    "Car 0.25 1 -1.57 10.5 20 110.5 80 1.5 1.6 4 1 2 30 -1.5\n"
    "Pedestrian 0.00 0 -0.2 712.40 143.00 810.73 307.92 1.89 0.48 1.20 1.84 1.47 8.41 0.01\n"
    "DontCare -1 -1 -10 500 170 590 190 -1 -1 -1 -1000 -1000 -1000 -10\n";

class FilesKittiTest : public ::testing::Test {
 protected:
  FilesKittiTest() {
    for (const char* name : {"label_2", "image_2", "results", "label_02", "image_02", "image_02/0003"}) {
      std::filesystem::create_directory(At(name));
    }
  }
  std::string At(const std::string& name) const { return root_ + "/" + name; }
  const TemporaryFolder folder_;
  const std::string root_ = std::filesystem::path(folder_.Write("notes.md", "hello")).parent_path().string();
};

TEST_F(FilesKittiTest, ObjectsAreLabelsAndDontCareIsAnIgnoreRegion) {
  folder_.Write("label_2/000007.txt", kObjects);
  folder_.Write("label_2/000008.txt", "");
  folder_.Write("image_2/000007.png", std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x04\xDA\0\0\x01\x76", 24));
  const auto read = ReadStream({At("label_2")});
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:000007.png L:000008") << "of the second there is no picture; its file is empty";
  const LabeledFrame& frame = read->Labels(0);
  EXPECT_EQ(frame.image_width, 1242u);
  EXPECT_EQ(frame.image_height, 374u);
  ASSERT_EQ(frame.labels.size(), 2u);
  EXPECT_EQ(read->Class(frame.labels[0].class_id), "Car");
  EXPECT_EQ(frame.labels[0].shape.bounds, (Box{10.5, 20, 110.5, 80}));
  EXPECT_NE(frame.labels[0].attributes.find("0.25"), std::string_view::npos);
  EXPECT_NE(frame.labels[0].attributes.find("occluded"), std::string_view::npos);
  ASSERT_EQ(frame.ignore_regions.size(), 1u);
  EXPECT_EQ(frame.ignore_regions[0].box, (Box{500, 170, 590, 190}));
  EXPECT_TRUE(frame.ignore_regions[0].every_class);
  EXPECT_TRUE(read->Labels(1).labels.empty());
}

TEST_F(FilesKittiTest, ResultsHaveAScore) {
  folder_.Write("label_2/000007.txt", kObjects);
  folder_.Write("results/000007.txt",
                "Car -1 -1 -10 10 20 110 80 -1 -1 -1 -1000 -1000 -1000 -10 0.875\n"
                "Car -1 -1 -10 10 20 110 80 -1 -1 -1 -1000 -1000 -1000 -10 12.5\n");
  const auto read = ReadStream({At("label_2")}, {{"m", At("results")}});
  ASSERT_EQ(read->error, "");
  ASSERT_EQ(read->Order(), "L:000007 P:000007");
  ASSERT_EQ(read->Predictions(1).predictions.size(), 1u);
  EXPECT_EQ(read->Predictions(1).predictions[0].score, 0.875);
  EXPECT_THAT(read->problems, Contains(HasSubstr("results/000007.txt:2: its score is not within 0..1; scale")));
}

TEST_F(FilesKittiTest, TracksAreTheFramesOfASequence) {
  folder_.Write("label_02/0003.txt",
                "0 7 Car 0 0 -1.5 10 20 110 80 1.5 1.6 4 1 2 30 -1.5\n"
                "0 -1 DontCare -1 -1 -10 500 170 590 190 -1 -1 -1 -1000 -1000 -1000 -10\n"
                "2 7 Car 0 0 -1.5 12 20 112 80 1.5 1.6 4 1 2 30 -1.5\n");
  for (const char* name : {"000002.png", "000003.png"}) folder_.Write(std::string("image_02/0003/") + name, "damaged");
  const auto read = ReadStream({At("label_02")});
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:000000 L:000001 L:000002.png L:000003.png")
      << "every picture of the sequence was labeled";
  EXPECT_EQ(read->Labels(0).sequence, "0003");
  EXPECT_EQ(read->records[0]->key, "0003");
  EXPECT_EQ(read->Labels(2).sequence_index, 2);
  EXPECT_EQ(read->Labels(2).labels.at(0).track_id, "7");
  EXPECT_EQ(read->Labels(0).ignore_regions.size(), 1u);
  EXPECT_TRUE(read->Labels(1).labels.empty());
}

TEST_F(FilesKittiTest, BrokenLinesAreNamed) {
  folder_.Write("label_2/1.txt", std::string(kObjects) +
                                     "Car 0 0 0 1 2 3 4 1 1 1 1 1 1\nCar 0 0 0 1 x 3 4 1 1 1 1 1 1 1\n"
                                     "5 0 0 0 1 2 3 4 1 1 1 1 1 1 1\n\xFF\xFE 0 0 0 1 2 3 4 1 1 1 1 1 1 1\n");
  folder_.Write("label_2/2.txt", "hello\n");
  const auto read = ReadStream({At("label_2")});
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:1");
  EXPECT_EQ(read->Labels(0).labels.size(), 2u);
  EXPECT_EQ(read->progress.skipped, 6u);
  EXPECT_THAT(read->problems, Contains(HasSubstr("1.txt:4: it has 14 columns, KITTI has 15")));
  EXPECT_THAT(read->problems, Contains(HasSubstr("1.txt:5: column 6 is not a number")));
  EXPECT_THAT(read->problems, Contains(HasSubstr("1.txt:6: its type is a number; is it YOLO text?")));
  EXPECT_THAT(read->problems, Contains(HasSubstr("1.txt:7: its type is not UTF-8")));
  EXPECT_THAT(read->problems, Contains(HasSubstr("2.txt: no line of it can be used")));
}

// Datumaro writes the names of classes as they are.
TEST_F(FilesKittiTest, ATypeMayHaveSeveralWords) {
  const std::string file = folder_.Write("label_2/1.txt",
                                         "wine glass 0 0 0 1 2 3 4 1 1 1 1 1 1 1\n"
                                         "a b c 0 0 0 1 2 3 4 1 1 1 1 1 1 1 0.5\nCar 0 0 0 1 2 3 4 1 1 1 1 1 1 1\n");
  const auto read = ReadStream({file});
  ASSERT_EQ(read->error, "");
  EXPECT_TRUE(read->problems.empty());
  ASSERT_EQ(read->Labels(0).labels.size(), 3u);
  EXPECT_EQ(read->Class(read->Labels(0).labels[0].class_id), "wine glass");
  EXPECT_EQ(read->Class(read->Labels(0).labels[1].class_id), "a b c");
  EXPECT_EQ(read->Labels(0).labels[1].shape.bounds, (Box{1, 2, 3, 4}));
}

TEST_F(FilesKittiTest, FramesOfATrackAreBounded) {
  folder_.Write("label_02/0003.txt",
                "0 7 Car 0 0 -1.5 10 20 110 80 1.5 1.6 4 1 2 30 -1.5\n"
                "4000000000 7 Car 0 0 -1.5 10 20 110 80 1.5 1.6 4 1 2 30 -1.5\n");
  const auto read = ReadStream({At("label_02")});
  EXPECT_EQ(read->Order(), "L:000000");
  EXPECT_THAT(read->problems, Contains(HasSubstr("0003.txt:2: its frame is not a number within 0..999999")));
}

}  // namespace
}  // namespace labelwatch
