#include "consumers/labeling/cvat/client.h"

#include <algorithm>
#include <utility>

namespace labelwatch {
namespace {

bool IsLoginKey(const std::string& token) {
  return token.size() == 40 &&
         std::ranges::all_of(token, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

std::string CvatPath(const char* path, std::uint64_t number, const char* behind) {
  return path + std::to_string(number) + behind;
}

CvatClient::CvatClient(std::string url, std::string token, std::string organization, HttpLimits limits,
                       std::stop_token stop)
    : ToolClient({"cvat", "CVAT", "it must be of an account that may change the project, and must not have expired"},
                 std::move(url), limits, std::move(stop)),
      token_(std::move(token)),
      organization_(std::move(organization)) {}

Result<std::vector<std::string>> CvatClient::Credentials(bool&) {
  std::vector<std::string> headers = {(IsLoginKey(token_) ? "Authorization: Token " : "Authorization: Bearer ") +
                                      token_};
  if (!organization_.empty()) headers.push_back("X-Organization: " + organization_);
  return headers;
}

Result<void> CvatClient::ForEach(const std::string& path, const std::string& what,
                                 const std::function<void(JsonValue)>& use) {
  for (int page = 1;; ++page) {
    const auto list = Get(path + "&page_size=500&page=" + std::to_string(page));
    if (!list) return tl::unexpected(list.error());
    if (!list->Good()) return tl::unexpected(Refused(what, *list));
    list->json.Root()["results"].ForElements(use);
    if (list->json.Root()["next"].IsMissing()) return {};
  }
}

}  // namespace labelwatch
