// The whole way round, with the real binary, a real broker and the real Label Studio: an annotator gets worse, the
// alarm rises, what is flagged becomes tasks, a reviewer corrects half of them and finds nothing wrong with the others,
// and the service measures itself by it and judges the corrected labels.

#include <gmock/gmock.h>

#include <fstream>
#include <set>

#include "consumers/kafka/publisher.h"
#include "consumers/labeling/http_client.h"
#include "consumers/replay.h"
#include "schema/output.h"
#include "schema/wire.h"
#include "server.h"
#include "tests/e2e/command.h"
#include "tests/kafka/child.h"
#include "tests/kafka/frames.h"
#include "tests/kafka/producing.h"

namespace labelwatch {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

constexpr int kFrames = 12'000, kBadFrom = 8'000;

// Label Studio shows pictures: each frame has one.
void AddPictures(std::vector<OwnedRecord>& records) {
  NameTable classes(10);
  FrameDecoder decoder(classes);
  LabeledFrame frame;
  for (OwnedRecord& record : records) {
    if (record.side != Side::kLabels) continue;
    ASSERT_TRUE(decoder.Decode(record.value, frame));
    const std::string uri = "https://pictures.example/" + std::string(frame.frame_id);
    frame.image_uri = uri;
    std::string bytes;
    Encode(frame, classes, bytes);
    record.value = std::move(bytes);
  }
}

class LoopTest : public LabelStudioTest {
 protected:
  std::string WriteServiceConfig() const {
    TaskOptions task = FrozenTask();
    task.rates.tick_ms = 2'000;  // of 20 frames
    task.rates.lateness_ms = 0;
    task.rates.budget_ms = 3'600'000;
    const std::string path = labelwatch::WriteConfig(kafka_, task, folder_);
    std::ofstream(path, std::ios::app) << "labeling:\n  flagged: 0.04\n  audit: 0\n  repeat: 0\n" << Section();
    return path;
  }

  // Of the service, once they are so.
  std::string MetricsWith(const std::string& address, const testing::Matcher<const std::string&>& so) const {
    HttpClient http;
    std::string metrics;
    EXPECT_TRUE(WaitUntil([&] {
      const auto reply = http.Send({.url = address + "/metrics"}, {});
      metrics = reply ? reply->body : "";
      return so.Matches(metrics);
    })) << "not in four minutes:\n"
        << metrics;
    return metrics;
  }

  // What is flagged of these frames in a revision that a reviewer made.
  std::set<std::string> FlaggedAgain() const {
    std::set<std::string> frames;
    for (const ReadMessage& message : ReadMessages(kafka_, kafka_.topics.flagged)) {
      const auto frame = DecodeFlaggedFrame(message.value.value_or(""));
      EXPECT_TRUE(frame);
      if (frame && frame->label_revision > 0) frames.insert(frame->frame_id);
    }
    return frames;
  }
};

std::string AddressIn(const std::string& log) {
  const std::size_t from = log.find("http://");
  return log.substr(from, log.find("/metrics", from) - from);
}

double Value(const std::string& metrics, const std::string& name) {
  const std::size_t at = metrics.find(name + " ");
  EXPECT_NE(at, std::string::npos) << name;
  return at == std::string::npos ? -1 : std::stod(metrics.substr(at + name.size()));
}

TEST_F(LoopTest, FromABadAnnotatorToCorrectedLabelsThatRaiseNothing) {
  std::vector<OwnedRecord> records = MakeFrames(
      kFrames, 0, kStartMs, [](int i) { return i % 20 == 0 || (i >= kBadFrom && i % 2 == 1 && i % 5 == 0); });
  AddPictures(records);
  MemoryStream stream(std::move(records));
  ASSERT_TRUE(Publish(stream, kafka_, 2, [](const StreamProgress&) { return true; }));
  const std::string config = WriteServiceConfig();
  const Running service({"run", "--config", config});
  const std::string address = AddressIn(service.WaitForError("/metrics"));

  // The alarm, and what people are asked about.
  MetricsWith(address, ContainsRegex("labelwatch_rate_alarm\\{dimension=\"annotator\",value=\"bob\"[^\n]* 1\n"));
  MetricsWith(address, HasSubstr("labelwatch_record_outcomes_total{side=\"labels\",outcome=\"joined\"} 12000\n"));
  BridgeOnceWith(config);
  const std::vector<Task> tasks = Tasks();
  ASSERT_GT(tasks.size(), 15u);
  ASSERT_LT(tasks.size(), 100u);

  // The reviewer.
  const std::size_t half = tasks.size() / 2;
  for (std::size_t i = 0; i < 2 * half; ++i)
    Submit(tasks[i].number, i < half ? tasks[i].suggestions : tasks[i].current);
  BridgeOnceWith(config);
  EXPECT_EQ(ReadVerdicts().size(), 2 * half);

  // What the service makes of it.
  const std::string corrected =
      MetricsWith(address, HasSubstr("labelwatch_frames_corrected_total " + std::to_string(half) + "\n"));
  for (const char* kind : {"missing", "spurious"}) {
    const std::string of_kind = "{dimension=\"kind\",value=\"" + std::string(kind) + "\"}";
    const std::string metrics = MetricsWith(
        address, HasSubstr("labelwatch_review_decided_findings" + of_kind + " " + std::to_string(2 * half) + "\n"));
    EXPECT_EQ(Value(metrics, "labelwatch_review_precision_ratio" + of_kind), .5);
    const double low = Value(metrics, "labelwatch_review_precision_low_ratio" + of_kind);
    const double high = Value(metrics, "labelwatch_review_precision_high_ratio" + of_kind);
    EXPECT_LT(low, .5);
    EXPECT_GT(high, .5);
    EXPECT_GT(low, .2) << "of " << 2 * half;
    EXPECT_LT(high, .8) << "of " << 2 * half;
  }
  EXPECT_THAT(corrected, HasSubstr("labelwatch_record_outcomes_total{side=\"predictions\",outcome=\"joined\"} " +
                                   std::to_string(kFrames + half)))
      << "judged with their predictions";
  EXPECT_TRUE(FlaggedAgain().empty());

  // The corrected labels as a file.
  const std::string out = folder_ + "/corrected.json";
  const Finished exported = RunCommand({"export", "--config", config, "--corrected", "--to", "coco", out});
  EXPECT_EQ(exported.exit_code, 0) << exported.err;
  EXPECT_THAT(exported.err, HasSubstr(std::to_string(half) + " frames with " + std::to_string(2 * half) + " labels"));
  const Finished findings = RunCommand({"export", "--config", config, "--to", "csv", "--annotator", "bob", "-"});
  EXPECT_EQ(findings.exit_code, 0) << findings.err;
  EXPECT_THAT(findings.out, HasSubstr("bob"));
}

}  // namespace
}  // namespace labelwatch
