#include "consumers/kafka/commit_cycle.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace labelwatch {
namespace {

using Clock = std::chrono::steady_clock;

// Commits that fail in a row before there is no use in going on.
constexpr int kMaxFailures = 10;
constexpr int kOverdueIntervals = 10;
constexpr auto kLeastOverdue = std::chrono::seconds(3);  // however short the interval is

}  // namespace

std::optional<KafkaError> CommitCycle::Commit() {
  const std::vector<PartitionPosition> positions = work_.BeforeCommit();
  if (positions.empty() && !producer_.Dirty()) {
    done_at_ = Clock::now();
    return std::nullopt;
  }
  metrics_.Increase(Counter("labelwatch_commits_total"));
  const auto start = Clock::now();
  KafkaError error = producer_.Commit(consumer_.Client(), *ListOf(positions));
  metrics_.Observe(Histogram("labelwatch_commit_duration_seconds"),
                   std::chrono::duration<double>(Clock::now() - start).count());
  if (!error) {
    failures_ = 0;
    done_at_ = Clock::now();
    last_error_.clear();
    work_.Committed();
    return error;
  }
  metrics_.Increase(Counter("labelwatch_commit_failures_total"));
  ++failures_;
  spdlog::warn("kafka: commit failed ({} in a row): {}", failures_, error.message);
  last_error_ = error.message;
  if (error.action == KafkaAction::kAbort) {
    if (KafkaError abort = Abort()) {
      abort.message = error.message + "; and then: " + abort.message;  // the first reason is what people can mend
      error = std::move(abort);
    }
    if (producer_.SendsOtherwise()) failures_ = 0;  // not the same again
  }
  if (failures_ >= kMaxFailures) error.action = KafkaAction::kGiveUp;
  return error;
}

// The counts, the findings and the state of the join go with the transaction; all are made again from the input.
KafkaError CommitCycle::Abort() {
  work_.Aborted();
  return producer_.Abort();
}

std::optional<std::string> CommitCycle::Overdue() const {
  const auto late = Clock::now() - done_at_;
  if (late < std::max<Clock::duration>(kOverdueIntervals * interval_, kLeastOverdue)) return std::nullopt;
  return "nothing was committed for " + std::to_string(std::chrono::duration_cast<std::chrono::seconds>(late).count()) +
         " s" + (last_error_.empty() ? "" : ": " + last_error_);
}

std::chrono::milliseconds CommitCycle::Wait() const {
  using std::chrono::milliseconds;
  return std::min(milliseconds(5000), milliseconds(50 << std::min(failures_, 7)));
}

}  // namespace labelwatch
