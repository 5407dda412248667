#pragma once
// Whether the process should get work (ready) and whether it should be restarted (live).
//
// Ready: no reason against it is set. Live: everything watched has shown progress within its limit. The server thread
// answers even when a worker hangs, so that it answers is not enough.
//
//   health.NotReady("kafka", "no partition assigned yet");   health.Ready("kafka");
//   health.Progress("task 0", now_ms);                       // each poll
//
// Thread-safe. Times are Unix milliseconds and come in as parameters.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace labelwatch {

class Health {
 public:
  // `part` of the process is not ready, because `why` (one sentence); replaces an earlier reason.
  void NotReady(const std::string& part, std::string why);
  void Ready(const std::string& part);
  // One line per part that is not ready: "part: why". Empty: ready.
  std::vector<std::string> ReasonsNotReady() const;

  // `part` must show progress again within `limit_ms` from now on, until Unwatch.
  void Progress(const std::string& part, std::int64_t now_ms, std::int64_t limit_ms = 120'000);
  void Unwatch(const std::string& part);
  // One line per part without progress. Empty: live.
  std::vector<std::string> Stalled(std::int64_t now_ms) const;

 private:
  struct Watched {
    std::int64_t last_ms = 0, limit_ms = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::string, std::string> not_ready_;
  std::map<std::string, Watched> watched_;
};

}  // namespace labelwatch
