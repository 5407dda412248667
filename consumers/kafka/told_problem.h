#pragma once
// A reason not to be ready that every member of the process sees, and that is told once: in the log when it comes and
// when it goes, and on /readyz in between.
//
// Thread-safe.

#include <mutex>
#include <optional>
#include <string>

#include "metrics/health.h"

namespace labelwatch {

class ToldProblem {
 public:
  // `part`: its name in health.
  explicit ToldProblem(std::string part) : part_(std::move(part)) {}

  // Nothing: there is none.
  void Show(const std::optional<std::string>& problem, Health& health);

 private:
  const std::string part_;
  std::mutex mutex_;
  bool told_ = false;
};

}  // namespace labelwatch
