#pragma once
// What one member sees of keys and where producers place them, on its way to the checks of the process and to metrics;
// partition_check.h and key_check.h decide.
//
// Single-owner: the member's thread.

#include <array>
#include <cstdint>
#include <string>

#include "consumers/kafka/input_checks.h"
#include "metrics/exporter.h"
#include "schema/record.h"

namespace labelwatch {

class KeyPlaces {
 public:
  // The references outlive this; `checks` are those of all members.
  KeyPlaces(InputChecks& checks, const WireLimits& limits, Metrics& metrics)
      : checks_(checks), limits_(limits), metrics_(metrics) {}

  // A record of a partition; `number`: the how manieth that is read of it. Not every one is looked at.
  void Seen(const Record& record, std::uint64_t number, std::int32_t partition) {
    if (number <= kFirst || number % kEvery == 0) Look(record, partition);
  }
  // Tells what was seen since the last call.
  void Show();

 private:
  // Of each partition so many first keys are looked at, then one in kEvery.
  static constexpr std::uint64_t kFirst = 1000, kEvery = 64;

  void Look(const Record& record, std::int32_t partition);

  InputChecks& checks_;
  const WireLimits& limits_;
  Metrics& metrics_;
  std::array<std::array<std::uint64_t, kKeyHashes>, kSides> hashes_{};  // not yet in the metrics
  std::string scratch_;                                                 // of messages in JSON
};

}  // namespace labelwatch
