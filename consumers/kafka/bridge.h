#pragma once
// The bridge to a labeling tool as a process: one member of a group of its own, whose input is the topic of requests.
//
//   Result<void> ended = RunBridge({.kafka = ..., .times = ..., .name = "label-studio"}, tool, metrics, health, called,
//                                  stop);

#include <atomic>
#include <stop_token>
#include <string>

#include "consumers/kafka/bridge_work.h"

namespace labelwatch {

struct BridgeOptions {
  KafkaOptions kafka;  // of the service
  BridgeTimes times;
  std::string name;                                       // of the tool: its bridge is the group GROUP.NAME
  std::vector<std::string> to_experts = kExpertVerdicts;  // which verdicts make an expert look once more
};

// Blocks until `stop`, with `times.once` until all is done, or until an error; then what was begun is committed.
Result<void> RunBridge(const BridgeOptions& options, LabelingTool& tool, Metrics& metrics, Health& health,
                       std::atomic<bool>& called, const std::stop_token& stop);

}  // namespace labelwatch
