#include "consumers/kafka/tally_log.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <optional>
#include <utility>

#include "consumers/kafka/caught.h"
#include "consumers/kafka/clients.h"
#include "consumers/kafka/start_positions.h"
#include "consumers/kafka/topic_reader.h"
#include "detectors/learning/renumber.h"
#include "schema/rates_act.h"
#include "schema/tally_codec.h"

namespace labelwatch {
namespace {

constexpr auto kBetweenTries = std::chrono::milliseconds(100);
// Longer than a transaction of a dead process lasts (transaction.timeout.ms).
constexpr auto kPatience = std::chrono::seconds(90);
// A state is some ten times as large as a tally: with one a thousand tallies it adds a hundredth to what is written,
// and a start reads a thousand tallies, a fraction of a second.
constexpr std::uint64_t kTalliesPerState = 1000;

std::string_view Bytes(const rd_kafka_message_t& message) {
  return {static_cast<const char*>(message.payload), message.payload == nullptr ? 0 : message.len};
}

}  // namespace

Result<std::unique_ptr<TallyLog>> TallyLog::Start(const KafkaOptions& options, LearningStage& stage, NameTable& classes,
                                                  Metrics& metrics, std::stop_token stop) {
  std::unique_ptr<TallyLog> log(new TallyLog(options, stage, classes, metrics, std::move(stop)));
  if (auto restored = log->Restore(); !restored) return tl::unexpected(restored.error());
  if (auto opened = log->Open(); !opened) return tl::unexpected(opened.error());
  log->follower_ = std::jthread([raw = log.get()](std::stop_token end) {
    if (auto thrown = Caught([&] { raw->Follow(end); })) spdlog::error("learning: {}", thrown->message);
  });
  return log;
}

// The last state of this group. What cannot be read is passed over: the tallies are there as well.
Result<void> TallyLog::Restore() {
  std::optional<LearningState> last;
  auto read = ReadTopic(options_, options_.topics.calibration, [&](const rd_kafka_message_t& message) {
    auto state = DecodeLearningState(Bytes(message));
    if (!state) {
      warnings_.Warn("learning: a state on topic " + options_.topics.calibration + " cannot be read",
                     "offset " + std::to_string(message.offset) + ": " + state.error().message);
    } else if (state->group == options_.group) {
      last = std::move(*state);
    }
    return true;
  });
  if (!read) return read;
  if (!last) return {};
  stage_.Restore(*last, classes_);
  next_ = last->next_offset;
  return {};
}

// Asked between two tries, until the service stops or patience ends.
std::function<bool()> TallyLog::Waiting() {
  return [this, deadline = std::chrono::steady_clock::now() + kPatience] {
    std::unique_lock lock(mutex_);
    moved_.wait_for(lock, stop_, kBetweenTries, [] { return false; });
    return !stop_.stop_requested() && std::chrono::steady_clock::now() < deadline;
  };
}

Result<void> TallyLog::Open() {
  auto reader = MakeReader(options_, options_.group + "-tallies");
  if (!reader) return tl::unexpected(reader.error());
  reader_ = std::move(*reader);
  const std::string& topic = options_.topics.tallies;
  const auto ends = AskEnds(reader_.get(), topic, 0, Waiting());
  if (!ends) return tl::unexpected(ends.error());
  const std::int64_t first = ends->first, end = ends->end;
  if (first > next_ && next_ > 0) {
    spdlog::warn("learning: {} tallies are no longer kept on topic {}: what they taught is forgotten", first - next_,
                 topic);
  }
  // Behind the end: the topic was made anew.
  if (next_ < first || next_ > end) next_ = first;
  const KafkaPartitions one = MakePartitions(1);
  rd_kafka_topic_partition_list_add(one.get(), topic.c_str(), 0)->offset = next_;
  if (const auto assigned = rd_kafka_assign(reader_.get(), one.get()); assigned != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Unavailable("cannot read topic " + topic + ": " + ErrorText(assigned));
  }
  return {};
}

void TallyLog::Follow(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const KafkaMessage message(rd_kafka_consumer_poll(reader_.get(), 50));
    if (message) Take(*message);
  }
  rd_kafka_consumer_close(reader_.get());
}

void TallyLog::Take(const rd_kafka_message_t& message) {
  const std::lock_guard lock(mutex_);
  switch (message.err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      Apply(message);
      next_ = message.offset + 1;
      break;
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      next_ = message.offset;  // behind the markers of transactions
      break;
    default:
      warnings_.Warn("learning: cannot read topic " + options_.topics.tallies, rd_kafka_message_errstr(&message));
      return;
  }
  moved_.notify_all();
}

void TallyLog::Refuse(const rd_kafka_message_t& message, const Error& error) {
  metrics_.Increase(Counter("labelwatch_tallies_total"), {"refused"});
  warnings_.Warn("learning: a tally on topic " + options_.topics.tallies + " cannot be read",
                 "offset " + std::to_string(message.offset) + ": " + error.message);
}

void TallyLog::ApplyAct(const rd_kafka_message_t& message) {
  const auto act = DecodeRatesAct(Bytes(message));
  if (!act) return Refuse(message, act.error());
  if (act->group != options_.group) return;
  metrics_.Increase(Counter("labelwatch_tallies_total"), {"act"});
  if (stage_.Apply(*act)) {
    spdlog::info("learning: {}: weights are pinned anew by which findings count for rates", InWords(*act));
  }
  ++since_state_;
}

void TallyLog::Apply(const rd_kafka_message_t& message) {
  if (LooksLikeRatesAct(Bytes(message))) return ApplyAct(message);
  auto tally = DecodeTally(Bytes(message));
  if (!tally) return Refuse(message, tally.error());
  if (tally->group != options_.group) return;
  tally->lessons = Renumber(tally->lessons, classes_);
  const bool taught = stage_.Apply(*tally);
  metrics_.Increase(Counter("labelwatch_tallies_total"), {taught ? "applied" : "repeated"});
  ++since_state_;
}

void TallyLog::Send(const Tally& tally, OutputProducer& producer) {
  const std::string bytes = EncodeTally(tally);
  const auto sent = producer.Send({options_.topics.tallies, tally.worker, bytes, nullptr, 0});
  if (sent == OutputProducer::Sent::kTooLarge) {
    metrics_.Increase(Counter("labelwatch_tallies_total"), {"too_large"});
    spdlog::error(
        "learning: what {} frames taught is lost: topic {} takes no message of {} bytes; raise its "
        "max.message.bytes",
        tally.frames, options_.topics.tallies, bytes.size());
  }
  const std::lock_guard lock(mutex_);
  if (since_state_ < kTalliesPerState) return;
  since_state_ = 0;
  LearningState state = stage_.State();
  state.group = options_.group;
  state.next_offset = next_;
  const auto written =
      producer.Send({options_.topics.calibration, options_.group, EncodeLearningState(state), nullptr, 0});
  if (written == OutputProducer::Sent::kTooLarge) {
    spdlog::error(
        "learning: all that was learnt is too large for topic {}: a start reads every tally that is kept; raise "
        "its max.message.bytes",
        options_.topics.calibration);
  }
}

Result<void> TallyLog::CatchUp() {
  const std::string& topic = options_.topics.tallies;
  // Brokers mark a transaction some time after its producer was told that it is committed: until then its tally counts
  // as not committed for who reads.
  const auto asker = MakeEndReader(options_, options_.group + "-tallies");
  if (!asker) return tl::unexpected(asker.error());
  const auto ends = AskEnds(asker->get(), topic, 0, Waiting());
  if (!ends) return tl::unexpected(ends.error());
  std::unique_lock lock(mutex_);
  if (moved_.wait_for(lock, stop_, kPatience, [&] { return next_ >= ends->end; }) || stop_.stop_requested()) return {};
  return Unavailable("topic " + topic + ": not read to its end within 90 s");
}

}  // namespace labelwatch
