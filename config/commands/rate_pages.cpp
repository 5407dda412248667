#include "config/commands/rate_pages.h"

#include <spdlog/spdlog.h>

#include "config/commands/console.h"
#include "config/commands/secret.h"
#include "consumers/kafka/act_writer.h"
#include "metrics/act_pages.h"

namespace labelwatch {

Result<std::vector<Page>> RatePages(const Config& config, Metrics& metrics) {
  auto token = ReadAccessToken(config.http.token_file);
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
