#pragma once
// Threads, one for each member; the first error stops the others.
//
//   Crew judges(stop);
//   judges.Start([&](std::stop_token ended) { return member.Run(make_work, ended); });
//   if (auto error = judges.Wait([&] { look(); })) ...
//
// Thread-safe.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "schema/result.h"

namespace labelwatch {

class Crew {
 public:
  explicit Crew(std::stop_token stop) : forward_(std::move(stop), [this] { stop_.request_stop(); }) {}

  // `run` is called in a thread of its own; it ends soon after its token says so.
  void Start(std::function<Result<void>(std::stop_token)> run);
  bool Failed();
  void Stop() { stop_.request_stop(); }
  // Calls `look` every kLook until all have ended. The first error, if there was one.
  std::optional<Error> Wait(const std::function<void()>& look);

  static constexpr auto kLook = std::chrono::milliseconds(250);

 private:
  std::stop_source stop_;
  std::stop_callback<std::function<void()>> forward_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t running_ = 0;
  std::optional<Error> error_;
  std::vector<std::jthread> threads_;
};

}  // namespace labelwatch
