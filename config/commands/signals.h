#pragma once
// Ctrl-C and the request to terminate, as a stop token.

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

 private:
  std::stop_source source_;
};

}  // namespace labelwatch
