#pragma once
// The findings of a file, as `replay --findings` writes it.

#include <cstdint>
#include <functional>
#include <string>

#include "schema/finding.h"
#include "schema/result.h"

namespace labelwatch {

// What is none, or is of a detector that does not exist, is left out, and the rest is read.
struct FindingsRead {
  std::uint64_t taken = 0, left_out = 0;
  std::string first_left_out;  // where it is and what is wrong with it

  void LeaveOut(const std::string& why);
  // An error where there is something, and nothing that can be read: then it is not what it was taken for.
  Result<void> Check() const;
  // Tells people how much was left out, if anything was.
  void Tell() const;
};

// One after the other.
Result<FindingsRead> ForEachFinding(const std::string& path, const std::function<void(FindingRecord)>& take);

// A finding that names none is taken as it is.
Result<void> CheckDetector(const FindingRecord& finding);

}  // namespace labelwatch
