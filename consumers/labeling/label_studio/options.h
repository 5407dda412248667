#pragma once
// How the bridge speaks to Label Studio. Defaults live here; config/ reads them.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace labelwatch {

// Which of its two sets of regions a reviewer starts from.
enum class Preload {
  kSuggestions,    // the labels with what the monitor suggests: submitting them unchanged accepts it
  kCurrentLabels,  // the labels as they are: submitting them unchanged rejects what the monitor said
};

struct LabelStudioOptions {
  std::string url = "http://127.0.0.1:8080";
  std::string token_file;              // empty: LABELWATCH_LABEL_STUDIO_TOKEN
  std::string project = "labelwatch";  // its title, or its number; a title that is not there is made
  std::vector<std::string> classes;    // offered from the start, beside those that requests bring
  std::string image_prefix;            // before pictures that are no address themselves
  Preload preload = Preload::kSuggestions;
  std::size_t batch = 500;            // tasks of one import, at most
  std::int64_t batch_wait_ms = 1000;  // how long a batch waits for more
  // How often Label Studio is asked for what was decided, whether its webhook called or not.
  std::int64_t poll_ms = 60'000;
  // How long one call may take. An import that was cut short by a crash counts as not done only after this time.
  std::int64_t call_ms = 60'000;
  std::string address = "127.0.0.1:9109";  // where the webhook, metrics and health are served
  std::string webhook_url;  // how Label Studio reaches the above; empty: http://ADDRESS/label-studio, "off": no webhook
  std::string webhook_token_file;  // empty: LABELWATCH_WEBHOOK_TOKEN
};

}  // namespace labelwatch
