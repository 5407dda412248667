#pragma once
// Whether any broker answers: asked once a second by a client of its own, so that it is known however quiet the topics
// are, and whatever a worker waits for.
//
//   auto watch = BrokerWatch::Start(options, metrics, health, stop);
//   if (auto there = (*watch)->WaitForBroker(); !there) ...  // at the start: kafka.wait, saying so
//
// Without an answer for `unreachable_ms` the process is neither ready nor live; lost and back are one line each.
//
// Thread-safe: a thread of its own asks.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "consumers/kafka/handles.h"
#include "consumers/kafka/options.h"
#include "metrics/exporter.h"
#include "metrics/health.h"
#include "schema/result.h"

namespace labelwatch {

class BrokerWatch {
 public:
  // An error if the options make no client.
  static Result<std::unique_ptr<BrokerWatch>> Start(const KafkaOptions& options, Metrics& metrics, Health& health,
                                                    std::stop_token stop);
  ~BrokerWatch();

  // Until a broker has answered, or the service stops. An error after `wait_ms`.
  Result<void> WaitForBroker();
  // Since when no broker answers and why, in one sentence; empty: one does. What fails meanwhile fails for that.
  std::string Away();

 private:
  using Clock = std::chrono::steady_clock;

  BrokerWatch(const KafkaOptions& options, Metrics& metrics, Health& health, std::stop_token stop)
      : options_(options), metrics_(metrics), health_(health), stop_(std::move(stop)) {}
  void Ask(const std::stop_token& ended);
  void Answered();
  void Silent(const std::string& why);

  const KafkaOptions& options_;
  Metrics& metrics_;
  Health& health_;
  const std::stop_token stop_;
  KafkaHandle client_;
  Clock::time_point answered_at_ = Clock::now();
  bool lost_ = false;

  std::mutex mutex_;  // over what follows
  std::condition_variable_any moved_;
  bool answered_ = false;  // ever
  std::string why_;        // there was no answer to the last question; empty: there was one
  std::jthread asker_;
};

}  // namespace labelwatch
