#pragma once
// A CVAT that is played (server.py), for one test; all that it is sent is held to CVAT's published contract.

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "consumers/labeling/cvat/client.h"
#include "consumers/labeling/cvat/tool.h"
#include "tests/support/python_server.h"

namespace labelwatch {

class PlayedCvat {
 public:
  static constexpr const char* kToken = "an-access-token-of-cvat";

  PlayedCvat();  // an error is thrown

  // LABELWATCH_SKIP_CVAT=1 is set.
  static bool LeftOut();

  const std::string& Url() const { return server_.Url(); }
  CvatClient Api() const { return CvatClient(Url(), kToken, "", {}, {}); }
  CvatOptions Options() const;

  // The answer, as JSON.
  JsonRecord Get(const std::string& path) const;
  std::vector<std::string> Texts(const std::string& path, const char* member) const;  // of a list
  // The next POST to this path ends with 500.
  void FailOnce(const std::string& path) const;
  // What a reviewer does in the editor: saves these annotations, then completes the job.
  void Save(std::uint64_t job, const std::string& annotations) const;
  void SetState(std::uint64_t job, const std::string& state) const;

 private:
  const PythonServer server_;
};

}  // namespace labelwatch
