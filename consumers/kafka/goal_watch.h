#pragma once
// Until-end: asks the brokers where the input ends, and how far other processes of the group have come.
//
// Single-owner.

#include <memory>

#include "consumers/kafka/end_goal.h"
#include "consumers/kafka/handles.h"
#include "consumers/kafka/options.h"
#include "schema/result.h"

namespace labelwatch {

class GoalWatch {
 public:
  // `client`: any; asked now. `partitions`: of each input topic.
  static Result<std::unique_ptr<GoalWatch>> Start(const KafkaOptions& options, rd_kafka_t* client, int partitions);

  // What other processes have committed counts as reached.
  void Look();
  EndGoal& Goal() { return *goal_; }

 private:
  GoalWatch() = default;

  std::unique_ptr<EndGoal> goal_;
  KafkaHandle observer_;
  KafkaPartitions inputs_;  // labels, then predictions
};

}  // namespace labelwatch
