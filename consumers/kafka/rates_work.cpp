#include "consumers/kafka/rates_work.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "consumers/act_text.h"
#include "consumers/alarm_text.h"
#include "consumers/kafka/rates_state.h"
#include "schema/rates_act.h"
#include "schema/tally_codec.h"

namespace labelwatch {
namespace {

std::string_view Bytes(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), data == nullptr ? 0 : size};
}

// That a new owner draws of what was followed before: with one worker that commits every second more than an hour.
constexpr std::int64_t kDrawnBefore = 5000;

}  // namespace

RatesWork::RatesWork(const RatesContext& context, OutputProducer& producer) : context_(context), producer_(producer) {
  if (context_.view != nullptr) drawing_.emplace(*context_.view, context_.rates);
}

// ------------------------------------------------------------------------------------------------------- partitions

Result<std::vector<PartitionPosition>> RatesWork::Assigned(const std::vector<StartPosition>& starts,
                                                           std::int64_t /*now_ms*/) {
  Revoked();
  if (starts.empty()) return std::vector<PartitionPosition>{};
  const StartPosition& start = starts.front();
  stage_.emplace(context_.rates, context_.tasks);
  if (auto restored = Restore(); !restored) return tl::unexpected(restored.error());
  position_ = std::max(start.committed, start.first);
  committing_ = start.known.value_or(CommittedPosition{});
  if (start.committed >= 0 && start.first > start.committed) {
    spdlog::warn("rates: {} tallies are no longer kept on topic {}: their frames count for no rate",
                 start.first - start.committed, start.topic);
  }
  committed_ticks_ = stage_->ClosedTicks();
  // There from the start, so that the first of each shows as an increase.
  for (const ActKind act : {ActKind::kRenew, ActKind::kBudget, ActKind::kSilence}) {
    context_.metrics.Increase(Counter("labelwatch_rate_acts_total"), {ActWord(act), "applied"}, 0);
  }
  spdlog::info("rates: this process follows the rates of group {}, {} series are known", context_.kafka.group,
               stage_->Series().size());
  return std::vector<PartitionPosition>{{start.topic, start.partition, BeginOfDrawing(start.first), {}}};
}

// Where to begin to read: before what is to be followed, as far as that is not drawn yet.
std::int64_t RatesWork::BeginOfDrawing(std::int64_t first) const {
  if (!drawing_ || drawn_to_ >= position_) return position_;
  return std::max({first, drawn_to_, position_ - kDrawnBefore});
}

void RatesWork::Revoked() {
  stage_.reset();
  told_.clear();
  acts_.clear();
  if (finished_) return;
  context_.board.Show(nullptr);  // another process shows them
  if (drawing_) drawing_->Hide();
}

// What cannot be read is left out: it learns anew.
Result<void> RatesWork::Restore() {
  const auto kept = ReadRates(context_.kafka);
  if (!kept) return tl::unexpected(kept.error());
  const std::string& topic = context_.kafka.topics.rates;
  if (!kept->stage) {
    if (kept->unreadable > 0 || !kept->series.empty()) {
      spdlog::error("rates: the state on topic {} cannot be read: all begin anew", topic);
    }
    return {};
  }
  std::size_t left_out = kept->unreadable + stage_->Restore(*kept->stage, kept->series);
  for (const KeptCause& cause : kept->causes) left_out += stage_->RestoreCause(cause.key, cause.bytes) ? 0 : 1;
  if (left_out > 0) {
    spdlog::error("rates: {} states on topic {} cannot be read: what they are of learns anew", left_out, topic);
  }
  return {};
}

// --------------------------------------------------------------------------------------------------------- messages

void RatesWork::Record(const rd_kafka_message_t& message, std::int64_t now_ms) {
  const bool followed = message.offset < position_;
  if (!followed) position_ = message.offset + 1;
  if (!stage_) return;
  if (followed) {
    const auto before = DecodeTally(Bytes(message.payload, message.len));
    if (before && before->group == context_.kafka.group) Draw(*before, message.offset);
    return;
  }
  const std::int64_t stamp_ms = rd_kafka_message_timestamp(&message, nullptr);
  committing_.last_offset = message.offset;
  committing_.last_ms = stamp_ms;
  const std::int64_t said_ms = stamp_ms > 0 ? stamp_ms : now_ms;
  const std::string_view bytes = Bytes(message.payload, message.len);
  if (LooksLikeRatesAct(bytes)) return TakeAct(bytes, said_ms);
  auto tally = DecodeTally(bytes);
  if (!tally || tally->group != context_.kafka.group) return;  // whoever learns from it says what is wrong
  // A repeat counts nowhere.
  if (stage_->Take(*tally, said_ms)) Draw(*tally, message.offset);
  Tell();
}

// What is read again after an abort was drawn the first time.
void RatesWork::Draw(const Tally& tally, std::int64_t offset) {
  if (!drawing_ || offset < drawn_to_) return;
  drawing_->Add(tally.series);
  drawn_to_ = offset + 1;
}

void RatesWork::TakeAct(std::string_view bytes, std::int64_t said_ms) {
  const auto act = DecodeRatesAct(bytes);
  if (!act || act->group != context_.kafka.group) return;  // likewise
  stage_->Take(*act, said_ms);
  Tell();
  acts_.push_back(stage_->Acts().Last().back());
  Send(context_.kafka.topics.alarms, RatesKey(context_.kafka.group, nullptr), ActJson(acts_.back()));
}

void RatesWork::EndOfPartition(const rd_kafka_message_t& end, std::int64_t /*now_ms*/) { position_ = end.offset; }

void RatesWork::Tell() {
  for (AlarmEvent& event : stage_->TakeEvents()) {
    Send(context_.kafka.topics.alarms, RatesKey(context_.kafka.group, &event.series), AlarmJson(event, {}));
    told_.push_back(std::move(event));
  }
}

void RatesWork::ShowStatus() {
  if (!stage_) return;
  context_.board.Show(std::make_shared<const RatesStatus>(StatusOf(*stage_, context_.rates)));
  if (drawing_) drawing_->Show(*stage_);
}

bool RatesWork::AtGoal() {
  return context_.goal != nullptr && context_.goal->Reached(stage_ ? std::optional(position_) : std::nullopt, now_ms_);
}

void RatesWork::Finish() {
  ShowStatus();
  finished_ = true;
}

// ----------------------------------------------------------------------------------------------------------- commit

std::vector<PartitionPosition> RatesWork::BeforeCommit() {
  // At the end as well: others of the group wait for it.
  if (!stage_ || (stage_->ClosedTicks() == committed_ticks_ && acts_.empty() && !finished_)) return {};
  SendState();
  committing_.rewind_offset = position_;
  return {{context_.kafka.topics.tallies, 0, position_, PositionText(committing_)}};
}

void RatesWork::SendState() {
  for (const SeriesState& state : stage_->TakeChanged()) {
    Send(context_.kafka.topics.rates, RatesKey(context_.kafka.group, &state.name), Encode(state));
  }
  for (const KeptCause& kept : stage_->TakeChangedCauses()) {
    Send(context_.kafka.topics.rates, CauseKey(context_.kafka.group, kept.key), kept.bytes);
  }
  Send(context_.kafka.topics.rates, RatesKey(context_.kafka.group, nullptr), Encode(stage_->State()));
}

void RatesWork::Committed() {
  if (!stage_) return;
  committed_ticks_ = stage_->ClosedTicks();
  for (const AlarmEvent& event : told_) {
    context_.metrics.Told(event);
    if (drawing_) drawing_->Tell(event);
    spdlog::log(event.raised ? spdlog::level::warn : spdlog::level::info, "alarm: {}", AlarmSentence(event, {}));
  }
  told_.clear();
  for (const TakenAct& taken : acts_) {
    const bool met = taken.act.act == ActKind::kBudget || taken.series > 0;
    context_.metrics.Increase(Counter("labelwatch_rate_acts_total"),
                              {ActWord(taken.act.act), met ? "applied" : "no_series"});
    spdlog::info("rates: {}; it meets {} series", InWords(taken.act), taken.series);
  }
  acts_.clear();
}

void RatesWork::Aborted() {
  told_.clear();
  acts_.clear();
}

void RatesWork::Send(const std::string& topic, const std::string& key, const std::string& value) {
  if (producer_.Send({topic, key, value, nullptr, 0}) == OutputProducer::Sent::kTooLarge) {
    producer_.CannotSend(topic, "a message of " + std::to_string(value.size()) + " bytes");
  }
}

}  // namespace labelwatch
