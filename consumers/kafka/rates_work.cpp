#include "consumers/kafka/rates_work.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>

#include "consumers/alarm_text.h"
#include "consumers/kafka/topic_reader.h"
#include "schema/tally_codec.h"

namespace labelwatch {
namespace {

std::string_view Bytes(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), data == nullptr ? 0 : size};
}

}  // namespace

// ------------------------------------------------------------------------------------------------------- partitions

Result<std::vector<PartitionPosition>> RatesWork::Assigned(const std::vector<StartPosition>& starts,
                                                           std::int64_t /*now_ms*/) {
  Revoked();
  if (starts.empty()) return std::vector<PartitionPosition>{};
  const StartPosition& start = starts.front();
  stage_.emplace(context_.rates, context_.tasks);
  if (auto restored = Restore(); !restored) return tl::unexpected(restored.error());
  position_ = std::max(start.committed, start.first);
  if (start.committed >= 0 && start.first > start.committed) {
    spdlog::warn("rates: {} tallies are no longer kept on topic {}: their frames count for no rate",
                 start.first - start.committed, start.topic);
  }
  committed_ticks_ = stage_->ClosedTicks();
  spdlog::info("rates: this process follows the rates of group {}, {} series are known", context_.kafka.group,
               stage_->Series().size());
  return std::vector<PartitionPosition>{{start.topic, start.partition, position_, {}}};
}

void RatesWork::Revoked() {
  stage_.reset();
  told_.clear();
  if (!finished_) context_.board.Show(nullptr);  // another process shows them
}

// The last of each series. What cannot be read is left out: it learns anew.
Result<void> RatesWork::Restore() {
  const std::string stage_key = KeyOf(nullptr);
  std::map<std::string, std::string> records;
  auto read = ReadTopic(context_.kafka, context_.kafka.topics.rates, [&](const rd_kafka_message_t& message) {
    std::string key(Bytes(message.key, message.key_len));
    if (key.starts_with(stage_key)) records[std::move(key)] = Bytes(message.payload, message.len);
    return true;
  });
  if (!read) return read;
  std::optional<StageState> stage;
  std::vector<SeriesState> series;
  std::size_t left_out = 0;
  for (const auto& [key, bytes] : records) {
    if (key == stage_key) {
      auto state = DecodeStageState(bytes);
      if (state) stage = std::move(*state);
    } else if (key.starts_with(CausePrefix())) {
      left_out += stage_->RestoreCause(std::string_view(key).substr(CausePrefix().size()), bytes) ? 0 : 1;
    } else if (auto state = DecodeSeriesState(bytes)) {
      series.push_back(std::move(*state));
    } else {
      ++left_out;
    }
  }
  if (!stage) {
    if (!records.empty())
      spdlog::error("rates: the state on topic {} cannot be read: all begin anew", context_.kafka.topics.rates);
    return {};
  }
  left_out += stage_->Restore(*stage, series);
  if (left_out > 0) {
    spdlog::error("rates: {} states on topic {} cannot be read: what they are of learns anew", left_out,
                  context_.kafka.topics.rates);
  }
  return {};
}

// --------------------------------------------------------------------------------------------------------- messages

void RatesWork::Record(const rd_kafka_message_t& message, std::int64_t now_ms) {
  position_ = message.offset + 1;
  if (!stage_) return;
  auto tally = DecodeTally(Bytes(message.payload, message.len));
  if (!tally || tally->group != context_.kafka.group) return;  // whoever learns from it says what is wrong
  const std::int64_t said_ms = rd_kafka_message_timestamp(&message, nullptr);
  stage_->Take(*tally, said_ms > 0 ? said_ms : now_ms);
  Tell();
}

void RatesWork::EndOfPartition(const rd_kafka_message_t& end, std::int64_t /*now_ms*/) { position_ = end.offset; }

void RatesWork::Tell() {
  for (AlarmEvent& event : stage_->TakeEvents()) {
    Send(context_.kafka.topics.alarms, KeyOf(&event.series), AlarmJson(event, {}));
    told_.push_back(std::move(event));
  }
}

void RatesWork::ShowStatus() {
  if (!stage_) return;
  context_.board.Show(std::make_shared<const RatesStatus>(StatusOf(*stage_, context_.rates)));
}

bool RatesWork::AtGoal() {
  if (context_.end == nullptr) return false;
  const std::int64_t end = context_.end->load();
  return end >= 0 && (!stage_ || position_ >= end);
}

void RatesWork::Finish() {
  ShowStatus();
  finished_ = true;
}

// ----------------------------------------------------------------------------------------------------------- commit

std::vector<PartitionPosition> RatesWork::BeforeCommit() {
  if (!stage_ || stage_->ClosedTicks() == committed_ticks_) return {};
  SendState();
  return {{context_.kafka.topics.tallies, 0, position_, {}}};
}

void RatesWork::SendState() {
  for (const SeriesState& state : stage_->TakeChanged()) {
    Send(context_.kafka.topics.rates, KeyOf(&state.name), Encode(state));
  }
  for (const KeptCause& kept : stage_->TakeChangedCauses()) {
    Send(context_.kafka.topics.rates, CausePrefix() + kept.key, kept.bytes);
  }
  Send(context_.kafka.topics.rates, KeyOf(nullptr), Encode(stage_->State()));
}

void RatesWork::Committed() {
  if (!stage_) return;
  committed_ticks_ = stage_->ClosedTicks();
  for (const AlarmEvent& event : told_) {
    context_.metrics.Told(event);
    spdlog::log(event.raised ? spdlog::level::warn : spdlog::level::info, "alarm: {}", AlarmSentence(event, {}));
  }
  told_.clear();
}

// Null: of the stage. Groups may share a topic.
std::string RatesWork::KeyOf(const SeriesName* series) const {
  std::string key = context_.kafka.group + '\n';
  if (series == nullptr) return key;
  key.append(kDimensions[Place(series->dimension)].word).append(1, '\n');
  return key.append(SeriesKindWord(series->kind)).append(1, '\n').append(series->models) + '\n' + series->value;
}

void RatesWork::Send(const std::string& topic, const std::string& key, const std::string& value) {
  if (producer_.Send({topic, key, value, nullptr, 0}) == OutputProducer::Sent::kTooLarge) {
    producer_.CannotSend(topic, "a message of " + std::to_string(value.size()) + " bytes");
  }
}

}  // namespace labelwatch
