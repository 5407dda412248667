// Which frames people would be asked to look at, as the command is typed.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "schema/relabel.h"
#include "typed_command.h"

namespace labelwatch {
namespace {

namespace fs = std::filesystem;

class ReplayRequestsTest : public testing::Test {
 protected:
  ReplayRequestsTest() {
    std::string pattern = (fs::temp_directory_path() / "labelwatch_requests_XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~ReplayRequestsTest() override { fs::remove_all(folder_); }

  // The sample of 57 frames with staged mistakes, under a configuration; the requests by arm.
  std::map<ReviewArm, std::vector<RelabelRequest>> Asked(const std::string& labeling) const {
    const std::string sample = LABELWATCH_REPOSITORY "/deploy/sample", out = (folder_ / "requests.jsonl").string();
    const std::string config = (folder_ / "config.yaml").string();
    std::ofstream(config) << "labeling: " << labeling << "\n";
    const Typed typed = Type(
        {AddReplay}, {"replay", "--labels", sample + "/labels_staged.json", "--predictions",
                      "xl=" + sample + "/detections_yolo-fastest-1.1-xl.json", "--config", config, "--requests", out});
    EXPECT_EQ(typed.exit_code, 0) << typed.err;
    std::map<ReviewArm, std::vector<RelabelRequest>> asked;
    std::ifstream lines(out);
    for (std::string line; std::getline(lines, line);) {
      auto request = DecodeRelabelRequest(line);
      EXPECT_TRUE(request) << request.error().message;
      if (request) asked[request->frame.arm].push_back(std::move(*request));
    }
    return asked;
  }

  fs::path folder_;
};

TEST_F(ReplayRequestsTest, FlaggedFramesAreAskedAndOfTheOthersTheAudit) {
  auto flagged = Asked("{audit: 0}");
  ASSERT_EQ(flagged.size(), 1u);
  const auto& requests = flagged[ReviewArm::kFlagged];
  ASSERT_GT(requests.size(), 5u);
  for (const RelabelRequest& request : requests) {
    EXPECT_FALSE(request.frame.findings.empty());
    EXPECT_FALSE(request.frame.labeled.empty());
    EXPECT_EQ(request.frame.predicted.size(), 1u);
    EXPECT_GT(request.priority, 0);
  }
  auto all = Asked("{audit: 1}");
  EXPECT_EQ(all[ReviewArm::kFlagged].size(), requests.size());
  EXPECT_EQ(all[ReviewArm::kAudit].size() + requests.size(), 57u);
  for (const RelabelRequest& request : all[ReviewArm::kAudit]) EXPECT_TRUE(request.frame.findings.empty());
}

TEST_F(ReplayRequestsTest, ACapHoldsInFilesToo) {
  EXPECT_EQ(Asked("{audit: 0, flagged_per_hour: 3}")[ReviewArm::kFlagged].size(), 3u);
}

}  // namespace
}  // namespace labelwatch
