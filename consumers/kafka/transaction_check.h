#pragma once
// Whether records wait behind a transaction that a producer has left open. Who reads committed records is given nothing
// from the first record of an open transaction on, whoever wrote it: one producer that hangs holds up a partition, and
// to everybody else the topic looks as if nothing came.
//
// Thread-safe. Times are Unix milliseconds.

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace labelwatch {

class TransactionCheck {
 public:
  // `patience_ms`: how long a transaction may be open before it is a problem.
  explicit TransactionCheck(std::int64_t patience_ms) : patience_ms_(patience_ms) {}

  // The partition is read up to `position` and gives nothing more for now, though it goes on to `end`.
  void Held(const std::string& topic, std::int32_t partition, std::int64_t position, std::int64_t end,
            std::int64_t now_ms);
  // It is read through, or goes on being read; or it is no longer ours.
  void Flows(const std::string& topic, std::int32_t partition);

  std::optional<std::string> Problem(std::int64_t now_ms) const;

 private:
  struct Place {
    std::int64_t position = 0, end = 0, since_ms = 0;
  };
  const std::int64_t patience_ms_;
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::int32_t>, Place> held_;
};

}  // namespace labelwatch
