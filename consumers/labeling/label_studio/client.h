#pragma once
// Label Studio's API (tool_client.h), and its two kinds of token.
//
//   LabelStudioClient client("https://labels.example", token, {}, stop);
//
// They are known by their look: a legacy token goes with every call; a personal access token (three parts with dots, a
// JWT) is changed for an access token of five minutes, and again when that is refused.
//
// Single-owner.

#include <stop_token>
#include <string>
#include <vector>

#include "consumers/labeling/tool_client.h"

namespace labelwatch {

class LabelStudioClient : public ToolClient {
 public:
  // `token`: never shown.
  LabelStudioClient(std::string url, std::string token, HttpLimits limits, std::stop_token stop);

 protected:
  Result<std::vector<std::string>> Credentials(bool& fresh) override;
  bool Renewable() override;

 private:
  Result<void> Refresh();

  const std::string token_;
  const bool personal_;
  std::string access_;  // of a personal token; empty: to be asked for
};

}  // namespace labelwatch
