#include "config/label_studio_keys.h"

#include "config/key_types.h"

namespace labelwatch {
namespace {

auto Bridge(auto member) { return At(&Config::label_studio, member); }

// What is wrong with an address of a server; empty is one's own matter.
std::optional<std::string> WebAddress(std::string_view text) {
  if (!text.starts_with("http://") && !text.starts_with("https://")) {
    return "expected an address that begins with http:// or https://";
  }
  if (text.find_first_of(" \t?#") != std::string_view::npos) return "an address without blanks, ? and # is expected";
  return std::nullopt;
}

std::optional<std::string> WebhookAddress(std::string_view text) {
  if (text.empty() || text == "off") return std::nullopt;
  return WebAddress(text);
}

}  // namespace

std::vector<Key> LabelStudioKeys() {
  return {
      Text("label_studio.url", Bridge(&LabelStudioOptions::url), "http(s)://host:port", WebAddress,
           "Where Label Studio is."),
      Text("label_studio.token_file", Bridge(&LabelStudioOptions::token_file), "path", AnyText,
           "A file with the token of a service account, legacy or personal. Empty: that of the environment variable "
           "LABELWATCH_LABEL_STUDIO_TOKEN."),
      Text("label_studio.project", Bridge(&LabelStudioOptions::project), "text", NotEmpty,
           "Title of the project, which is made where it is not there, or the number of one."),
      TextList("label_studio.classes", Bridge(&LabelStudioOptions::classes), "list of classes", NotEmpty,
               "Offered from the start, besides those that requests bring."),
      Text("label_studio.image_prefix", Bridge(&LabelStudioOptions::image_prefix), "text", AnyText,
           "Before pictures that are no address themselves: https://host/set/, /data/local-files/?d=set/. Whoever "
           "serves them must allow Label Studio's origin (CORS), or the editor stays blank."),
      Word<Preload>("label_studio.preload", Bridge(&LabelStudioOptions::preload),
                    {{"suggestions", Preload::kSuggestions}, {"current-labels", Preload::kCurrentLabels}},
                    "What a reviewer starts from, set when the project is made. suggestions: the labels with what the "
                    "monitor suggests. current-labels: as they are."),
      Count("label_studio.batch", Bridge(&LabelStudioOptions::batch), {1, 500},
            "Tasks of one import, at most; Label Studio itself works in 500."),
      Duration("label_studio.batch_wait", Bridge(&LabelStudioOptions::batch_wait_ms), {0, kHour},
               "How long a batch waits for more requests."),
      Duration(
          "label_studio.poll", Bridge(&LabelStudioOptions::poll_ms), {kSecond, kDay},
          "How often Label Studio is asked for what was decided. Its webhook brings that to moments, but comes once "
          "and may be lost."),
      Duration(
          "label_studio.call_timeout", Bridge(&LabelStudioOptions::call_ms), {kSecond, kHour},
          "How long one call may take. After a crash in the midst of an import, what cannot be found counts as not "
          "imported only after this time."),
      Text("label_studio.address", Bridge(&LabelStudioOptions::address), "host:port", HostAndPort,
           "Where the bridge serves its webhook, /metrics, /healthz and /readyz."),
      Text("label_studio.webhook_url", Bridge(&LabelStudioOptions::webhook_url), "http(s)://host/label-studio | off",
           WebhookAddress,
           "How Label Studio reaches that webhook. Empty: by the address above, where that names a host. Label Studio "
           "refuses private addresses unless LABEL_STUDIO_USE_DEFAULT_BANNED_SUBNETS=false is set there."),
      Text(
          "label_studio.webhook_token_file", Bridge(&LabelStudioOptions::webhook_token_file), "path", AnyText,
          "A file with the token that the webhook must show; needed where the address is not 127.x.x.x. Empty: that of "
          "LABELWATCH_WEBHOOK_TOKEN."),
  };
}

}  // namespace labelwatch
