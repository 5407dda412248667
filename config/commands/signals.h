#pragma once
// Ctrl-C and the request to terminate, as a stop token.

#include <atomic>
#include <memory>
#include <stop_token>

namespace labelwatch {

// The first SIGINT or SIGTERM asks everything to finish what it holds; a second one ends the process at once.
// REQUIRES: made before any other thread, so that all threads inherit the blocked signals.
class Signals {
 public:
  Signals();
  std::stop_token Token() const { return source_.get_token(); }
  // Until the first signal.
  void Wait() const;
  // The first signal, as an exit code: 130 for Ctrl-C, 143 for the request to terminate; 0: none came.
  int ExitCode() const { return *exit_code_; }

 private:
  std::stop_source source_;
  std::shared_ptr<std::atomic<int>> exit_code_ = std::make_shared<std::atomic<int>>(0);
};

}  // namespace labelwatch
