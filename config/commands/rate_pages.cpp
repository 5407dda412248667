#include "config/commands/rate_pages.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>

#include "config/commands/console.h"
#include "consumers/kafka/act_writer.h"
#include "metrics/act_pages.h"

namespace labelwatch {
namespace {

constexpr std::size_t kShortest = 16, kLongest = 4096;

// Nothing here may quote the token.
Result<std::string> Checked(std::string token, const std::string& where) {
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  const bool plain = std::ranges::all_of(token, [](char c) { return c > ' ' && c <= '~'; });
  if (token.size() < kShortest || token.size() > kLongest || !plain) {
    return BadInput(where + ": a token is 16 to 4096 letters, digits and signs on one line; make one with " +
                    "`openssl rand -hex 32`");
  }
  return token;
}

}  // namespace

Result<std::string> ReadToken(const std::string& file) {
  if (file.empty()) {
    const char* const token = std::getenv("LABELWATCH_TOKEN");
    if (token == nullptr || *token == '\0') return std::string();
    return Checked(token, "LABELWATCH_TOKEN");
  }
  std::ifstream in(file, std::ios::binary);
  std::array<char, kLongest + 3> bytes{};
  in.read(bytes.data(), bytes.size());
  if (in.bad() || (!in.eof() && in.gcount() == 0)) {
    return BadInput("metrics.token_file: cannot read " + file + ": does it exist and may it be read?");
  }
  return Checked(std::string(bytes.data(), static_cast<std::size_t>(in.gcount())), "metrics.token_file: " + file);
}

Result<std::vector<Page>> RatePages(const Config& config, Metrics& metrics) {
  auto token = ReadToken(config.http.token_file);
  if (!token) return tl::unexpected(token.error());
  const auto write = [kafka = config.kafka](const RatesAct& act) -> Result<std::string> {
    const auto written = WriteAct(kafka, act);
    if (!written) return tl::unexpected(written.error());
    spdlog::info("rates: {}: written at offset {} of topic {}", InWords(act), written->offset, written->topic);
    return "topic " + written->topic + ", partition " + std::to_string(written->partition) + ", offset " +
           std::to_string(written->offset);
  };
  return ActPages({std::move(*token), OnLoopback(config.http.address)}, config.kafka.group, write, UnixMs, metrics);
}

}  // namespace labelwatch
