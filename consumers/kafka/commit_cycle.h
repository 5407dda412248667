#pragma once
// The commits of one member: what the work has sent and the positions it has read to, together. A commit that fails is
// taken back where it has to be; says when to try again, and when trying again is no use.
//
// Single-owner: the member's thread.

#include <chrono>
#include <optional>
#include <string>

#include "consumers/kafka/work.h"
#include "metrics/exporter.h"

namespace labelwatch {

class CommitCycle {
 public:
  // `interval`: between two commits.
  CommitCycle(Work& work, GroupConsumer& consumer, OutputProducer& producer, Metrics& metrics,
              std::chrono::milliseconds interval)
      : work_(work), consumer_(consumer), producer_(producer), metrics_(metrics), interval_(interval) {}

  // Nothing: there is nothing to commit. An error whose action is kAbort: all since the last commit is taken back, its
  // input must be read again. kRetry: nothing is lost, commit again later. kGiveUp: neither helps.
  std::optional<KafkaError> Commit();
  // Takes back all since the last commit.
  KafkaError Abort();

  // Nothing was committed for ten intervals and a few seconds, though there is something to commit: for how long, and
  // why the last try failed.
  std::optional<std::string> Overdue() const;

  int Failures() const { return failures_; }  // in a row
  // How long to wait after the last of them: from 100 ms, doubled, to 5 s.
  std::chrono::milliseconds Wait() const;

 private:
  Work& work_;
  GroupConsumer& consumer_;
  OutputProducer& producer_;
  Metrics& metrics_;
  const std::chrono::milliseconds interval_;
  int failures_ = 0;
  std::chrono::steady_clock::time_point done_at_ = std::chrono::steady_clock::now();  // nothing was left to commit
  std::string last_error_;                                                            // since then
};

}  // namespace labelwatch
