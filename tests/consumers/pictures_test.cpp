// Where the bytes of pictures may come from: a folder, and allowed hosts, against a real HTTP server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <vector>

#include "consumers/images/http_pictures.h"
#include "consumers/images/picture_file.h"
#include "tests/consumers/picture_server.h"
#include "tests/support/temporary_folder.h"

namespace labelwatch {
namespace {

namespace fs = std::filesystem;

class PicturesTest : public testing::Test {
 protected:
  PicturesTest() {
    fs::create_directories(folder_ / "root" / "day");
    std::ofstream(folder_ / "root" / "day" / "a.jpg") << "picture";
    std::ofstream(folder_ / "secret.txt") << "secret";
    fs::create_symlink(folder_ / "secret.txt", folder_ / "root" / "link.jpg");
  }

  ImageOutcome FromFolder(const std::string& path, std::size_t most = 100) {
    const auto read = ReadPictureFile((folder_ / "root").string(), path, most, bytes_);
    return read ? ImageOutcome::kJudged : read.error();
  }

  const TemporaryFolder folder_;
  std::string bytes_;
};

TEST_F(PicturesTest, FilesComeFromBelowTheirFolderAlone) {
  EXPECT_EQ(FromFolder("day/a.jpg"), ImageOutcome::kJudged);
  EXPECT_EQ(bytes_, "picture");
  EXPECT_EQ(FromFolder("../secret.txt"), ImageOutcome::kOutsideRoot);
  EXPECT_EQ(FromFolder("link.jpg"), ImageOutcome::kOutsideRoot);
  EXPECT_EQ(FromFolder("day/b.jpg"), ImageOutcome::kNotFound);
  EXPECT_EQ(FromFolder("day/a.jpg", 3), ImageOutcome::kTooLarge);
  EXPECT_EQ(FromFolder("day"), ImageOutcome::kUnreadable);
}

TEST(HttpPicturesTest, OnlyWhatIsAllowedIsFetchedAndEveryEndHasAName) {
  const PictureServer server;
  ImageOptions options;
  options.allowed_hosts = {server.Host()};
  options.max_bytes = 5000;
  options.timeout_ms = 700;
  options.max_redirects = 2;
  HttpPictures pictures(options);
  std::string bytes;
  const auto get = [&](const std::string& url) {
    const auto got = pictures.Get(url, bytes);
    return got ? ImageOutcome::kJudged : got.error();
  };
  const std::string base = "http://" + server.Host();
  EXPECT_EQ(get(base + "/a.jpg"), ImageOutcome::kJudged);
  EXPECT_EQ(bytes, "picture");
  EXPECT_EQ(get(base + "/to-a.jpg"), ImageOutcome::kJudged);
  EXPECT_EQ(get(base + "/none.jpg"), ImageOutcome::kNotFound);
  EXPECT_EQ(get(base + "/broken.jpg"), ImageOutcome::kHttpError);
  EXPECT_EQ(get(base + "/large.jpg"), ImageOutcome::kTooLarge);
  EXPECT_EQ(get(base + "/loop.jpg"), ImageOutcome::kRedirects);
  EXPECT_EQ(get(base + "/away.jpg"), ImageOutcome::kNotAllowed);
  EXPECT_EQ(get(base + "/file.jpg"), ImageOutcome::kNotAllowed);
  EXPECT_EQ(get(base + "/never.jpg"), ImageOutcome::kTimeout);
  EXPECT_EQ(get("http://localhost:1/a.jpg"), ImageOutcome::kNotAllowed);
  EXPECT_EQ(get("http://user:word@" + server.Host() + "/a.jpg"), ImageOutcome::kNotAllowed);
  EXPECT_EQ(get("ftp://" + server.Host() + "/a.jpg"), ImageOutcome::kNotAllowed);
  EXPECT_EQ(get("http://"), ImageOutcome::kNotAllowed);
}

TEST(HttpPicturesTest, SeveralAreOnTheirWayAtOnce) {
  const PictureServer server;
  ImageOptions options;
  options.allowed_hosts = {server.Host()};
  HttpPictures pictures(options);
  std::vector<HttpPictures::Ticket> tickets;
  for (int i = 0; i < 4; ++i) tickets.push_back(pictures.Start("http://" + server.Host() + "/four.jpg"));
  for (const auto ticket : tickets) {
    std::string bytes;
    EXPECT_TRUE(pictures.Finish(ticket, std::chrono::minutes(1), bytes));
    EXPECT_EQ(bytes, "picture");
  }
}

TEST(HttpPicturesTest, WhoWaitsNoLongerGivesItUp) {
  const PictureServer server;
  ImageOptions options;
  options.allowed_hosts = {server.Host()};
  options.timeout_ms = 3'600'000;
  HttpPictures pictures(options);
  const auto never = pictures.Start("http://" + server.Host() + "/never.jpg");
  std::string bytes;
  const auto got = pictures.Finish(never, std::chrono::milliseconds(1), bytes);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error(), ImageOutcome::kNotLookedAt);
  EXPECT_TRUE(pictures.Get("http://" + server.Host() + "/a.jpg", bytes)) << "the others are not disturbed";
}

TEST(HttpPicturesTest, NobodyListens) {
  ImageOptions options;
  options.allowed_hosts = {"127.0.0.1:1"};
  HttpPictures pictures(options);
  std::string bytes;
  const auto got = pictures.Get("http://127.0.0.1:1/a.jpg", bytes);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error(), ImageOutcome::kUnreachable);
}

}  // namespace
}  // namespace labelwatch
