#pragma once
// What samples of the input say of it as a whole (consumers/input_health.h), of all partitions of a process: each
// sentence is logged once, and all of them stand in the summary. Thread-safe.

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace labelwatch {

class SampleBoard {
 public:
  // In the place of what was said of the partition before.
  void Show(std::int32_t partition, const std::vector<std::string>& sentences);
  // Each once, in the order of partitions.
  std::vector<std::string> Sentences() const;

 private:
  static constexpr std::size_t kMostLogged = 100;  // numbers in them change: no stream fills the log

  mutable std::mutex mutex_;
  std::map<std::int32_t, std::vector<std::string>> of_;
  std::set<std::string> logged_;
};

}  // namespace labelwatch
