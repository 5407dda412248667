#pragma once
// The real broker that all tests of this executable share: started once with deploy/kafka_broker, stopped by its pid.

#include <gtest/gtest.h>

#include <string>

#include "consumers/kafka/options.h"

namespace labelwatch {

// Derive a suite from this. Each test gets topics and a group of its own.
class KafkaTest : public testing::Test {
 protected:
  // Skips where LABELWATCH_SKIP_KAFKA=1 says so; fails where the broker did not start.
  void SetUp() override;

  // Options for this test's own topics and group, commits every 100 ms.
  KafkaOptions Options() const;
  // Folder of the broker: certificates, ports of the TLS listeners.
  static const std::string& BrokerFolder();
  // kill -9; StartBroker brings it up again with the same data and ports.
  static void KillBroker();
  static void StartBroker();
  static std::string PortOf(const std::string& listener);  // "port", "ssl_port", "sasl_ssl_port"

 private:
  std::string name_;
};

}  // namespace labelwatch
