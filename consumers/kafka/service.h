#pragma once
// The service: reads the two input topics with one or more workers and puts out flagged frames and dead letters.
//
//   Result<Summary> summary = RunService({.kafka = ..., .task = ..., .judge = ...}, names, learning, metrics, health,
//   stop);

#include <stop_token>
#include <string>

#include "consumers/kafka/options.h"
#include "consumers/report/rates_view.h"
#include "consumers/task.h"
#include "detectors/learning/learning_stage.h"
#include "metrics/exporter.h"
#include "metrics/health.h"
#include "schema/result.h"

namespace labelwatch {

struct ServiceOptions {
  KafkaOptions kafka;
  TaskOptions task;
  std::string judge;                 // names detectors and options: part of the id of a flagged frame
  bool until_end = false;            // end at the offsets that the topics have at the start
  std::string about = "labelwatch";  // of this process, for the log: version and configuration file
  RatesView* rates_view = nullptr;   // where the rates that it follows are drawn; null: nowhere
};

struct Summary {
  StreamCounts counts;                           // committed by this process
  std::vector<std::string> input_warnings = {};  // what samples of the input say of it as a whole
  double seconds = 0;                            // from the start of the workers to their end
  double cpu_seconds = 0;                        // user and system, of the whole process, in that time
};

// Blocks until `stop`, the end, or an error; then every worker has committed what it read, or given it back.
Result<Summary> RunService(const ServiceOptions& options, Names& names, LearningStage& learning, Metrics& metrics,
                           Health& health, std::stop_token stop);

// A few lines for a person.
std::string SummaryText(const Summary& summary);

}  // namespace labelwatch
