// What a user may set under kafka.properties, and what the design depends on.

#include "consumers/kafka/properties.h"

#include <gmock/gmock.h>

#include "consumers/kafka/clients.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;

KafkaOptions With(const std::string& name, const std::string& value) {
  KafkaOptions options;
  options.properties = {{name, value}};
  return options;
}

TEST(PropertiesTest, ReservedOnesAreRefusedByNameWithTheKeyToUse) {
  for (const char* name :
       {"enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset", "partition.assignment.strategy",
        "isolation.level", "transactional.id", "enable.idempotence", "group.id", "group.instance.id", "partitioner",
        "acks", "enable.partition.eof", "bootstrap.servers", "message.timeout.ms", "plugin.library.paths"}) {
    const auto checked = CheckProperties(With(name, "true"));
    ASSERT_FALSE(checked) << name;
    EXPECT_THAT(checked.error().message, HasSubstr(name));
    EXPECT_FALSE(MakeProducer(With(name, "true"), Ordering::kNone, {}, {})) << name;
  }
  EXPECT_THAT(CheckProperties(With("group.id", "x")).error().message, HasSubstr("kafka.group"));
}

TEST(PropertiesTest, UnknownNamesAndWrongValuesAreNamed) {
  EXPECT_THAT(CheckProperties(With("sesion.timeout.ms", "1")).error().message, HasSubstr("sesion.timeout.ms"));
  const auto wrong = CheckProperties(With("session.timeout.ms", "soon"));
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, HasSubstr("'soon'"));
}

TEST(PropertiesTest, OrdinaryOnesReachTheClientsThatHaveThem) {
  KafkaOptions options;
  options.properties = {{"linger.ms", "7"}, {"fetch.wait.max.ms", "33"}, {"client.rack", "r1"}};
  ASSERT_TRUE(CheckProperties(options));
  const auto value = [](const rd_kafka_t* client, const char* name) {
    char text[64] = {};
    std::size_t size = sizeof text;
    rd_kafka_conf_get(rd_kafka_conf(const_cast<rd_kafka_t*>(client)), name, text, &size);
    return std::string(text);
  };
  const auto reader = MakeReader(options, "group");
  const auto producer = MakeProducer(options, Ordering::kNone, {}, {});
  ASSERT_TRUE(reader && producer);
  EXPECT_EQ(value(reader->get(), "fetch.wait.max.ms"), "33");
  EXPECT_EQ(value(reader->get(), "client.rack"), "r1");
  EXPECT_EQ(value(reader->get(), "isolation.level"), "read_committed");
  EXPECT_EQ(value(producer->get(), "linger.ms"), "7");
  EXPECT_EQ(value(producer->get(), "compression.type"), "lz4");
}

TEST(PropertiesTest, TransactionalIdNamesGroupInstanceAndWorker) {
  KafkaOptions options;
  options.group = "g";
  options.instance_id = "pod-3";
  const auto producer = MakeTransactionalProducer(options, 2, {}, {});
  ASSERT_TRUE(producer) << producer.error().message;
  char text[64] = {};
  std::size_t size = sizeof text;
  rd_kafka_conf_get(rd_kafka_conf(producer->get()), "transactional.id", text, &size);
  EXPECT_STREQ(text, "labelwatch:g:pod-3-2");
}

}  // namespace
}  // namespace labelwatch
