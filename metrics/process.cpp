#include "metrics/process.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

namespace labelwatch {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// Resident pages: the second number of /proc/self/statm.
double ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  double size = 0, resident = 0;
  return file >> size >> resident ? resident * static_cast<double>(sysconf(_SC_PAGESIZE)) : kUnknown;
}

double OpenFds() {
  std::error_code error;
  double count = 0;
  for (std::filesystem::directory_iterator it("/proc/self/fd", error), end; !error && it != end; it.increment(error)) {
    ++count;
  }
  return error ? kUnknown : count - 1;  // without the one that reads the directory
}

// Boot time (btime in /proc/stat) + field 22 of /proc/self/stat in clock ticks. The name, field 2, may hold blanks and
// parentheses: fields are counted from the last one on.
double StartTime() {
  std::ifstream stat("/proc/self/stat");
  std::string line;
  std::getline(stat, line);
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return kUnknown;
  std::size_t at = name_end + 2;  // field 3
  for (int field = 3; field < 22 && at != std::string::npos; ++field) {
    at = line.find(' ', at);
    if (at != std::string::npos) ++at;
  }
  if (at == std::string::npos) return kUnknown;
  const double ticks = std::strtod(line.c_str() + at, nullptr);

  std::ifstream system("/proc/stat");
  std::string word;
  for (double value = 0; system >> word;) {
    if (word == "btime" && system >> value) return value + ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
  }
  return kUnknown;
}

}  // namespace

ProcessUse ReadProcessUse() {
  static const double kStartTime = StartTime();
  ProcessUse use;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  use.cpu_seconds = Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
  use.resident_bytes = ResidentBytes();
  use.open_fds = OpenFds();
  rlimit limit{};
  use.max_fds = getrlimit(RLIMIT_NOFILE, &limit) == 0 ? static_cast<double>(limit.rlim_cur) : kUnknown;
  use.start_time = kStartTime;
  return use;
}

}  // namespace labelwatch
