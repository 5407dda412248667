#pragma once
// A recorded stream of the topic of tallies: what `replay --tallies` writes.
//
// Single-owner.

#include <cstdint>
#include <memory>
#include <optional>

#include "consumers/files/dataset/recorded_messages.h"
#include "consumers/files/text/problems.h"
#include "schema/tally.h"

namespace labelwatch {

// How a file holds tallies; nothing: it holds something else. Reads nothing away.
std::optional<RecordedForm> TalliesIn(ByteSource& source);

class RecordedTallies {
 public:
  RecordedTallies(std::unique_ptr<ByteSource> source, RecordedForm form) : messages_(std::move(source), form) {}

  // The next one that can be used; false at the end. What is no tally is left out and named.
  Result<bool> Next(Tally& tally);

  std::uint64_t Read() const { return read_; }
  const labelwatch::Problems& Problems() const { return problems_; }

 private:
  RecordedMessages messages_;
  labelwatch::Problems problems_;
  std::uint64_t read_ = 0, number_ = 0;
};

}  // namespace labelwatch
