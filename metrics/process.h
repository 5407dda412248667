#pragma once
// What the operating system says about this process (prometheus-cpp has no process collector). Linux /proc.

namespace labelwatch {

struct ProcessUse {
  double cpu_seconds = 0;  // user and system
  double resident_bytes = 0;
  double open_fds = 0, max_fds = 0;
  double start_time = 0;  // Unix seconds
};

// A number that cannot be read is NaN.
ProcessUse ReadProcessUse();

}  // namespace labelwatch
