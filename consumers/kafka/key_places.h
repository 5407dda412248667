#pragma once
// What one member sees of where producers place their keys, on its way to metrics, health and log; partition_check.h
// decides.
//
// Single-owner: the member's thread.

#include <array>
#include <cstdint>
#include <string_view>

#include "consumers/kafka/partition_check.h"
#include "metrics/exporter.h"
#include "metrics/health.h"

namespace labelwatch {

class KeyPlaces {
 public:
  // The references outlive this; `check` is that of all members.
  KeyPlaces(PartitionCheck& check, Metrics& metrics, Health& health)
      : check_(check), metrics_(metrics), health_(health) {}

  // A key of a partition of one side; `number`: the how manieth that is read of it. Not every one is looked at.
  void Seen(Side side, std::uint64_t number, std::string_view key, std::int32_t partition) {
    if (number <= kFirst || number % kEvery == 0) Look(side, key, partition);
  }
  // Tells what was seen since the last call.
  void Show();

 private:
  // Of each partition so many first keys are looked at, then one in kEvery.
  static constexpr std::uint64_t kFirst = 1000, kEvery = 64;

  void Look(Side side, std::string_view key, std::int32_t partition);
  void ShowProblem();

  PartitionCheck& check_;
  Metrics& metrics_;
  Health& health_;
  std::array<std::array<std::uint64_t, kKeyHashes>, kSides> hashes_{};  // not yet in the metrics
  bool problem_ = false;
};

}  // namespace labelwatch
