#include "consumers/kafka/labels_reader.h"

#include <algorithm>
#include <utility>

#include "consumers/kafka/flagged_reader.h"
#include "consumers/kafka/topic_reader.h"
#include "schema/relabel.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

struct LabelsOfFrame {
  std::string message, picture;
};

// Partitions are read in no order.
KeptLabels InOrder(std::map<std::string, LabelsOfFrame>&& found) {
  KeptLabels labels;
  for (auto& [frame, of_frame] : found) labels.Add(std::move(of_frame.message), std::move(of_frame.picture));
  return labels;
}

std::string_view ValueOf(const rd_kafka_message_t& message) {
  return {static_cast<const char*>(message.payload), message.payload == nullptr ? 0 : message.len};
}

}  // namespace

Result<KeptLabels> ReadFlaggedLabels(const KafkaOptions& options, const LabelRevisions& wanted) {
  std::map<std::string, LabelsOfFrame> found;
  const auto read = ReadFlagged(options, [&](FlaggedFrame frame) {
    const auto revision = wanted.find(frame.frame_id);
    if (revision == wanted.end() || revision->second != frame.label_revision || frame.labeled.empty()) return;
    found[frame.frame_id] = {std::move(frame.labeled), std::move(frame.image_uri)};
  });
  if (!read) return tl::unexpected(read.error());
  return InOrder(std::move(found));
}

Result<LabelRevisions> ReadCorrections(const KafkaOptions& options) {
  LabelRevisions revisions;
  const auto read = ReadTopic(options, options.topics.verdicts, [&](const rd_kafka_message_t& message) {
    const auto verdict = DecodeRelabelVerdict(ValueOf(message));
    if (!verdict || verdict->new_label_revision == 0) return true;
    std::uint64_t& revision = revisions[verdict->frame_id];
    revision = std::max(revision, verdict->new_label_revision);
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  return revisions;
}

Result<KeptLabels> ReadCorrectedLabels(const KafkaOptions& options, const LabelRevisions& corrections) {
  const WireLimits limits;
  std::map<std::string, LabelsOfFrame> found;
  std::string scratch;
  const auto read = ReadTopic(options, options.topics.labels, [&](const rd_kafka_message_t& record) {
    const auto message = Unframe(ValueOf(record), Side::kLabels, limits, scratch);
    if (!message) return true;
    const auto envelope = ReadEnvelope(*message, Side::kLabels, limits);
    if (!envelope) return true;
    const auto revision = corrections.find(std::string(envelope->frame_id));
    if (revision == corrections.end() || revision->second != envelope->label_revision) return true;
    found.try_emplace(revision->first, LabelsOfFrame{std::string(*message), {}});
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  return InOrder(std::move(found));
}

}  // namespace labelwatch
