#include "config/log_setup.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "schema/json_writer.h"

namespace labelwatch {
namespace {

bool logs_json = false;

// The message as a JSON string, quotes included: it may hold text of strangers.
class JsonMessage : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    JsonWriter json;
    json.Text({message.payload.data(), message.payload.size()});
    out.append(json.Written().data(), json.Written().data() + json.Written().size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<JsonMessage>(); }
};

}  // namespace

void SetUpLog(const LogOptions& options) {
  constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                                   spdlog::level::err};
  auto log = std::make_shared<spdlog::logger>("labelwatch", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  log->set_level(kLevels[static_cast<int>(options.level)]);
  log->flush_on(spdlog::level::warn);
  logs_json = options.format == LogFormat::kJson;
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  if (logs_json) {
    formatter->add_flag<JsonMessage>('J').set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l","message":%J})");
  } else {
    formatter->set_pattern("%Y-%m-%d %H:%M:%S.%e %l: %v");
  }
  log->set_formatter(std::move(formatter));
  spdlog::set_default_logger(std::move(log));
}

bool LogsJson() { return logs_json; }

}  // namespace labelwatch
