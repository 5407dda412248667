// Requests into a labeling tool, over a real broker; the tool is played.

#include <gmock/gmock.h>

#include "consumers/kafka/bridge.h"
#include "consumers/kafka/clients.h"
#include "producing.h"
#include "tests/support/requests.h"

namespace labelwatch {
namespace {

// Takes whatever it is given; nobody reviews anything.
class PlayedTool : public LabelingTool {
 public:
  std::string Name() const override { return "played"; }
  std::string Place() const override { return "here"; }
  Result<void> Prepare() override { return {}; }
  Result<std::map<std::string, std::vector<std::uint64_t>>> Find(std::span<const std::string> requests) override {
    std::map<std::string, std::vector<std::uint64_t>> found;
    for (const std::string& id : requests) {
      if (const auto task = tasks.find(id); task != tasks.end()) found[id] = {task->second};
    }
    return found;
  }
  Result<std::vector<MadeTask>> Import(std::span<const TaskRequest* const> requests) override {
    imports.push_back(requests.size());
    if (away > 0) {
      --away;
      return Unavailable("the tool is away");
    }
    std::vector<MadeTask> made;
    for (const TaskRequest* one : requests) {
      if (refuses) {
        made.push_back({0, "it has no size"});
        continue;
      }
      const auto [task, added] = tasks.try_emplace(one->request.id, tasks.size() + 1);
      EXPECT_TRUE(added) << one->request.id << " is a task already";
      made.push_back({task->second, {}});
    }
    return made;
  }
  bool MayHaveImported() const override { return false; }
  Result<bool> Remove(std::uint64_t) override { return true; }
  Result<std::string> RequestOf(std::uint64_t) override { return std::string(); }
  Result<ReviewList> ReviewsSince(const std::string&) override { return ReviewList(); }
  Result<std::optional<Review>> Fetch(const ReviewVersion&) override { return std::optional<Review>(); }

  std::map<std::string, std::uint64_t> tasks;
  std::vector<std::size_t> imports;
  int away = 0;
  bool refuses = false;
};

class BridgeImportsTest : public OnePartitionTest {
 protected:
  void SetUp() override {
    OnePartitionTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    Make(kafka_.topics.requests);
  }
  // Until what is there now are tasks.
  void Bridge(const std::string& name, int requests) {
    ForeignProducer producer(kafka_, {});
    for (int i = 0; i < requests; ++i) {
      const RelabelRequest request = WrongClassRequest(name + std::to_string(i));
      producer.Send(kafka_.topics.requests, request.frame_id, EncodeRelabelRequest(request));
    }
    producer.Flush();
    std::atomic<bool> called = false;
    const auto ended = RunBridge({kafka_, {.batch = 10, .forget_ms = forget_ms_, .once = true}, "played"}, tool_,
                                 metrics_, health_, called, {});
    EXPECT_TRUE(ended) << ended.error().message;
  }
  double Commits() const {
    const std::string text = metrics_.Text(), name = "\nlabelwatch_commits_total ";
    return std::stod(text.substr(text.find(name) + name.size()));
  }

  // As with kafka-consumer-groups.sh: everything is read again.
  void ReadFromTheBeginning() const {
    const auto reader = MakeReader(kafka_, kafka_.group + ".played");
    ASSERT_TRUE(reader) << reader.error().message;
    const KafkaPartitions begin = MakePartitions(1);
    rd_kafka_topic_partition_list_add(begin.get(), kafka_.topics.requests.c_str(), 0)->offset = 0;
    ASSERT_TRUE(
        WaitUntil([&] { return rd_kafka_commit(reader->get(), begin.get(), 0) == RD_KAFKA_RESP_ERR_NO_ERROR; }));
  }

  PlayedTool tool_;
  std::int64_t forget_ms_ = 0;
  Names names_{DefaultNameLimits()};
  Metrics metrics_{names_};
  Health health_;
};

// What became of a batch goes with the announcement of the next one, so that between two imports there is one commit.
TEST_F(BridgeImportsTest, OneCommitLiesBetweenTwoImports) {
  Bridge("before", 1);  // of a new book each batch is announced a second time, once the tool was asked for it
  const double before = Commits();
  tool_.imports.clear();
  Bridge("f", 100);
  EXPECT_EQ(tool_.tasks.size(), 101U);
  EXPECT_THAT(tool_.imports, testing::Each(10U));
  EXPECT_LE(Commits() - before, 10 + 3) << "the first announcement, the last tasks, the look at reviews";
}

TEST_F(BridgeImportsTest, AToolThatIsAwayGetsNoLargerBatches) {
  tool_.away = 2;
  Bridge("f", 50);
  EXPECT_EQ(tool_.tasks.size(), 50U);
  EXPECT_THAT(tool_.imports, testing::Each(testing::Le(11U))) << "one record may come before it stops reading";
}

TEST_F(BridgeImportsTest, WhatIsDoneIsForgottenAfterATimeAndAskedNobodyAgain) {
  tool_.refuses = true;
  Bridge("refused", 3);
  tool_.refuses = false;
  Bridge("open", 2);
  forget_ms_ = 1;
  Bridge("more", 1);
  const auto gone = [&] {
    return std::ranges::count_if(ReadMessages(kafka_, kafka_.topics.tasks), [](const auto& one) { return !one.value; });
  };
  EXPECT_EQ(gone(), 3) << "not what somebody may still review";
  ReadFromTheBeginning();
  tool_.imports.clear();
  Bridge("new", 1);
  EXPECT_THAT(tool_.imports, testing::ElementsAre(1U));
  EXPECT_EQ(tool_.tasks.size(), 4U);
  EXPECT_EQ(gone(), 3) << "once";
}

}  // namespace
}  // namespace labelwatch
