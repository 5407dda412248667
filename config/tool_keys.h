#pragma once
// The keys that the sections of all labeling tools have (consumers/labeling/tool_options.h), in one order and with one
// meaning; what differs from tool to tool is said by the tool.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "config/key_types.h"

namespace labelwatch {

// What is wrong with an address of a server; empty is one's own matter.
std::optional<std::string> WebAddress(std::string_view text);

struct ToolKeyTexts {
  std::string section, tool;  // "label_studio", "Label Studio"
  std::string token, image_prefix, preload;
  std::uint64_t most_in_batch = 500;
  std::string batch, poll, call_timeout, address;
};

// `tool`: the member of Config, &Config::label_studio.
template <typename Options>
std::vector<Key> ToolKeys(const ToolKeyTexts& texts, Options Config::*tool) {
  const auto path = [&texts](const char* name) { return texts.section + "." + name; };
  const auto at = [tool](auto member) {
    return [=](auto& config) -> auto& { return (config.*tool).*member; };
  };
  return {
      Text(path("url"), at(&ToolOptions::url), "http(s)://host:port", WebAddress, "Where " + texts.tool + " is."),
      Text(path("token_file"), at(&ToolOptions::token_file), "path", AnyText, texts.token),
      Text(path("project"), at(&ToolOptions::project), "text", NotEmpty,
           "Title of the project, which is made where it is not there, or the number of one."),
      TextList(path("classes"), at(&ToolOptions::classes), "list of classes", NotEmpty,
               "Offered from the start, besides those that requests bring."),
      Text(path("image_prefix"), at(&ToolOptions::image_prefix), "text", AnyText, texts.image_prefix),
      Word<Preload>(path("preload"), at(&ToolOptions::preload),
                    {{"suggestions", Preload::kSuggestions}, {"current-labels", Preload::kCurrentLabels}},
                    texts.preload + " suggestions: the labels with what the monitor suggests. current-labels: as they "
                                    "are."),
      Count(path("batch"), at(&ToolOptions::batch), {1, texts.most_in_batch}, texts.batch),
      Duration(path("batch_wait"), at(&ToolOptions::batch_wait_ms), {0, kHour},
               "How long a batch waits for more requests."),
      Duration(path("poll"), at(&ToolOptions::poll_ms), {kSecond, kDay}, texts.poll),
      Duration(path("call_timeout"), at(&ToolOptions::call_ms), {kSecond, kHour}, texts.call_timeout),
      Duration(path("expire_after"), at(&ToolOptions::expire_ms), {0, 3650 * kDay},
               "A task that nobody reviews for this long is taken out, and its findings expire. 0s: it stays."),
      Duration(
          path("forget_after"), at(&ToolOptions::forget_ms), {0, 3650 * kDay},
          "Requests that were decided, closed or refused are forgotten so long after they were announced; a review "
          "that is changed later is not told then. 0s: never."),
      Text(path("address"), at(&ToolOptions::address), "host:port", HostAndPort, texts.address),
  };
}

}  // namespace labelwatch
