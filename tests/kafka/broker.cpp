#include "broker.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace labelwatch {
namespace {

const std::string kScript = LABELWATCH_REPOSITORY "/deploy/kafka_broker";

struct Outcome {
  int status = -1;
  std::string text;
};

Outcome RunShell(const std::string& command) {
  Outcome outcome;
  std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> buffer;
  for (std::size_t n; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) outcome.text.append(buffer.data(), n);
  outcome.status = pclose(pipe);
  return outcome;
}

bool Skipped() {
  const char* skip = std::getenv("LABELWATCH_SKIP_KAFKA");
  return skip != nullptr && std::string(skip) == "1";
}

class Broker : public testing::Environment {
 public:
  static Broker& Only() {
    static auto* const broker = new Broker;  // GoogleTest owns and deletes it
    return *broker;
  }

  void SetUp() override {
    spdlog::set_level(std::getenv("LABELWATCH_TEST_LOG") ? spdlog::level::debug : spdlog::level::off);
    if (Skipped()) return;
    std::string folder = (std::filesystem::temp_directory_path() / "labelwatch-kafka-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) return;
    folder_ = folder;
    const Outcome started = RunShell(kScript + " start " + folder_ + " 0 --secure");
    ready_ = started.status == 0;
    if (ready_) std::cout << "broker: " << started.text;
    problem_ = started.text;
  }

  void TearDown() override {
    if (folder_.empty()) return;
    const Outcome stopped = RunShell(kScript + " stop " + folder_);
    EXPECT_EQ(stopped.status, 0) << stopped.text;
    std::filesystem::remove_all(folder_);
  }

  std::string folder_, problem_;
  bool ready_ = false;
};

const auto* const kRegistered = testing::AddGlobalTestEnvironment(&Broker::Only());

}  // namespace

void KafkaTest::SetUp() {
  if (Skipped()) GTEST_SKIP() << "left out: LABELWATCH_SKIP_KAFKA=1 is set";
  ASSERT_TRUE(Broker::Only().ready_)
      << "no Kafka broker: " << Broker::Only().problem_
      << "\nTo leave these tests out: LABELWATCH_SKIP_KAFKA=1, or tests/run --without-kafka";
  static int number = 0;
  name_ = std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + "." + std::to_string(++number);
}

KafkaOptions KafkaTest::Options() const {
  KafkaOptions options;
  options.brokers = "127.0.0.1:" + PortOf("port");
  options.group = "group." + name_;
  options.instance_id = "one";
  options.topics = {"labels." + name_,   "predictions." + name_, "flagged." + name_, "dead-letters." + name_,
                    "tallies." + name_,  "calibration." + name_, "rates." + name_,   "alarms." + name_,
                    "requests." + name_, "verdicts." + name_};
  options.commit_interval_ms = 100;
  // The shortest that the broker allows: tests of members that leave wait for it.
  options.properties = {{"session.timeout.ms", "6000"}, {"heartbeat.interval.ms", "200"}, {"fetch.wait.max.ms", "10"}};
  return options;
}

const std::string& KafkaTest::BrokerFolder() { return Broker::Only().folder_; }

void KafkaTest::KillBroker() {
  const Outcome killed = RunShell(kScript + " kill " + BrokerFolder());
  ASSERT_EQ(killed.status, 0) << killed.text;
}

void KafkaTest::StartBroker() {
  const Outcome started = RunShell(kScript + " start " + BrokerFolder());
  ASSERT_EQ(started.status, 0) << started.text;
}

std::string KafkaTest::PortOf(const std::string& listener) {
  std::ifstream file(BrokerFolder() + "/" + listener);
  std::string port;
  file >> port;
  return port;
}

}  // namespace labelwatch
