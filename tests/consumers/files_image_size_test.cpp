// Sizes of pictures from their headers.

#include <gmock/gmock.h>

#include "consumers/files/dataset/image_size.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::HasSubstr;

std::string Little(std::uint32_t number, int bytes) {
  const std::string text = Big(number, bytes);
  return {text.rbegin(), text.rend()};
}

std::string Jpeg(std::uint32_t width, std::uint32_t height, std::uint32_t orientation = 1) {
  const std::string exif = std::string("Exif\0\0MM\0*", 10) + Big(8, 4) + Big(1, 2) + Big(0x0112, 2) + Big(3, 2) +
                           Big(1, 4) + Big(orientation, 2) + Big(0, 2);
  return "\xFF\xD8\xFF\xE1" + Big(static_cast<std::uint32_t>(exif.size()) + 2, 2) + exif + "\xFF\xFE" + Big(1000, 2) +
         std::string(998, 'x') + "\xFF\xC0" + Big(17, 2) + "\x08" + Big(height, 2) + Big(width, 2) + "\x03";
}

class ImageSizeTest : public ::testing::Test {
 protected:
  std::string SizeOf(const std::string& content) {
    const auto size = ReadImageSize(folder_.Write("picture", content));
    return size ? std::to_string(size->width) + "x" + std::to_string(size->height) : size.error().message;
  }
  TemporaryFolder folder_;
};

TEST_F(ImageSizeTest, HeadersOfFiveKinds) {
  EXPECT_EQ(SizeOf(Png(200, 100)), "200x100");
  EXPECT_EQ(SizeOf(Jpeg(200, 100)), "200x100");
  EXPECT_EQ(SizeOf(Jpeg(200, 100, 6)), "100x200") << "shown on its side";
  EXPECT_EQ(SizeOf("GIF89a" + Little(200, 2) + Little(100, 2)), "200x100");
  EXPECT_EQ(SizeOf("BM" + std::string(12, '\0') + Little(40, 4) + Little(200, 4) + Little(0 - 100u, 4)), "200x100");
  EXPECT_EQ(SizeOf("RIFF1234WEBPVP8X" + std::string(8, '\0') + Little(199, 3) + Little(99, 3)), "200x100");
  EXPECT_EQ(SizeOf("RIFF1234WEBPVP8L1234/" + Little(199u | 99u << 14, 4) + std::string(5, '\0')), "200x100");
  EXPECT_EQ(SizeOf("RIFF1234WEBPVP8 1234" + std::string(6, 'x') + Little(200, 2) + Little(100, 2)), "200x100");
}

TEST_F(ImageSizeTest, DamagedHeadersEndInASentence) {
  for (const std::string& good : {Png(200, 100), Jpeg(200, 100)}) {
    for (std::size_t size = 0; size + 8 < good.size(); ++size)
      EXPECT_THAT(SizeOf(good.substr(0, size)), HasSubstr("picture"));
  }
  EXPECT_THAT(SizeOf(Png(0, 100)), HasSubstr("holds no size"));
  EXPECT_THAT(SizeOf(Png(1u << 31, 100)), HasSubstr("holds no size"));
  EXPECT_THAT(SizeOf("hello"), HasSubstr("is no PNG, JPEG"));
}

TEST_F(ImageSizeTest, RealPicturesHaveTheSizeOfTheirLabels) {
  const std::string folder = std::string(LABELWATCH_SHARED) + "/data/coco_open_images_val2017/";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the shared data folder is not there: " << folder;
  const auto read = ReadStream({folder + "instances.json"});
  ASSERT_EQ(read->records.size(), 57u);
  for (const auto& record : read->records) {
    const auto size = ReadImageSize(folder + "images/" + std::string(record->labels.frame_id));
    ASSERT_TRUE(size) << size.error().message;
    EXPECT_EQ(size->width, record->labels.image_width);
    EXPECT_EQ(size->height, record->labels.image_height);
  }
}

}  // namespace
}  // namespace labelwatch
