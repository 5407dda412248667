#pragma once
// What is looked at in the input as a whole, by all members of a process together: where producers place their keys,
// and whether frames come through. Thread-safe.

#include "consumers/kafka/flow_check.h"
#include "consumers/kafka/key_check.h"
#include "consumers/kafka/partition_check.h"
#include "consumers/kafka/told_problem.h"

namespace labelwatch {

struct InputChecks {
  InputChecks(int partitions, const KafkaTopics& topics) : partitioners(partitions), keys(partitions), flow(topics) {}

  PartitionCheck partitioners;
  KeyCheck keys;
  FlowCheck flow;

  // To health and log.
  void Tell(Health& health) {
    const auto partitioner = partitioners.Problem();
    partitioners_told.Show(partitioner, health);
    // Another partitioner has the same effect, and its own remedy.
    keys_told.Show(partitioner ? std::nullopt : keys.Problem(), health);
    flow_told.Show(flow.Problem(), health);
  }

 private:
  ToldProblem partitioners_told{"kafka partitioners"}, keys_told{"kafka keys"}, flow_told{"kafka input"};
};

}  // namespace labelwatch
