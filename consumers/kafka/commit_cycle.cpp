#include "consumers/kafka/commit_cycle.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace labelwatch {
namespace {

using Clock = std::chrono::steady_clock;

// Commits that fail in a row before there is no use in going on.
constexpr int kMaxFailures = 10;

}  // namespace

std::optional<KafkaError> CommitCycle::Commit() {
  const std::vector<PartitionPosition> positions = work_.BeforeCommit();
  if (positions.empty() && !producer_.Dirty()) return std::nullopt;
  metrics_.Increase(Counter("labelwatch_commits_total"));
  const auto start = Clock::now();
  KafkaError error = producer_.Commit(consumer_.Client(), *ListOf(positions));
  metrics_.Observe(Histogram("labelwatch_commit_duration_seconds"),
                   std::chrono::duration<double>(Clock::now() - start).count());
  if (!error) {
    failures_ = 0;
    work_.Committed();
    return error;
  }
  metrics_.Increase(Counter("labelwatch_commit_failures_total"));
  ++failures_;
  spdlog::warn("kafka: commit failed ({} in a row): {}", failures_, error.message);
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

std::chrono::milliseconds CommitCycle::Wait() const {
  using std::chrono::milliseconds;
  return std::min(milliseconds(5000), milliseconds(50 << std::min(failures_, 7)));
}

}  // namespace labelwatch
