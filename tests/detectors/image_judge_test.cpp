// Pictures made here, each with one thing wrong, and the sample's real ones.

#include "detectors/images/image_judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "schema/text.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Coloured shapes and fine texture, as photographs have.
cv::Mat Scene(int seed, int width = 320, int height = 240) {
  cv::Mat picture(height, width, CV_8UC3, cv::Scalar(90, 130, 170));
  cv::RNG random(static_cast<std::uint64_t>(seed) + 1);
  for (int i = 0; i < 60; ++i) {
    const cv::Point at(random.uniform(0, width), random.uniform(0, height));
    const cv::Scalar colour(random.uniform(0, 256), random.uniform(0, 256), random.uniform(0, 256));
    cv::circle(picture, at, random.uniform(4, 40), colour, cv::FILLED);
  }
  cv::Mat noise(height, width, CV_8UC3);
  random.fill(noise, cv::RNG::NORMAL, 0, 12);
  picture += noise;
  return picture;
}

std::string Encoded(const cv::Mat& picture, const char* ending = ".png") {
  std::vector<unsigned char> bytes;
  cv::imencode(ending, picture, bytes);
  return {bytes.begin(), bytes.end()};
}

class ImageJudgeTest : public testing::Test {
 protected:
  std::vector<ImageCause> Causes(const std::string& bytes, const std::string& sequence = "") {
    LabeledFrame frame;
    const std::string& id = ids_.emplace_back("frame" + std::to_string(ids_.size()));
    frame.frame_id = id;
    frame.sequence = sequence;
    frame.image_width = width_;
    frame.image_height = height_;
    frame.image_sha256 = sha256_;
    outcome_ = judge_.Judge(frame, bytes);
    std::vector<ImageCause> causes;
    for (const ImageSuspicion& suspicion : judge_.Suspicions()) {
      EXPECT_FALSE(suspicion.sentence.empty());
      EXPECT_GE(suspicion.score, -10);
      causes.push_back(suspicion.cause);
    }
    return causes;
  }

  std::deque<std::string> ids_;
  std::uint32_t width_ = 0, height_ = 0;
  std::string sha256_;
  ImageOutcome outcome_ = ImageOutcome::kJudged;
  ImageJudge judge_{1'000'000, 1000};
};

TEST_F(ImageJudgeTest, OrdinaryPicturesAreNotSuspicious) {
  for (int seed = 0; seed < 10; ++seed) {
    EXPECT_THAT(Causes(Encoded(Scene(seed), seed % 2 == 0 ? ".png" : ".jpg")), IsEmpty()) << seed;
    EXPECT_EQ(outcome_, ImageOutcome::kJudged);
  }
}

TEST_F(ImageJudgeTest, TheFrameThatHadThePictureFirstIsNamedWithWholeCharacters) {
  const std::string picture = Encoded(Scene(1));
  for (const std::string ascii : {"", "a"}) {
    std::string id = ascii;
    for (int i = 0; i < 100; ++i) id += "\u00e9";  // two bytes
    ImageJudge judge(1'000'000, 1000);
    LabeledFrame first, second;
    first.frame_id = id;
    second.frame_id = "second";
    judge.Judge(first, picture);
    judge.Judge(second, picture);
    ASSERT_FALSE(judge.Suspicions().empty());
    EXPECT_THAT(judge.Suspicions()[0].sentence, testing::HasSubstr("\u00e9"));
    EXPECT_TRUE(ValidUtf8(judge.Suspicions()[0].sentence)) << judge.Suspicions()[0].sentence;
  }
}

TEST_F(ImageJudgeTest, ExposureContrastAndBlur) {
  EXPECT_THAT(Causes(Encoded(Scene(1) * 0.1)), ElementsAre(ImageCause::kDark));
  EXPECT_THAT(Causes(Encoded(Scene(2) * 0.02 + cv::Scalar(250, 250, 250))), ElementsAre(ImageCause::kBright));
  EXPECT_THAT(Causes(Encoded(cv::Mat(240, 320, CV_8UC3, cv::Scalar(120, 120, 120)))),
              testing::Contains(ImageCause::kLowInformation));
  cv::Mat blurred;
  cv::GaussianBlur(Scene(4), blurred, {}, 12);
  EXPECT_THAT(Causes(Encoded(blurred)), ElementsAre(ImageCause::kBlurred));
  cv::Mat fog;
  cv::GaussianBlur(Scene(5), fog, {}, 1);
  EXPECT_THAT(Causes(Encoded(fog * 0.1 + cv::Scalar(140, 140, 140))), ElementsAre(ImageCause::kLowContrast));
}

TEST_F(ImageJudgeTest, ACutOffOrDamagedFile) {
  const std::string jpeg = Encoded(Scene(1), ".jpg"), png = Encoded(Scene(2));
  EXPECT_THAT(Causes(jpeg.substr(0, jpeg.size() / 2)), ElementsAre(ImageCause::kTruncated));
  EXPECT_EQ(outcome_, ImageOutcome::kTruncated);
  EXPECT_THAT(Causes(png.substr(0, png.size() / 2)), ElementsAre(ImageCause::kTruncated));
  std::string damaged = png;
  for (std::size_t i = damaged.size() / 3; i < damaged.size() / 3 + 50; ++i) damaged[i] = '\x55';
  EXPECT_THAT(Causes(damaged), ElementsAre(ImageCause::kCorrupt));
}

TEST_F(ImageJudgeTest, AnotherPictureThanTheMessageSays) {
  width_ = 640;
  height_ = 480;
  EXPECT_THAT(Causes(Encoded(Scene(1))), ElementsAre(ImageCause::kSizeDiffers));
  width_ = 320;
  height_ = 240;
  EXPECT_THAT(Causes(Encoded(Scene(2))), IsEmpty());
  sha256_ = std::string(32, '\x01');
  EXPECT_THAT(Causes(Encoded(Scene(3))), ElementsAre(ImageCause::kContentDiffers));
}

TEST_F(ImageJudgeTest, DuplicatesNearDuplicatesAndPlaceholders) {
  const cv::Mat scene = Scene(1);
  EXPECT_THAT(Causes(Encoded(scene)), IsEmpty());
  EXPECT_THAT(Causes(Encoded(scene)), ElementsAre(ImageCause::kDuplicate));
  EXPECT_THAT(Causes(Encoded(scene * 0.9, ".jpg")), ElementsAre(ImageCause::kNearDuplicate));
  EXPECT_THAT(Causes(Encoded(Scene(2))), IsEmpty()) << "another scene";
  // Frames of one video look alike by nature.
  EXPECT_THAT(Causes(Encoded(Scene(3)), "drive"), IsEmpty());
  EXPECT_THAT(Causes(Encoded(Scene(3) * 0.95), "drive"), IsEmpty());
  std::vector<ImageCause> last;
  for (int i = 0; i < 8; ++i) last = Causes(Encoded(Scene(9)));
  EXPECT_THAT(last, ElementsAre(ImageCause::kPlaceholder));
}

TEST_F(ImageJudgeTest, WhatIsUnusualForTheStream) {
  for (int seed = 10; seed < 160; ++seed) EXPECT_THAT(Causes(Encoded(Scene(seed))), IsEmpty()) << seed;
  cv::Mat grey, wide;
  cv::cvtColor(Scene(1), grey, cv::COLOR_BGR2GRAY);
  EXPECT_THAT(Causes(Encoded(grey)), ElementsAre(ImageCause::kGrey));
  EXPECT_THAT(Causes(Encoded(Scene(2, 960, 80))), testing::Contains(ImageCause::kOddAspectRatio));
  EXPECT_THAT(Causes(Encoded(Scene(3, 40, 30))), testing::Contains(ImageCause::kOddSize));
}

// A PNG header that announces 40,000 x 40,000 pixels: nothing is decoded.
TEST_F(ImageJudgeTest, ABombIsRefusedByItsHeader) {
  std::string png = Encoded(Scene(1));
  const auto put = [&](std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) png[at + i] = static_cast<char>(value >> (24 - 8 * i));
  };
  put(16, 40'000);
  put(20, 40'000);
  EXPECT_THAT(Causes(png), IsEmpty());
  EXPECT_EQ(outcome_, ImageOutcome::kTooManyPixels);
  put(16, 0x7fffffff);
  put(20, 0x7fffffff);
  Causes(png);
  EXPECT_EQ(outcome_, ImageOutcome::kTooManyPixels);
}

TEST_F(ImageJudgeTest, AnyBytesEndInAnOutcome) {
  for (const char* text : {"", "x", "\xff\xd8", "\xff\xd8\xff\xe0", "\x89PNG\r\n\x1a\n", "GIF89a", "BM", "RIFF....WEBP",
                           "II*", "<html>not found</html>"}) {
    Causes(text);
    EXPECT_NE(outcome_, ImageOutcome::kJudged) << text;
  }
  cv::RNG random(5);
  for (const char* ending : {".png", ".jpg", ".webp", ".bmp", ".tiff"}) {
    const std::string whole = Encoded(Scene(1, 64, 48), ending);
    for (int i = 0; i < 150; ++i) {
      std::string bytes = whole;
      for (int k = 0; k < 4; ++k) {
        bytes[static_cast<std::size_t>(random.uniform(0, static_cast<int>(bytes.size())))] =
            static_cast<char>(random.uniform(0, 256));
      }
      Causes(bytes.substr(0, static_cast<std::size_t>(random.uniform(1, static_cast<int>(bytes.size()) + 1))));
    }
  }
}

// Real photographs. One shows a small aeroplane in a grey sky: nine tenths of it lie within 0.09 of the scale.
TEST_F(ImageJudgeTest, OfTheSamplesPhotographsOnlyTheOneWithoutContrastIsFlagged) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(LABELWATCH_REPOSITORY "/deploy/sample/images")) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  ASSERT_EQ(paths.size(), 57u);
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    Causes({std::istreambuf_iterator<char>(file), {}});
    EXPECT_EQ(outcome_, ImageOutcome::kJudged) << path;
    for (const ImageSuspicion& suspicion : judge_.Suspicions()) {
      if (suspicion.score < -1) continue;
      EXPECT_EQ(path.filename(), "000000208901.jpg") << suspicion.sentence;
      EXPECT_EQ(suspicion.cause, ImageCause::kLowContrast);
    }
  }
}

}  // namespace
}  // namespace labelwatch
