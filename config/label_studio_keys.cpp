#include "config/label_studio_keys.h"

#include "config/tool_keys.h"

namespace labelwatch {
namespace {

auto Bridge(auto member) { return At(&Config::label_studio, member); }

std::optional<std::string> WebhookAddress(std::string_view text) {
  if (text.empty() || text == "off") return std::nullopt;
  return WebAddress(text);
}

}  // namespace

std::vector<Key> LabelStudioKeys() {
  std::vector<Key> keys = ToolKeys(
      {.section = "label_studio",
       .tool = "Label Studio",
       .token = "A file with the token of a service account, legacy or personal. Empty: that of the environment "
                "variable LABELWATCH_LABEL_STUDIO_TOKEN.",
       .image_prefix = "Before pictures that are no address themselves: https://host/set/, /data/local-files/?d=set/. "
                       "Whoever serves them must allow Label Studio's origin (CORS), or the editor stays blank.",
       .preload = "What a reviewer starts from, set when the project is made.",
       .most_in_batch = 500,
       .batch = "Tasks of one import, at most; Label Studio itself works in 500.",
       .poll = "How often Label Studio is asked for what was decided. Its webhook brings that to moments, but comes "
               "once and may be lost.",
       .call_timeout = "How long one call may take. After a crash in the midst of an import, what cannot be found "
                       "counts as not imported only after this time.",
       .address = "Where the bridge serves its webhook, /metrics, /healthz and /readyz."},
      &Config::label_studio);
  keys.push_back(
      Text("label_studio.webhook_url", Bridge(&LabelStudioOptions::webhook_url), "http(s)://host/label-studio | off",
           WebhookAddress,
           "How Label Studio reaches that webhook. Empty: by the address above, where that names a host. Label Studio "
           "refuses private addresses unless LABEL_STUDIO_USE_DEFAULT_BANNED_SUBNETS=false is set there."));
  keys.push_back(Text(
      "label_studio.webhook_token_file", Bridge(&LabelStudioOptions::webhook_token_file), "path", AnyText,
      "A file with the token that the webhook must show; needed where the address is not 127.x.x.x. Empty: that of "
      "LABELWATCH_WEBHOOK_TOKEN."));
  return keys;
}

}  // namespace labelwatch
