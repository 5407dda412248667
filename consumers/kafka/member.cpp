#include "consumers/kafka/member.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "consumers/kafka/caught.h"
#include "consumers/kafka/partitions_text.h"
#include "consumers/kafka/properties.h"
#include "consumers/kafka/start_positions.h"

namespace labelwatch {
namespace {

using std::chrono::milliseconds;

constexpr int kPollMs = 50;
// The clocks are read once for so many messages.
constexpr int kMessagesPerTick = 64;
constexpr auto kTickInterval = milliseconds(50);
constexpr auto kStatusInterval = milliseconds(1000);
// A topic that was made a moment ago is not known everywhere yet.
constexpr auto kGoneFor = milliseconds(3000), kGoneAgain = milliseconds(5000);

std::int64_t UnixMs() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

Member::Member(std::string name, std::size_t index, const MemberContext& context)
    : name_(std::move(name)), index_(index), context_(context), overdue_told_(name_ + " commits") {}

Member::~Member() { context_.health.Unwatch(name_); }

bool Member::KeepWaiting() {
  context_.health.Progress(name_, UnixMs());
  ShowOverdue();
  return !stop_.stop_requested();
}

Result<void> Member::Run(const MakeWork& make_work, std::stop_token stop) {
  stop_ = std::move(stop);
  ReadClocks();
  context_.health.NotReady(name_, "no partitions assigned yet");
  // First the transactions, then the group: the offsets of an earlier process of this name are settled before anybody
  // asks for them.
  auto producer =
      OutputProducer::Start(context_.kafka, context_.output_limits, index_, [this] { return KeepWaiting(); });
  if (!producer && stop_.stop_requested()) return {};
  if (!producer) return tl::unexpected(producer.error());
  producer_ = std::move(*producer);
  work_ = make_work(consumer_, *producer_);
  commits_.emplace(*work_, consumer_, *producer_, context_.metrics, milliseconds(context_.kafka.commit_interval_ms));
  do {
    auto joined = consumer_.Join(context_.kafka, index_, work_->InputTopics(),
                                 {.opaque = this, .rebalance = Rebalanced, .erred = Erred});
    if (!joined) return joined;
    if (auto thrown = Caught([this] { Loop(); })) Fail(std::move(*thrown));
    ShowStatus();
    Leave();
  } while (std::exchange(join_again_, false));
  if (topic_gone_) consumer_.Abandon();
  context_.health.NotReady(name_, error_ ? error_->message : "ended");
  if (error_) return tl::unexpected(*error_);
  return {};
}

void Member::Leave() {
  closing_ = true;
  consumer_.Leave();
  closing_ = false;
}

void Member::Loop() {
  for (int until_tick = 0; !error_ && !join_again_; --until_tick) {
    const KafkaMessage message = consumer_.Poll(kPollMs);
    if (message && message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      HandleError(*message);
    } else if (message && !read_again_) {
      work_->Record(*message, now_ms_);
    }
    // A record may take long: a frame of ten thousand objects, a picture from far away.
    if (message && until_tick > 0 && !Hurries() && Clock::now() < next_tick_) continue;
    until_tick = kMessagesPerTick;
    ReadClocks();
    Tick();
    if (stop_.stop_requested()) {
      Commit();
      return;
    }
    if (!read_again_ && work_->AtGoal() && FinishAll()) return;
  }
}

// Ends what is still open and commits it. False: that failed, and what was taken back is read again.
bool Member::FinishAll() {
  work_->Finish();
  return Commit();
}

// ------------------------------------------------------------------------------------------------------- partitions

// librdkafka's C code calls this: nothing thrown may pass.
void Member::Rebalanced(rd_kafka_t* consumer, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions,
                        void* opaque) {
  auto& self = *static_cast<Member*>(opaque);
  auto thrown = Caught([&] { self.HandleRebalance(code, *partitions); });
  if (!thrown) return;
  self.Fail(std::move(*thrown));
  rd_kafka_assign(consumer, nullptr);
}

// Likewise, from within a poll.
void Member::Erred(rd_kafka_t*, int code, const char* reason, void* opaque) {
  auto& self = *static_cast<Member*>(opaque);
  auto thrown = Caught([&] { self.HandleClientError(static_cast<rd_kafka_resp_err_t>(code), reason); });
  if (thrown) self.Fail(std::move(*thrown));
}

// What librdkafka mends by itself, except for an input topic that was deleted: it would wait for it in silence.
void Member::HandleClientError(rd_kafka_resp_err_t code, const std::string& reason) {
  spdlog::warn("kafka: {}: {}", name_, reason);
  if (code != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return;
  const auto now = Clock::now();
  if (now - gone_said_at_ > kGoneAgain) gone_since_ = now;
  gone_said_at_ = now;
  if (now - gone_since_ < kGoneFor) return;
  topic_gone_ = true;
  Fail({ErrorCode::kUnavailable, "kafka: " + reason + "; was it deleted?"});
}

void Member::HandleRebalance(rd_kafka_resp_err_t code, const rd_kafka_topic_partition_list_t& partitions) {
  ReadClocks();
  if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS && !closing_) {
    context_.metrics.Increase(Counter("labelwatch_rebalances_total"));
    spdlog::info("{}: is given {}{}", name_, PartitionsText(partitions),
                 partitions.cnt > 0
                     ? ""
                     : "; those of a process that has gone come free after " +
                           std::to_string(SessionTimeoutMs(context_.kafka) / 1000) + " s (session.timeout.ms)");
    return Assign(partitions);
  }
  if (code != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    spdlog::info("{}: gives up {}{}", name_, PartitionsText(partitions),
                 consumer_.Lost() ? ", which others may have taken already" : "");
    Revoke();
  }
  consumer_.Assign({});
}

void Member::Assign(const rd_kafka_topic_partition_list_t& partitions) {
  context_.health.NotReady(name_, "asking where to begin");
  const auto begin = WhereToBegin(partitions);
  if (!begin) {
    // A member that is asked to end while it waits has nothing to complain about.
    if (!stop_.stop_requested()) Fail(begin.error());
    work_->Revoked();
    consumer_.Assign({});
    return;
  }
  const auto code = consumer_.Assign(*begin);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Fail({ErrorCode::kFatal, "kafka: cannot assign: " + ErrorText(code)});
  preparing_ = true;
  Announce();
  work_->Tick(now_ms_);  // a side that has nothing to read to begin with is paused from the start
  next_commit_ = now_ + milliseconds(context_.kafka.commit_interval_ms);
}

Result<std::vector<PartitionPosition>> Member::WhereToBegin(const rd_kafka_topic_partition_list_t& partitions) {
  // None at all is fine: more members than partitions.
  const auto starts =
      AskStartPositions(context_.kafka, consumer_.Client(), partitions, [this] { return KeepWaiting(); });
  if (!starts) return tl::unexpected(starts.error());
  ReadClocks();
  return work_->Assigned(*starts, now_ms_);
}

void Member::Revoke() {
  context_.health.NotReady(name_, "no partitions assigned");
  preparing_ = false;
  // Lost: somebody else may own them already, so nothing may be committed.
  const bool lost = consumer_.Lost();
  if (lost && !Fenced(consumer_.Client())) joins_again_left_ = kJoinsAgain;
  if (!lost && !error_) Commit();
  Abort();  // what was not committed, if anything
  read_again_ = false;
  work_->Revoked();
}

// Reads the partitions again from their committed positions.
void Member::ReadAgain() {
  read_again_ = false;
  const auto partitions = consumer_.Assignment();
  if (!partitions) return Fail(partitions.error());
  Assign(**partitions);
}

void Member::HandleError(const rd_kafka_message_t& message) {
  const std::string text = rd_kafka_message_errstr(&message);
  switch (message.err) {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      if (!read_again_) work_->EndOfPartition(message, now_ms_);
      return;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
      // What we wanted to read is no longer there; the new start says how much is lost.
      spdlog::error("kafka: {}", text);
      read_again_ = true;
      return;
    case RD_KAFKA_RESP_ERR__FATAL:
      if (JoinsAgain()) return;
      return Fail({ErrorCode::kFatal, "kafka: " + FatalText(consumer_.Client()) + "; does another process of group " +
                                          context_.kafka.group + " run as " + InstanceName(context_.kafka) +
                                          "? kafka.instance_id must be unique"});
    case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
      return Fail(
          {ErrorCode::kUnavailable, "kafka: another program is a member of group " + context_.kafka.group +
                                        " and shares partitions in another way; kafka.group must be a name that "
                                        "nothing else uses (" +
                                        text + ")"});
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
      return Fail({ErrorCode::kUnavailable, "kafka: " + text});
    default:
      spdlog::warn("kafka: {}", text);
  }
}

// After an outage the broker may know this member by an older id, and fences it: the other process is this one; so may
// a broker that was killed while it joined. A real second process fences a member that has committed since, and has
// taken its transactions before.
bool Member::JoinsAgain() {
  if (!Fenced(consumer_.Client()) || !producer_->Usable() || joins_again_left_ == 0) return false;
  --joins_again_left_;
  spdlog::warn("kafka: {}; that may be its former self, so it joins again", FatalText(consumer_.Client()));
  join_again_ = true;
  return true;
}

// ------------------------------------------------------------------------------------------------------------- time

void Member::ReadClocks() {
  now_ = Clock::now();
  now_ms_ = UnixMs();
}

void Member::Tick() {
  if (now_ >= next_tick_ || Hurries()) {
    work_->Tick(now_ms_);
    Announce();
    ReadClocks();  // it may have waited for a labeling tool
    next_tick_ = now_ + kTickInterval;
  }
  if (read_again_ && now_ >= read_again_at_) ReadAgain();
  if (now_ >= next_commit_ || Hurries()) {
    commits_fail_ = !Commit();
    next_commit_ = now_ + milliseconds(context_.kafka.commit_interval_ms);
  }
  if (now_ >= next_status_) {
    ShowStatus();
    next_status_ = now_ + kStatusInterval;
  }
}

bool Member::Hurries() const { return !read_again_ && !commits_fail_ && work_->Hurries(); }

void Member::Announce() {
  if (!preparing_) return;
  const std::string why = work_->StillPreparing();
  if (!why.empty()) return context_.health.NotReady(name_, why);
  preparing_ = false;
  context_.health.Ready(name_);
}

void Member::ShowStatus() {
  context_.health.Progress(name_, now_ms_);
  context_.metrics.Set(Gauge("labelwatch_last_poll_timestamp_seconds"), 1e-3 * static_cast<double>(now_ms_));
  work_->ShowStatus();
  ShowOverdue();
}

void Member::ShowOverdue() {
  if (commits_) overdue_told_.Show(commits_->Overdue(), context_.health);
}

// Whether nothing is left to commit.
bool Member::Commit() {
  if (read_again_) return false;
  const std::optional<KafkaError> error = commits_->Commit();
  ReadClocks();
  if (!error) return true;
  if (!*error) {
    joins_again_left_ = 0;
    return true;
  }
  if (error->action == KafkaAction::kAbort) {
    joins_again_left_ = kJoinsAgain;
    read_again_ = true;
    read_again_at_ = now_ + commits_->Wait();
  }
  if (error->action == KafkaAction::kGiveUp && !JoinsAgain()) {
    Fail({ErrorCode::kFatal, "kafka: cannot commit: " + error->message});
  }
  return false;
}

void Member::Abort() {
  if (const KafkaError error = commits_->Abort()) Fail({ErrorCode::kFatal, "kafka: " + error.message});
}

void Member::Fail(Error error) {
  if (!error_) error_ = std::move(error);
}

}  // namespace labelwatch
