#pragma once
// Writes verdicts of the page to their topic, which is made where it is missing, and what is asked because of them to
// the topic of requests; returns once the brokers have all of it.
//
// Verdicts first, in no transaction with the requests: a page that was not told that all is written sends its verdicts
// again, and then what they lead to is asked; a request whose verdict nobody has would show a decision that was lost.
// Either is harmless twice: the latest verdict counts, and a request has the same id.

#include <mutex>
#include <string>
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

  // A request that its topic does not take for its size goes without predictions, then without labels; then nobody is
  // asked, which is logged.
  // An error: some may stand on the topics all the same, and may be sent again.
  Result<void> Write(const std::vector<RelabelVerdict>& verdicts, const std::vector<RelabelRequest>& requests = {});

 private:
  struct Message {
    const std::string& topic;
    const std::string& key;
    std::string value;
    KafkaHeaders headers;
  };

  Result<void> Open();
  // What became of each.
  std::vector<rd_kafka_resp_err_t> Deliver(std::vector<Message> messages);
  Result<void> Ask(RelabelRequest request);
  Result<void> Failed(const std::string& topic, rd_kafka_resp_err_t code);

  const KafkaOptions options_;
  std::mutex mutex_;
  KafkaHandle producer_;
};

}  // namespace labelwatch
