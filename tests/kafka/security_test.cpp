// TLS and SASL are plain properties of librdkafka: the whole way through the broker's protected listeners.

#include <gmock/gmock.h>

#include "broker.h"
#include "consumers/kafka/publisher.h"
#include "frames.h"

namespace labelwatch {
namespace {

using testing::IsEmpty;

class SecurityTest : public KafkaTest {
 protected:
  // Publishes and judges 50 frames with these properties only.
  void GoesThrough(const std::string& listener, const std::map<std::string, std::string>& properties) {
    KafkaOptions kafka = Options();
    kafka.brokers = "localhost:" + PortOf(listener);
    kafka.properties.insert(properties.begin(), properties.end());
    kafka.properties["ssl.ca.location"] = BrokerFolder() + "/ca.pem";
    const auto frames = MakeFrames(50);
    MemoryStream published(frames), judged(frames);
    const auto sent = Publish(published, kafka, 1, [](const StreamProgress&) { return true; });
    ASSERT_TRUE(sent) << sent.error().message;
    ServiceRun run;
    const auto summary = run.Go(kafka, FrozenTask());
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_THAT(Differences(JudgeHere(judged, FrozenTask()), ReadFlaggedMessages(kafka)), IsEmpty());
  }
};

TEST_F(SecurityTest, PlainOverTls) {
  GoesThrough("sasl_ssl_port", {{"security.protocol", "SASL_SSL"},
                                {"sasl.mechanisms", "PLAIN"},
                                {"sasl.username", "bob"},
                                {"sasl.password", "bob-pw"}});
}

TEST_F(SecurityTest, ScramOverTls) {
  GoesThrough("sasl_ssl_port", {{"security.protocol", "SASL_SSL"},
                                {"sasl.mechanisms", "SCRAM-SHA-512"},
                                {"sasl.username", "alice"},
                                {"sasl.password", "alice-pw"}});
}

TEST_F(SecurityTest, MutualTls) {
  GoesThrough("ssl_port", {{"security.protocol", "SSL"},
                           {"ssl.certificate.location", BrokerFolder() + "/client.crt"},
                           {"ssl.key.location", BrokerFolder() + "/client.key"}});
}

}  // namespace
}  // namespace labelwatch
