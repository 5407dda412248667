// Labels out of the topics, for files.

#include "consumers/kafka/labels_reader.h"

#include <gmock/gmock.h>

#include "producing.h"
#include "schema/relabel.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;

std::string LabelsOf(const std::string& frame_id, std::uint64_t revision, std::size_t labels) {
  NameTable classes(10);
  LabeledFrame frame;
  frame.frame_id = frame_id;
  frame.label_revision = revision;
  frame.labels.resize(labels);
  for (Label& label : frame.labels) {
    label.class_id = classes.Add("car");
    label.shape = {ShapeKind::kBox, {10, 10, 50, 50}, {}};
  }
  std::string bytes;
  Encode(frame, classes, bytes);
  return bytes;
}

std::string VerdictOn(const std::string& frame_id, std::uint64_t new_revision) {
  RelabelVerdict verdict;
  verdict.request_id = "of " + frame_id;
  verdict.frame_id = frame_id;
  verdict.new_label_revision = new_revision;
  return EncodeRelabelVerdict(verdict);
}

// "frame revision labels picture" of each.
std::vector<std::string> Described(KeptLabels labels) {
  NameTable classes(10);
  FrameDecoder decoder(classes);
  std::vector<std::string> described;
  std::string scratch;
  for (Record record; labels.Next(record).value();) {
    LabeledFrame frame;
    EXPECT_TRUE(decoder.Decode(Unframe(record.value, Side::kLabels, {}, scratch).value(), frame));
    described.push_back(std::string(frame.frame_id) + " " + std::to_string(frame.label_revision) + " " +
                        std::to_string(frame.labels.size()) + " " + std::string(labels.Origin().name));
  }
  return described;
}

using LabelsReaderTest = OnePartitionTest;

TEST_F(LabelsReaderTest, CorrectionsAreTheLastRevisionsThatReviewersMade) {
  Make(kafka_.topics.verdicts);
  ForeignProducer producer(kafka_, {});
  producer.Send(kafka_.topics.verdicts, "b", VerdictOn("b", 3));
  producer.Send(kafka_.topics.verdicts, "b", VerdictOn("b", 2));
  producer.Send(kafka_.topics.verdicts, "a", VerdictOn("a", 7));
  producer.Send(kafka_.topics.verdicts, "fine", VerdictOn("fine", 0));
  producer.Send(kafka_.topics.verdicts, "gone", VerdictOn("gone", 2));
  producer.Send(kafka_.topics.verdicts, "broken", std::string("\xff no verdict"));
  for (std::uint64_t revision : {1, 2, 3}) producer.Send(kafka_.topics.labels, "b", LabelsOf("b", revision, revision));
  producer.Send(kafka_.topics.labels, "fine", LabelsOf("fine", 1, 1));
  producer.Send(kafka_.topics.labels, "broken", std::string("\xff no labels"));
  producer.Send(kafka_.topics.labels, "a", R"({"frame_id":"a","label_revision":7,"labels":[]})");
  producer.Send(kafka_.topics.labels, "b", LabelsOf("b", 3, 9));
  producer.Flush();
  const auto corrections = ReadCorrections(kafka_);
  ASSERT_TRUE(corrections) << corrections.error().message;
  EXPECT_EQ(*corrections, (LabelRevisions{{"a", 7}, {"b", 3}, {"gone", 2}}));
  auto labels = ReadCorrectedLabels(kafka_, *corrections);
  ASSERT_TRUE(labels) << labels.error().message;
  EXPECT_THAT(Described(std::move(*labels)), ElementsAre("a 7 0 ", "b 3 3 ")) << "a repeat is the join's duplicate";
}

TEST_F(LabelsReaderTest, FlaggedLabelsAreThoseThatWereJudged) {
  Make(kafka_.topics.flagged);
  ForeignProducer producer(kafka_, {});
  for (const std::uint64_t revision : {2, 1}) {
    FlaggedFrame flagged;
    flagged.id = "judged " + std::to_string(revision);
    flagged.frame_id = "a";
    flagged.label_revision = revision;
    flagged.image_uri = "https://pictures.example/a.jpg";
    flagged.labeled = LabelsOf("a", revision, revision);
    producer.Send(kafka_.topics.flagged, "a", EncodeFlaggedFrame(flagged));
    flagged.frame_id = "without labels";
    flagged.labeled.clear();
    producer.Send(kafka_.topics.flagged, "a", EncodeFlaggedFrame(flagged));
  }
  producer.Flush();
  auto labels = ReadFlaggedLabels(kafka_, {{"a", 2}, {"without labels", 2}, {"never flagged", 1}});
  ASSERT_TRUE(labels) << labels.error().message;
  EXPECT_THAT(Described(std::move(*labels)), ElementsAre("a 2 2 https://pictures.example/a.jpg"));
}

TEST_F(LabelsReaderTest, ATopicThatIsNotThereIsNamed) {
  KafkaOptions other = kafka_;
  other.topics.verdicts += ".of-nobody";
  const auto corrections = ReadCorrections(other);
  ASSERT_FALSE(corrections);
  EXPECT_THAT(corrections.error().message, testing::HasSubstr(other.topics.verdicts + " is not there"));
}

}  // namespace
}  // namespace labelwatch
