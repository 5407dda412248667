#pragma once
// The real Label Studio that all tests of this executable share, beside the broker of tests/kafka: started once with
// deploy/label_studio, stopped by its process id.

#include <string>
#include <vector>

#include "consumers/labeling/label_studio/client.h"
#include "schema/relabel.h"
#include "tests/kafka/broker.h"
#include "tests/support/requests.h"

namespace labelwatch {

// Derive a suite from this. Each test gets topics, a group and a project of its own.
class LabelStudioTest : public KafkaTest {
 protected:
  // Skips where LABELWATCH_SKIP_LABEL_STUDIO=1 or LABELWATCH_SKIP_KAFKA=1 says so; fails where the server did not
  // start.
  void SetUp() override;
  void TearDown() override;

  static std::string Url();
  // Its API, with the token of the only user.
  LabelStudioClient Api() const;
  // The section `label_studio` of a bridge to this test's project, and a configuration file with it. `more`: further
  // lines of the section.
  std::string Section(const std::string& more = "") const;
  std::string WriteConfig(const std::string& more = "") const;
  // `labelwatch bridge label-studio --once`, which has to end well.
  void BridgeOnce(const std::string& more = "") const { BridgeOnceWith(WriteConfig(more)); }
  void BridgeOnceWith(const std::string& config) const;

  static RelabelRequest WrongClass(const std::string& frame, std::uint64_t revision = 1) {
    return WrongClassRequest(frame, revision);
  }
  void Ask(const RelabelRequest& request) const { Ask(std::vector<RelabelRequest>{request}); }
  void Ask(const std::vector<RelabelRequest>& requests) const;
  void Withdraw(const std::string& frame, std::uint64_t revision) const;

  struct Task {
    std::uint64_t number = 0;
    std::string request;
    std::string suggestions, current;  // their regions, as JSON
  };
  // Those of the project, by number.
  std::vector<Task> Tasks() const;
  // Whoever reviews it saves these regions; returns the number of the annotation.
  std::uint64_t Submit(std::uint64_t task, const std::string& result, const std::string& more = "") const;
  std::vector<RelabelVerdict> ReadVerdicts() const;

  KafkaOptions kafka_;
  std::string folder_, project_;
};

}  // namespace labelwatch
