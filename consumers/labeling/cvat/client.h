#pragma once
// CVAT's API (tool_client.h): its two kinds of token, its organizations, its pages.
//
//   CvatClient client("https://cvat.example", token, "our-team", {}, stop);
//
// Tokens are known by their look: the key of a login (40 hex digits) goes as `Token`, an access token as `Bearer`.
//
// Single-owner.

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "consumers/labeling/tool_client.h"

namespace labelwatch {

class CvatClient : public ToolClient {
 public:
  // `token`: never shown. `organization`: its short name; empty: what is the user's own.
  CvatClient(std::string url, std::string token, std::string organization, HttpLimits limits, std::stop_token stop);

  // All pages of a list, element by element. `path` has a query. `what`: of it cannot be done, for the error.
  Result<void> ForEach(const std::string& path, const std::string& what, const std::function<void(JsonValue)>& use);

 protected:
  Result<std::vector<std::string>> Credentials(bool& fresh) override;

 private:
  const std::string token_, organization_;
};

// "/api/tasks/" 7 "/data/"
std::string CvatPath(const char* path, std::uint64_t number, const char* behind = "");

}  // namespace labelwatch
