#include "consumers/kafka/properties.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include "consumers/kafka/property_setting.h"

namespace labelwatch {
namespace {

struct Reserved {
  std::string_view name, use;
};

constexpr std::string_view kOwned = "labelwatch depends on its value";
constexpr Reserved kReserved[] = {
    {"bootstrap.servers", "set kafka.brokers"},
    {"metadata.broker.list", "set kafka.brokers"},
    {"group.id", "set kafka.group"},
    {"group.instance.id", "set kafka.instance_id"},
    {"transactional.id", "set kafka.instance_id"},
    {"enable.idempotence", "set kafka.delivery"},
    {"enable.auto.commit", kOwned},
    {"enable.auto.offset.store", kOwned},
    {"auto.commit.enable", kOwned},
    {"auto.commit.interval.ms", kOwned},
    {"auto.offset.reset", kOwned},
    {"offset.store.method", kOwned},
    {"partition.assignment.strategy", kOwned},
    {"isolation.level", kOwned},
    {"enable.partition.eof", kOwned},
    {"allow.auto.create.topics", kOwned},
    {"acks", kOwned},
    {"request.required.acks", kOwned},
    {"partitioner", kOwned},
    {"delivery.report.only.error", kOwned},
    {"message.timeout.ms", kOwned},
    {"delivery.timeout.ms", kOwned},
    {"enable.gapless.guarantee", kOwned},
    {"plugin.library.paths", "it would load foreign code"},
    {"sasl.kerberos.kinit.cmd", "it would run a shell command"},
    {"test.mock.num.brokers", kOwned},
};

bool ForConsumersOnly(std::string_view name) {
  return name.starts_with("fetch.") || name.starts_with("queued.") || name.starts_with("session.") ||
         name.starts_with("heartbeat.") || name == "max.poll.interval.ms" || name == "check.crcs" ||
         name == "coordinator.query.interval.ms" || name == "consume.callback.max.messages" ||
         name == "group.protocol.type" || name == "max.partition.fetch.bytes";
}

bool ForProducersOnly(std::string_view name) {
  return name.starts_with("queue.buffering.") || name.starts_with("batch.") || name.starts_with("compression.") ||
         name == "linger.ms" || name == "retries" || name == "message.send.max.retries" || name == "retry.backoff.ms" ||
         name == "transaction.timeout.ms" || name == "request.timeout.ms" || name == "message.copy.max.bytes" ||
         name == "sticky.partitioning.linger.ms";
}

// `number` stays as it is where the user sets nothing.
void TakeNumber(const KafkaOptions& options, const char* name, auto& number) {
  const auto found = options.properties.find(name);
  if (found == options.properties.end()) return;
  std::from_chars(found->second.data(), found->second.data() + found->second.size(), number);
}

}  // namespace

Result<void> SetProperty(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  char reason[512] = {};
  switch (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), reason, sizeof reason)) {
    case RD_KAFKA_CONF_OK:
      return {};
    case RD_KAFKA_CONF_UNKNOWN:
      return BadInput(name + " is no property of librdkafka " + rd_kafka_version_str());
    default:
      // The reason repeats the value. Never a secret's: those are texts, and any text will do.
      return BadInput(name + " cannot be '" + value + "': " + reason);
  }
}

Result<void> SetUserProperties(rd_kafka_conf_t* conf, const KafkaOptions& options, rd_kafka_type_t type) {
  for (const auto& [name, value] : options.properties) {
    if (const auto why = ReservedProperty(name)) {
      return BadInput("kafka.properties: " + name + " may not be set here: " + *why);
    }
    if (type == RD_KAFKA_PRODUCER ? ForConsumersOnly(name) : ForProducersOnly(name)) continue;
    if (auto set = SetProperty(conf, name, value); !set) return BadInput("kafka.properties: " + set.error().message);
  }
  return {};
}

std::optional<std::string> ReservedProperty(std::string_view name) {
  const auto* found = std::find_if(std::begin(kReserved), std::end(kReserved),
                                   [&](const Reserved& reserved) { return reserved.name == name; });
  if (found == std::end(kReserved)) return std::nullopt;
  return std::string(found->use);
}

Result<void> CheckProperties(const KafkaOptions& options) {
  for (const rd_kafka_type_t type : {RD_KAFKA_CONSUMER, RD_KAFKA_PRODUCER}) {
    const KafkaConf conf(rd_kafka_conf_new());
    if (auto set = SetUserProperties(conf.get(), options, type); !set) return set;
  }
  return {};
}

BatchBound UserBatchBound(const KafkaOptions& options) {
  BatchBound bound;
  TakeNumber(options, "batch.size", bound.bytes);
  TakeNumber(options, "batch.num.messages", bound.messages);
  return bound;
}

std::int64_t SessionTimeoutMs(const KafkaOptions& options) {
  std::int64_t timeout_ms = 45'000;  // librdkafka's
  TakeNumber(options, "session.timeout.ms", timeout_ms);
  return timeout_ms;
}

std::string InstanceName(const KafkaOptions& options) {
  if (!options.instance_id.empty()) return options.instance_id;
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0 || host[0] == '\0') return "labelwatch";
  return host.data();
}

}  // namespace labelwatch
