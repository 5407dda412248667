#include "consumers/kafka/clients.h"

#include <spdlog/spdlog.h>

#include <span>

#include "consumers/kafka/caught.h"
#include "consumers/kafka/properties.h"
#include "consumers/kafka/property_setting.h"

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

// librdkafka's own lines go to our log. Its errors are lost connections, which it mends: nothing is lost by them.
void Log(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  constexpr int kSyslogWarning = 4;
  const auto severity = level <= kSyslogWarning ? spdlog::level::warn : spdlog::level::debug;
  // A line that cannot be written is lost: nothing thrown may pass the C code that calls this.
  (void)Caught([&] { spdlog::log(severity, "kafka {}: {}: {}", rd_kafka_name(client), facility, text); });
}

Result<void> SetAll(rd_kafka_conf_t* conf, std::span<const Property> properties) {
  for (const Property& property : properties) {
    if (auto set = SetProperty(conf, property.name, property.value); !set) return set;
  }
  return {};
}

Result<KafkaConf> BaseConf(const KafkaOptions& options) {
  KafkaConf conf(rd_kafka_conf_new());
  rd_kafka_conf_set_log_cb(conf.get(), Log);
  if (auto set = SetAll(conf.get(), kEveryClient); !set) return tl::unexpected(set.error());
  if (auto set = SetProperty(conf.get(), "bootstrap.servers", options.brokers); !set)
    return tl::unexpected(set.error());
  if (auto set = SetProperty(conf.get(), "client.id", "labelwatch"); !set) return tl::unexpected(set.error());
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
  if (callbacks.erred) rd_kafka_conf_set_error_cb(raw, callbacks.erred);
  if (callbacks.delivered) rd_kafka_conf_set_dr_msg_cb(raw, callbacks.delivered);
  if (callbacks.ended) {
    rd_kafka_conf_set_dr_msg_cb(raw, callbacks.ended);
    if (auto set = SetProperty(raw, "delivery.report.only.error", "false"); !set) return tl::unexpected(set.error());
  }
  if (auto set = SetUserProperties(raw, options, type); !set) return tl::unexpected(set.error());
  for (const auto& [name, value] : settings) {
    if (auto set = SetProperty(raw, name, value); !set) return tl::unexpected(set.error());
  }
  auto client = Make(type, std::move(*conf));
  if (client && type == RD_KAFKA_CONSUMER) rd_kafka_poll_set_consumer(client->get());
  return client;
}

std::string WorkerName(const KafkaOptions& options, std::size_t worker) {
  return InstanceName(options) + "-" + std::to_string(worker);
}

}  // namespace

std::string TransactionalId(const KafkaOptions& options, std::size_t worker) {
  return "labelwatch:" + options.group + ":" + WorkerName(options, worker);
}

Result<KafkaHandle> MakeGroupConsumer(const KafkaOptions& options, std::size_t worker,
                                      const ClientCallbacks& callbacks) {
  return Make(options, RD_KAFKA_CONSUMER, callbacks,
              {{"group.id", options.group}, {"group.instance.id", WorkerName(options, worker)}});
}

Result<KafkaHandle> MakeReader(const KafkaOptions& options, const std::string& group) {
  return Make(options, RD_KAFKA_CONSUMER, {}, {{"group.id", group}});
}

Result<KafkaHandle> MakeEndReader(const KafkaOptions& options, const std::string& group) {
  return Make(options, RD_KAFKA_CONSUMER, {}, {{"group.id", group}, {"isolation.level", "read_uncommitted"}});
}

Result<KafkaHandle> MakeProducer(const KafkaOptions& options, Ordering ordering, const BatchBound& batch,
                                 const ClientCallbacks& callbacks) {
  return Make(options, RD_KAFKA_PRODUCER, callbacks,
              {{"enable.idempotence", ordering == Ordering::kOrdered ? "true" : "false"},
               {"batch.size", std::to_string(batch.bytes)},
               {"batch.num.messages", std::to_string(batch.messages)}});
}

Result<KafkaHandle> MakeTransactionalProducer(const KafkaOptions& options, std::size_t worker, const BatchBound& batch,
                                              const ClientCallbacks& callbacks) {
  return Make(options, RD_KAFKA_PRODUCER, callbacks,
              {{"transactional.id", TransactionalId(options, worker)},
               {"batch.size", std::to_string(batch.bytes)},
               {"batch.num.messages", std::to_string(batch.messages)}});
}

Result<KafkaHandle> MakeAdmin(const KafkaOptions& options) { return Make(options, RD_KAFKA_PRODUCER, {}, {}); }

}  // namespace labelwatch
