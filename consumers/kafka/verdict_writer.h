#pragma once
// Writes verdicts to their topic, which is made where it is missing, and returns once the brokers have them.

#include <mutex>
#include <vector>

#include "consumers/kafka/handles.h"
#include "consumers/kafka/options.h"
#include "schema/relabel.h"
#include "schema/result.h"

namespace labelwatch {

// Keeps its producer from one call to the next: reviewers decide a finding a second. Thread-safe.
class VerdictWriter {
 public:
  explicit VerdictWriter(const KafkaOptions& options) : options_(options) {}

  // An error: some may stand on the topic all the same, and may be sent again; the latest of a finding counts.
  Result<void> Write(const std::vector<RelabelVerdict>& verdicts);

 private:
  Result<void> Open();

  const KafkaOptions options_;
  std::mutex mutex_;
  KafkaHandle producer_;
};

}  // namespace labelwatch
