#include "consumers/kafka/properties.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <span>

#include "consumers/kafka/clients.h"

namespace labelwatch {
namespace {

struct Property {
  const char* name;
  const char* value;
};

// Defaults of librdkafka 2.0.2 that are wrong for us; measured reasons in the README of this folder.
constexpr Property kEveryClient[] = {
    {"socket.keepalive.enable", "true"},  // long-idle connections behind NAT
    {"socket.nagle.disable", "true"},
    {"log.connection.close", "false"},  // an idle disconnect is no event
};

constexpr Property kConsumer[] = {
    {"enable.auto.commit", "false"},             // offsets are committed together with what came of them
    {"enable.auto.offset.store", "false"},       // likewise
    {"auto.offset.reset", "error"},              // a lost position is noticed, never skipped
    {"partition.assignment.strategy", "range"},  // partition i of both topics goes to the same member
    {"isolation.level", "read_committed"},
    {"enable.partition.eof", "true"},  // tells a silent side from a slow one
    {"allow.auto.create.topics", "false"},
    {"check.crcs", "true"},
    {"fetch.wait.max.ms", "100"},
};

constexpr Property kProducer[] = {
    {"acks", "all"},
    {"linger.ms", "20"},
    {"compression.type", "lz4"},
    {"partitioner", "murmur2_random"},       // the default of the Java client
    {"message.max.bytes", "100000000"},      // the broker decides; see OutputProducer
    {"delivery.report.only.error", "true"},  // successes would cost one event each
};

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

// librdkafka's own lines, with its level, go to our log.
void Log(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  const auto severity = level <= 3 ? spdlog::level::err : level == 4 ? spdlog::level::warn : spdlog::level::debug;
  spdlog::log(severity, "kafka {}: {}: {}", rd_kafka_name(client), facility, text);
}

Result<void> Set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value, bool users) {
  char reason[512] = {};
  switch (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), reason, sizeof reason)) {
    case RD_KAFKA_CONF_OK:
      return {};
    case RD_KAFKA_CONF_UNKNOWN:
      return BadInput((users ? "kafka.properties: " : "") + name + " is no property of librdkafka " +
                      rd_kafka_version_str());
    default:
      // The reason repeats the value. Never a secret's: those are texts, and any text will do.
      return BadInput((users ? "kafka.properties: " : "") + name + " cannot be '" + value + "': " + reason);
  }
}

Result<void> SetAll(rd_kafka_conf_t* conf, std::span<const Property> properties) {
  for (const Property& property : properties) {
    if (auto set = Set(conf, property.name, property.value, false); !set) return set;
  }
  return {};
}

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

// The user's properties; those that only the other type of client has are left out, as it would warn about them.
Result<void> SetUsers(rd_kafka_conf_t* conf, const KafkaOptions& options, rd_kafka_type_t type) {
  for (const auto& [name, value] : options.properties) {
    if (const auto why = ReservedProperty(name)) {
      return BadInput("kafka.properties: " + name + " may not be set here: " + *why);
    }
    if (type == RD_KAFKA_PRODUCER ? ForConsumersOnly(name) : ForProducersOnly(name)) continue;
    if (auto set = Set(conf, name, value, true); !set) return set;
  }
  return {};
}

Result<KafkaConf> BaseConf(const KafkaOptions& options) {
  KafkaConf conf(rd_kafka_conf_new());
  rd_kafka_conf_set_log_cb(conf.get(), Log);
  // Errors of connections reach the log; without a callback librdkafka would log them itself, more loudly.
  if (auto set = SetAll(conf.get(), kEveryClient); !set) return tl::unexpected(set.error());
  if (auto set = Set(conf.get(), "bootstrap.servers", options.brokers, false); !set) return tl::unexpected(set.error());
  if (auto set = Set(conf.get(), "client.id", "labelwatch", false); !set) return tl::unexpected(set.error());
  return conf;
}

Result<KafkaHandle> Make(rd_kafka_type_t type, KafkaConf conf) {
  char reason[512] = {};
  KafkaHandle client(rd_kafka_new(type, conf.get(), reason, sizeof reason));
  if (!client) return BadInput(std::string("kafka: ") + reason);
  (void)conf.release();  // the client owns it now
  return client;
}

using Settings = std::initializer_list<std::pair<const char*, std::string>>;

Result<KafkaHandle> Make(const KafkaOptions& options, rd_kafka_type_t type, const ClientCallbacks& callbacks,
                         const Settings& settings) {
  auto conf = BaseConf(options);
  if (!conf) return tl::unexpected(conf.error());
  rd_kafka_conf_t* raw = conf->get();
  rd_kafka_conf_set_opaque(raw, callbacks.opaque);
  const auto defaults = type == RD_KAFKA_CONSUMER ? std::span<const Property>(kConsumer) : kProducer;
  if (auto set = SetAll(raw, defaults); !set) return tl::unexpected(set.error());
  if (callbacks.rebalance) rd_kafka_conf_set_rebalance_cb(raw, callbacks.rebalance);
  if (callbacks.delivered) rd_kafka_conf_set_dr_msg_cb(raw, callbacks.delivered);
  if (auto set = SetUsers(raw, options, type); !set) return tl::unexpected(set.error());
  for (const auto& [name, value] : settings) {
    if (auto set = Set(raw, name, value, false); !set) return tl::unexpected(set.error());
  }
  auto client = Make(type, std::move(*conf));
  if (client && type == RD_KAFKA_CONSUMER) rd_kafka_poll_set_consumer(client->get());
  return client;
}

std::string WorkerName(const KafkaOptions& options, std::size_t worker) {
  return InstanceName(options) + "-" + std::to_string(worker);
}

}  // namespace

std::optional<std::string> ReservedProperty(std::string_view name) {
  const auto* found = std::find_if(std::begin(kReserved), std::end(kReserved),
                                   [&](const Reserved& reserved) { return reserved.name == name; });
  if (found == std::end(kReserved)) return std::nullopt;
  return std::string(found->use);
}

Result<void> CheckProperties(const KafkaOptions& options) {
  for (const rd_kafka_type_t type : {RD_KAFKA_CONSUMER, RD_KAFKA_PRODUCER}) {
    const KafkaConf conf(rd_kafka_conf_new());
    if (auto set = SetUsers(conf.get(), options, type); !set) return set;
  }
  return {};
}

std::string InstanceName(const KafkaOptions& options) {
  if (!options.instance_id.empty()) return options.instance_id;
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0 || host[0] == '\0') return "labelwatch";
  return host.data();
}

Result<KafkaHandle> MakeGroupConsumer(const KafkaOptions& options, std::size_t worker,
                                      const ClientCallbacks& callbacks) {
  return Make(options, RD_KAFKA_CONSUMER, callbacks,
              {{"group.id", options.group}, {"group.instance.id", WorkerName(options, worker)}});
}

Result<KafkaHandle> MakeReader(const KafkaOptions& options, const std::string& group) {
  return Make(options, RD_KAFKA_CONSUMER, {}, {{"group.id", group}});
}

Result<KafkaHandle> MakeProducer(const KafkaOptions& options, std::optional<std::size_t> worker,
                                 const ClientCallbacks& callbacks) {
  // Without a transaction no idempotence either: in librdkafka 2.0.2 one ambiguous disconnect can make an idempotent
  // producer fail for good (fixed in 2.3.0).
  if (!worker) return Make(options, RD_KAFKA_PRODUCER, callbacks, {{"enable.idempotence", "false"}});
  return Make(options, RD_KAFKA_PRODUCER, callbacks,
              {{"transactional.id", "labelwatch-" + options.group + "-" + WorkerName(options, *worker)}});
}

Result<KafkaHandle> MakeAdmin(const KafkaOptions& options) { return Make(options, RD_KAFKA_PRODUCER, {}, {}); }

}  // namespace labelwatch
