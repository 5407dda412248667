#include "config/cvat_keys.h"

#include "config/tool_keys.h"

namespace labelwatch {
namespace {

// It goes into a header.
std::optional<std::string> ShortName(std::string_view text) {
  for (const char c : text) {
    if (c <= ' ' || c > '~') return "the short name of an organization has no blanks and no letters beyond ASCII";
  }
  return std::nullopt;
}

}  // namespace

std::vector<Key> CvatKeys() {
  std::vector<Key> keys = ToolKeys(
      {.section = "cvat",
       .tool = "CVAT",
       .token = "A file with the token of a service account: an access token, or the key of a login. Empty: that of "
                "the environment variable LABELWATCH_CVAT_TOKEN.",
       .image_prefix = "Before pictures that are no address themselves: https://host/set/. CVAT's server fetches them; "
                       "by itself it refuses private addresses.",
       .preload = "The labels that a task begins with, set when it is made.",
       .most_in_batch = 200,
       .batch = "Tasks that are made together, at most: CVAT fetches their pictures at one time, and each is some ten "
                "calls.",
       .poll = "How often CVAT is asked for jobs that were completed. A webhook brings that to moments.",
       .call_timeout = "How long one call may take, and how long the tasks of a batch. After a crash in the midst of "
                       "an import, what cannot be found counts as not imported only after this time.",
       .address = "Where the bridge serves its webhook (/cvat), /metrics, /healthz and /readyz."},
      &Config::cvat);
  keys.push_back(Text("cvat.organization", At(&Config::cvat, &CvatOptions::organization), "text", ShortName,
                      "The short name of the organization that the project is of. Empty: it is the account's own."));
  keys.push_back(Text(
      "cvat.webhook_secret_file", At(&Config::cvat, &CvatOptions::webhook_secret_file), "path", AnyText,
      "A file with the secret of the webhook that is set up in CVAT for its project (event update:job, target "
      "http://host:port/cvat): calls that it does not sign are refused. Empty: that of LABELWATCH_CVAT_WEBHOOK_SECRET; "
      "without one there is no webhook, except on 127.x.x.x."));
  return keys;
}

}  // namespace labelwatch
