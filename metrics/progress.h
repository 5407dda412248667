#pragma once
// Progress of long work for the person who started it: a bar on a terminal, a plain line now and then elsewhere.

#include <cstdint>
#include <cstdio>
#include <string>

namespace labelwatch {

// Time comes in as a parameter (monotonic milliseconds). Single-owner.
//
//   Progress progress("replay", stderr, isatty(2));
//   progress.Show(done, total, now_ms);   // as often as you like: it limits itself
//   progress.Finish(done, total, now_ms);
class Progress {
 public:
  Progress(std::string what, std::FILE* out, bool terminal) : what_(std::move(what)), out_(out), terminal_(terminal) {}

  void Show(std::uint64_t done, std::uint64_t total, std::int64_t now_ms);    // total 0: not known
  void Finish(std::uint64_t done, std::uint64_t total, std::int64_t now_ms);  // the last state, always shown

  static std::string Line(const std::string& what, std::uint64_t done, std::uint64_t total, double seconds, bool bar);

 private:
  void Print(std::uint64_t done, std::uint64_t total, std::int64_t now_ms, const char* end);

  std::string what_;
  std::FILE* out_;
  bool terminal_;
  std::int64_t start_ms_ = -1, shown_ms_ = 0;
};

}  // namespace labelwatch
