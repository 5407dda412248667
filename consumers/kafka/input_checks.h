#pragma once
// What is looked at in the input as a whole, by all members of a process together: where producers place their keys,
// whether frames come through, and whether a producer holds them back. Thread-safe.

#include "consumers/kafka/flow_check.h"
#include "consumers/kafka/key_check.h"
#include "consumers/kafka/partition_check.h"
#include "consumers/kafka/sample_board.h"
#include "consumers/kafka/told_problem.h"
#include "consumers/kafka/transaction_check.h"

namespace labelwatch {

struct InputChecks {
  InputChecks(int partitions, const KafkaOptions& kafka)
      : partitioners(partitions), keys(partitions), flow(kafka.topics), transactions(kafka.open_transaction_ms) {}

  PartitionCheck partitioners;
  KeyCheck keys;
  FlowCheck flow;
  TransactionCheck transactions;
  SampleBoard samples;

  // To health and log.
  void Tell(Health& health, std::int64_t now_ms) {
    const auto partitioner = partitioners.Problem();
    partitioners_told_.Show(partitioner, health);
    // Another partitioner has the same effect, and its own remedy.
    keys_told_.Show(partitioner ? std::nullopt : keys.Problem(), health);
    flow_told_.Show(flow.Problem(), health);
    transactions_told_.Show(transactions.Problem(now_ms), health);
  }

 private:
  ToldProblem partitioners_told_{"kafka partitioners"}, keys_told_{"kafka keys"}, flow_told_{"kafka input"},
      transactions_told_{"kafka transactions"};
};

}  // namespace labelwatch
