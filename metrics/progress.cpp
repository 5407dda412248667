#include "metrics/progress.h"

#include <algorithm>

namespace labelwatch {
namespace {
// A terminal is redrawn ten times a second; a log gets a line every ten seconds.
constexpr std::int64_t kTerminalPeriodMs = 100, kLogPeriodMs = 10'000;
constexpr int kBarWidth = 30;
}  // namespace

std::string Progress::Line(const std::string& what, std::uint64_t done, std::uint64_t total, double seconds, bool bar) {
  char text[200];
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  if (total == 0) {
    std::snprintf(text, sizeof text, "%s: %llu frames, %.0f frames/s", what.c_str(),
                  static_cast<unsigned long long>(done), rate);
    return text;
  }
  const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
  std::string drawn;
  if (bar) {
    const int full = static_cast<int>(share * kBarWidth);
    drawn.append("[").append(static_cast<std::size_t>(full), '#');
    drawn.append(static_cast<std::size_t>(kBarWidth - full), '.').append("] ");
  }
  std::snprintf(text, sizeof text, "%s: %s%3.0f %%, %llu of %llu frames, %.0f frames/s", what.c_str(), drawn.c_str(),
                100 * share, static_cast<unsigned long long>(done), static_cast<unsigned long long>(total), rate);
  return text;
}

void Progress::Print(std::uint64_t done, std::uint64_t total, std::int64_t now_ms, const char* end) {
  const double seconds = static_cast<double>(now_ms - start_ms_) / 1000;
  std::fprintf(out_, "%s%s%s", terminal_ ? "\r\033[K" : "", Line(what_, done, total, seconds, terminal_).c_str(), end);
  std::fflush(out_);
  shown_ms_ = now_ms;
}

void Progress::Show(std::uint64_t done, std::uint64_t total, std::int64_t now_ms) {
  if (start_ms_ < 0) start_ms_ = shown_ms_ = now_ms;
  if (now_ms - shown_ms_ < (terminal_ ? kTerminalPeriodMs : kLogPeriodMs)) return;
  Print(done, total, now_ms, terminal_ ? "" : "\n");
}

void Progress::Finish(std::uint64_t done, std::uint64_t total, std::int64_t now_ms) {
  if (start_ms_ < 0) start_ms_ = now_ms;
  Print(done, total, now_ms, "\n");
}

}  // namespace labelwatch
