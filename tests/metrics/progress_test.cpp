#include "metrics/progress.h"

#include <gmock/gmock.h>

#include <memory>

namespace labelwatch {
namespace {

// What a Progress prints, collected in memory.
class Printed {
 public:
  Printed() : file_(open_memstream(&text_, &size_)) {}
  ~Printed() {
    std::fclose(file_);
    std::free(text_);
  }
  std::FILE* File() { return file_; }
  std::string Text() {
    std::fflush(file_);
    return {text_, size_};
  }

 private:
  char* text_ = nullptr;
  std::size_t size_ = 0;
  std::FILE* file_;
};

TEST(ProgressTest, LineNamesShareCountAndSpeed) {
  EXPECT_EQ(Progress::Line("replay", 50, 200, 2.0, false), "replay:  25 %, 50 of 200 frames, 25 frames/s");
  EXPECT_EQ(Progress::Line("run", 50, 0, 2.0, true), "run: 50 frames, 25 frames/s");
}

TEST(ProgressTest, LogGetsOneLineEveryTenSeconds) {
  Printed printed;
  Progress progress("replay", printed.File(), false);
  for (int second = 0; second <= 25; ++second) progress.Show(static_cast<std::uint64_t>(second), 100, second * 1000);
  EXPECT_EQ(printed.Text(),
            "replay:  10 %, 10 of 100 frames, 1 frames/s\n"
            "replay:  20 %, 20 of 100 frames, 1 frames/s\n");
}

TEST(ProgressTest, TerminalRedrawsItsLineAndFinishEndsIt) {
  Printed printed;
  Progress progress("replay", printed.File(), true);
  progress.Show(0, 10, 0);
  progress.Show(5, 10, 1000);
  progress.Finish(10, 10, 2000);
  EXPECT_THAT(printed.Text(), testing::StartsWith("\r\033[Kreplay: [###############...............]  50 %"));
  EXPECT_THAT(printed.Text(), testing::EndsWith("100 %, 10 of 10 frames, 5 frames/s\n"));
}

}  // namespace
}  // namespace labelwatch
