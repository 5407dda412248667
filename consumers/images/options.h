#pragma once
// Where pixels may come from and how much of them. Defaults live here and nowhere else.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace labelwatch {

struct ImageOptions {
  // Off: no pixel is looked at, and nothing is paid for it. On: inline bytes, and whatever is opened below.
  bool fetch = false;
  // Folder under which image URIs without scheme, or with file://, are read. Empty: no files.
  std::string root = {};
  // Hosts from which http:// and https:// are fetched: "host" (its usual port) or "host:port". Empty: none.
  std::vector<std::string> allowed_hosts = {};
  // Of one encoded picture.
  std::size_t max_bytes = 32 << 20;
  // Of one decoded picture, by its header. A progressive JPEG needs about six bytes a pixel.
  std::uint64_t max_pixels = 64'000'000;
  // For one picture, redirects included.
  std::int64_t timeout_ms = 5000;
  std::uint32_t max_redirects = 3;
  // Pictures over HTTP that a task fetches at once, while their frames wait; each takes up to `max_bytes`.
  std::size_t in_flight = 8;
  // Time that fetching and judging pictures may take between two commits of a task; frames beyond it are judged without
  // their pixels (kNotLookedAt). Well below the time in which a transaction must end. 0: no limit.
  std::int64_t budget_ms = 10'000;
  // Pictures per partition pair among which duplicates are found; about 200 bytes each.
  std::size_t remembered = 16384;
};

}  // namespace labelwatch
