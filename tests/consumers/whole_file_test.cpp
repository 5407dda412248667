#include "consumers/files/whole_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/temporary_folder.h"

namespace labelwatch {
namespace {

namespace fs = std::filesystem;

class WholeFileTest : public testing::Test {
 protected:
  std::string At(const std::string& name) const { return folder_.Path(name); }
  std::string Text(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(At(name), std::ios::binary).rdbuf();
    return text.str();
  }
  bool Alone(const std::string& name) const {
    return std::ranges::all_of(fs::directory_iterator(folder_.Path()),
                               [&](const auto& at) { return at.path() == At(name); });
  }

  const TemporaryFolder folder_;
};

Result<void> WriteNew(std::ostream& out) {
  out << "new";
  return {};
}

TEST_F(WholeFileTest, StandsInItsPlaceOnceItIsClosed) {
  WholeFile file;
  ASSERT_TRUE(file.Open(At("a")));
  file.Stream() << "new";
  EXPECT_FALSE(fs::exists(At("a")));
  ASSERT_TRUE(file.Close());
  EXPECT_EQ(Text("a"), "new");
  EXPECT_TRUE(Alone("a"));
}

TEST_F(WholeFileTest, GivenUpItLeavesWhatWasThere) {
  std::ofstream(At("a")) << "old";
  {
    WholeFile file;
    ASSERT_TRUE(file.Open(At("a")));
    file.Stream() << "new";
  }
  EXPECT_EQ(Text("a"), "old");
  EXPECT_TRUE(Alone("a"));
}

TEST_F(WholeFileTest, AnErrorWhileWritingLeavesWhatWasThere) {
  std::ofstream(At("a")) << "old";
  const auto written =
      WriteWholeFile(At("a"), Replace::kYes, [](std::ostream&) -> Result<void> { return BadInput("no use"); });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message, "no use");
  EXPECT_EQ(Text("a"), "old");
  EXPECT_TRUE(Alone("a"));
}

TEST_F(WholeFileTest, WhatIsThereIsNotReplacedUnasked) {
  std::ofstream(At("a")) << "old";
  fs::create_symlink(At("a"), At("link"));
  EXPECT_FALSE(WriteWholeFile(At("a"), Replace::kNo, WriteNew));
  EXPECT_FALSE(WriteWholeFile(At("link"), Replace::kNo, WriteNew));
  EXPECT_EQ(Text("a"), "old");
}

TEST_F(WholeFileTest, ALinkStaysALink) {
  std::ofstream(At("a")) << "old";
  fs::create_symlink(At("a"), At("link"));
  ASSERT_TRUE(WriteWholeFile(At("link"), Replace::kYes, WriteNew));
  EXPECT_TRUE(fs::is_symlink(At("link")));
  EXPECT_EQ(Text("a"), "new");
}

TEST_F(WholeFileTest, ADeviceIsWrittenAsItIs) {
  EXPECT_TRUE(CanWriteFile("/dev/null"));
  EXPECT_TRUE(WriteWholeFile("/dev/null", Replace::kNo, WriteNew));
}

TEST_F(WholeFileTest, AFolderThatIsNotThereIsNamed) {
  EXPECT_FALSE(CanWriteFile(At("none/a")));
  const auto written = WriteWholeFile(At("none/a"), Replace::kYes, WriteNew);
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, testing::HasSubstr("cannot write " + At("none/a")));
}

TEST_F(WholeFileTest, ToBeAbleToWriteChangesNothing) {
  std::ofstream(At("a")) << "old";
  EXPECT_TRUE(CanWriteFile(At("a")));
  EXPECT_EQ(Text("a"), "old");
  EXPECT_TRUE(CanWriteFile(At("b")));
  EXPECT_TRUE(Alone("a"));
}

}  // namespace
}  // namespace labelwatch
