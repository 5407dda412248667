#pragma once
// The commits of one member: what the work has sent and the positions it has read to, together. A commit that fails is
// taken back where it has to be; says when to try again, and when trying again is no use.
//
// Single-owner: the member's thread.

#include <chrono>
#include <optional>

#include "consumers/kafka/work.h"
#include "metrics/exporter.h"

namespace labelwatch {

class CommitCycle {
 public:
  CommitCycle(Work& work, GroupConsumer& consumer, OutputProducer& producer, Metrics& metrics)
      : work_(work), consumer_(consumer), producer_(producer), metrics_(metrics) {}

  // Nothing: there is nothing to commit. An error whose action is kAbort: all since the last commit is taken back, its
  // input must be read again. kRetry: nothing is lost, commit again later. kGiveUp: neither helps.
  std::optional<KafkaError> Commit();
  // Takes back all since the last commit.
  KafkaError Abort();

  int Failures() const { return failures_; }  // in a row
  // How long to wait after the last of them: from 100 ms, doubled, to 5 s.
  std::chrono::milliseconds Wait() const;

 private:
  Work& work_;
  GroupConsumer& consumer_;
  OutputProducer& producer_;
  Metrics& metrics_;
  int failures_ = 0;
};

}  // namespace labelwatch
