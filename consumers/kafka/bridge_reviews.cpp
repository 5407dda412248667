// Reviews are asked for and told: each version of one once.
#include <algorithm>
#include <utility>

#include "consumers/kafka/bridge_work.h"
#include "consumers/kafka/typed_message.h"
#include "consumers/labeling/review_outcome.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::size_t kReviewsPerTick = 20;  // then the member polls again
constexpr std::size_t kForgottenPerTick = 500;

}  // namespace

void BridgeWork::LookAtReviews() {
  if (!listing_ && (now_ms_ >= next_look_ms_ || context_.called.exchange(false))) {
    listing_ = true;
    next_look_ms_ = now_ms_ + context_.times.poll_ms;
    next_cursor_ = cursor_;
  }
  // What was reviewed is told before: then it has not expired.
  for (std::size_t i = 0; !listing_ && i < kReviewsPerTick && !to_expire_.empty(); ++i) {
    if (auto expired = Expire(to_expire_.front()); !expired) return Trouble(expired.error());
    to_expire_.pop_front();
  }
  if (!listing_) return ForgetOld();
  if (to_tell_.empty()) ListReviews();
  for (std::size_t i = 0; i < kReviewsPerTick && !to_tell_.empty(); ++i) {
    if (auto told = TellReview(to_tell_.front()); !told) return Trouble(told.error());
    to_tell_.pop_front();
  }
}

void BridgeWork::ListReviews() {
  if (next_cursor_ != cursor_) {  // all of the last answer was told
    cursor_ = next_cursor_;
    SaveCursor();
  }
  auto list = context_.tool.ReviewsSince(cursor_);
  if (!list) return Trouble(list.error());
  for (ReviewVersion& review : list->reviews) {
    const TaskEntry* const entry = book_.OfTask(review.task, context_.tool.Place());
    if (entry == nullptr || !read_.contains(entry->partition)) continue;  // no task of ours, or of another process
    const auto told = entry->told.find(review.annotation);
    if (told == entry->told.end() || told->second != review.version) to_tell_.push_back(std::move(review));
  }
  next_cursor_ = list->next;
  if (!to_tell_.empty() || list->more) return;
  if (next_cursor_ != cursor_) {
    cursor_ = next_cursor_;
    SaveCursor();
  }
  listing_ = false;
  if (context_.times.expire_ms > 0) {
    const auto old = book_.OpenSince(now_ms_ - context_.times.expire_ms, context_.tool.Place());
    to_expire_.assign(old.begin(), old.end());
    std::erase_if(to_expire_, [this](const std::string& id) { return !read_.contains(book_.Find(id)->partition); });
  }
  if (context_.times.forget_ms > 0) {
    const auto done = book_.DoneSince(now_ms_ - context_.times.forget_ms);
    to_forget_.assign(done.begin(), done.end());
  }
  Recovered();
  ++looks_;
}

// A book that only grows fills the memory. Where another member has the partition, it is that one that says so on the
// topic.
void BridgeWork::ForgetOld() {
  std::set<std::int32_t> partitions;
  for (std::size_t i = 0; i < kForgottenPerTick && !to_forget_.empty(); ++i, to_forget_.pop_front()) {
    const std::string& id = to_forget_.front();
    const TaskEntry* const entry = book_.Find(id);
    if (entry == nullptr) continue;
    if (const auto settled = settled_.find(entry->partition); settled != settled_.end()) {
      partitions.insert(entry->partition);
      producer_.Send({context_.kafka.topics.tasks, EntryKey(id), {}, {}});  // no value: compaction takes it out
    }
    book_.Forget(id);
  }
  for (const std::int32_t partition : partitions) {
    forgotten_[partition] = {settled_.at(partition), now_ms_};
    Send(context_.kafka.topics.tasks, ForgottenKey() + std::to_string(partition), forgotten_.at(partition).Text());
  }
}

Result<void> BridgeWork::TellReview(const ReviewVersion& version) {
  TaskEntry* const entry = book_.OfTask(version.task, context_.tool.Place());
  if (entry == nullptr) return {};
  const auto review = context_.tool.Fetch(version);
  if (!review) return tl::unexpected(review.error());
  if (!*review) return {};  // it is gone; so nobody has decided anything
  const auto told = entry->told.find(version.annotation);
  if (told == entry->told.end() || told->second != (*review)->of.version) Tell(**review, *entry);
  return {};
}

// Nobody looks at it any more: its task goes, and its findings are told to have expired.
Result<void> BridgeWork::Expire(const std::string& request_id) {
  TaskEntry* const entry = book_.Find(request_id);
  if (entry == nullptr || entry->state != TaskState::kOpen || !entry->told.empty()) return {};
  const auto bytes = context_.tool.RequestOf(entry->task);
  if (!bytes) return tl::unexpected(bytes.error());
  const auto removed = context_.tool.Remove(entry->task);
  if (!removed) return tl::unexpected(removed.error());
  if (!*removed) return {};  // somebody has reviewed it after all: the next look tells what
  const auto request = DecodeRelabelRequest(*bytes);
  if (request && MessageDigest(*bytes) == entry->digest) {
    RelabelVerdict verdict = AnswerTo(*request);
    for (FindingVerdict& one : verdict.findings) one.decision = Decision::kExpired;
    verdict.decided_at_ms = now_ms_;
    verdict.tool = context_.tool.Name();
    Send(context_.kafka.topics.verdicts, verdict.frame_id, EncodeRelabelVerdict(verdict));
  }
  entry->state = TaskState::kClosed;
  context_.metrics.Increase(Counter("labelwatch_bridge_requests_total"), {"expired"});
  Save(*entry);
  return {};
}

void BridgeWork::AskNext(const RelabelRequest& request, const RelabelVerdict& verdict, TaskEntry& entry) {
  if (request.ask_again) entry.decided = DecisionsOf(verdict);
  const TaskEntry* const first = request.frame.arm == ReviewArm::kRepeat ? book_.Find(request.repeats) : nullptr;
  const auto next =
      FollowUp(request, verdict, first != nullptr ? first->decided : DecisionsByFinding(), context_.to_experts);
  if (!next) return;
  // Something else is asked of the frame by now; only what compares reviewers stands beside it.
  if (entry.state != TaskState::kOpen && next->frame.arm != ReviewArm::kRepeat) return;
  TypedMessage message = TypedRequest(*next, context_.kafka.output_format);
  Send(context_.kafka.topics.requests, next->frame_id, message.value, std::move(message.headers));
  context_.metrics.Increase(Counter("labelwatch_bridge_follow_ups_total"), {std::string(ReviewQueueWord(next->queue))});
}

void BridgeWork::Tell(const Review& review, TaskEntry& entry) {
  TaskEntry after = entry;
  after.told[review.of.annotation] = review.of.version;
  const std::uint64_t revision = std::max(entry.label_revision, entry.corrected_revision) + 1;
  auto outcome = [&]() -> Result<ReviewOutcome> {
    if (!review.broken.empty()) return BadInput(review.broken);
    if (MessageDigest(review.request_bytes) != entry.digest) {
      return BadInput("the request that its task carries is not the one that was sent");
    }
    const auto request = DecodeRelabelRequest(review.request_bytes);
    if (!request) return tl::unexpected(request.error());
    auto made = OutcomeOf(*request, review, context_.tool.Name(), revision);
    if (!made) return made;
    const std::string key = request->frame.sequence.empty() ? request->frame_id : request->frame.sequence;
    Send(context_.kafka.topics.verdicts, request->frame_id, EncodeRelabelVerdict(made->verdict));
    AskNext(*request, made->verdict, after);
    if (!made->labels.empty()) {
      after.corrected_revision = revision;
      Send(context_.kafka.topics.labels, key, made->labels);
      for (const std::string& predictions : made->predictions) {
        Send(context_.kafka.topics.predictions, key, predictions);
      }
    }
    return made;
  }();
  if (!outcome) {
    context_.metrics.Increase(Counter("labelwatch_bridge_reviews_total"), {"unusable"});
    warnings_.Warn("bridge: review left out", std::to_string(review.of.annotation) + " of task " +
                                                  std::to_string(entry.task) + " (frame " + Printable(entry.frame_id) +
                                                  "): " + outcome.error().message);
  } else {
    context_.metrics.Increase(Counter("labelwatch_bridge_reviews_total"),
                              {review.skipped                             ? "skipped"
                               : outcome->verdict.new_label_revision == 0 ? "unchanged"
                                                                          : "corrected"});
  }
  Save(book_.Put(std::move(after)));
}

}  // namespace labelwatch
