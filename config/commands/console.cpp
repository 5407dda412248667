#include "config/commands/console.h"

#include <spdlog/spdlog.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <iostream>

#include "config/commands/commands.h"
#include "config/log_setup.h"
#include "consumers/files/whole_file.h"

namespace labelwatch {

namespace {

template <typename Clock>
std::int64_t NowMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now().time_since_epoch()).count();
}

// A text that ends its line.
void NoteLine(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  Note(text);
}

}  // namespace

std::int64_t MonotonicMs() { return NowMs<std::chrono::steady_clock>(); }
std::int64_t UnixMs() { return NowMs<std::chrono::system_clock>(); }

void Say(const std::string& sentence) {
  if (LogsJson()) return spdlog::warn("{}", sentence);
  std::cerr << "labelwatch: " << sentence << "\n";
}

void Note(const std::string& sentence) {
  if (LogsJson()) return spdlog::info("{}", sentence);
  std::cerr << sentence << "\n";
}

int Fail(const Error& error) {
  if (LogsJson()) {
    spdlog::error("{}", error.message);
  } else {
    std::cerr << "labelwatch: " << error.message << "\n";
  }
  return error.code == ErrorCode::kBadInput ? kExitUsage : kExitFailed;
}

std::optional<Config> ReadConfig(const std::string& path) {
  if (path.empty()) {
    SetUpLog({});
    return Config{};
  }
  auto config = LoadConfig(path);
  if (config) {
    SetUpLog(config->log);
    for (const ConfigError& advice : config->advice) NoteLine(RenderErrors(path, {advice}));
    return *config;
  }
  std::cerr << RenderErrors(path, config.error());
  return std::nullopt;
}

Result<std::optional<KnownMistakes>> ReadKnown(const std::string& path) {
  if (path.empty()) return std::nullopt;
  auto known = KnownMistakes::Read(path);
  if (!known) return tl::unexpected(known.error());
  return std::move(*known);
}

std::size_t TerminalWidth() {
  winsize size{};
  return isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

Progress ShowProgress(const std::string& what) { return {what, stderr, isatty(STDERR_FILENO) != 0}; }

void PrintProblems(const RecordStream& stream) {
  for (const std::string& problem : stream.Problems()) Say(problem);
  const auto skipped = stream.Progress().skipped;
  if (skipped > stream.Problems().size()) {
    Say(std::to_string(skipped) + " broken records were left out; the first are named above");
  }
}

Result<void> CheckWritable(const std::string& path, const std::string& named) {
  if (path.empty() || CanWriteFile(path)) return {};
  return BadInput(named + ": cannot write " + path + ": is the folder there, and may it be written?");
}

Result<void> WriteFile(const std::string& path, const std::string& text) {
  return WriteWholeFile(path, Replace::kYes, [&](std::ostream& out) -> Result<void> {
    out << text;
    return {};
  });
}

}  // namespace labelwatch
