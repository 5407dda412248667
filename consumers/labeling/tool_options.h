#pragma once
// How the bridge speaks to a labeling tool, whichever it is. Defaults live here; config/ reads them.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace labelwatch {

// Which labels a reviewer starts from.
enum class Preload {
  kSuggestions,    // the labels with what the monitor suggests: saving them unchanged accepts it
  kCurrentLabels,  // the labels as they are: saving them unchanged rejects what the monitor said
};

struct ToolOptions {
  std::string url = "http://127.0.0.1:8080";
  std::string token_file;              // empty: the variable of the tool
  std::string project = "labelwatch";  // its title, or its number; a title that is not there is made
  std::vector<std::string> classes;    // offered from the start, beside those that requests bring
  std::string image_prefix;            // before pictures that are no address themselves
  Preload preload = Preload::kSuggestions;
  std::size_t batch = 500;            // tasks of one import, at most
  std::int64_t batch_wait_ms = 1000;  // how long a batch waits for more
  // How often the tool is asked for what was decided.
  std::int64_t poll_ms = 60'000;
  // How long one call may take. An import that was cut short by a crash counts as not done only after this time.
  std::int64_t call_ms = 60'000;
  // A task that nobody reviews for this long is taken out, and its findings expire. 0: it stays.
  std::int64_t expire_ms = 0;
  // What has been decided or closed for this long is no longer known. 0: it stays.
  std::int64_t forget_ms = 90LL * 24 * 3600 * 1000;
  std::string address = "127.0.0.1:9109";  // where metrics and health are served, and what the tool calls
};

}  // namespace labelwatch
