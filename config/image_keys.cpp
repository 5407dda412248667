#include "config/image_keys.h"

#include "config/key_types.h"
#include "consumers/images/http_pictures.h"

namespace labelwatch {
namespace {

auto Images(auto member) { return At(&Config::task, &TaskOptions::images, member); }

std::optional<std::string> HostWithPort(std::string_view text) {
  if (IsHostWithPort(text)) return std::nullopt;
  return "expected host or host:port, got " + Quoted(text);
}

}  // namespace

std::vector<Key> ImageKeys() {
  return {
      Word<bool>("images.fetch", Images(&ImageOptions::fetch), {{"on", true}, {"off", false}},
                 "on: the pixels of each frame are judged too: those within the message, and those that the two keys "
                 "below open. off: no pixel is looked at."),
      Text("images.root", Images(&ImageOptions::root), "path", AnyText,
           "Folder under which image URIs without scheme, or with file://, are read. Empty: no files."),
      TextList("images.allowed_hosts", Images(&ImageOptions::allowed_hosts), "list of host or host:port", HostWithPort,
               "Hosts from which pictures are fetched over http and https. Every redirect is held to this list."),
      Size("images.max_bytes", Images(&ImageOptions::max_bytes), {kKiB, kGiB}, "Largest encoded picture."),
      Count("images.max_pixels", Images(&ImageOptions::max_pixels), {1, 1'000'000'000},
            "Pictures whose header announces more pixels are not decoded."),
      Duration("images.timeout", Images(&ImageOptions::timeout_ms), {1, kHour},
               "For one picture over HTTP, redirects included."),
      Count("images.max_redirects", Images(&ImageOptions::max_redirects), {0, 20},
            "Redirects followed for one picture."),
      Count("images.in_flight", Images(&ImageOptions::in_flight), {1, 256},
            "Pictures that a partition pair fetches over HTTP at once; each takes up to `max_bytes`."),
      Duration(
          "images.budget", Images(&ImageOptions::budget_ms), {0, kHour},
          "What pictures may take of the time between two commits, per partition pair; frames beyond it are judged "
          "without their pixels, which labelwatch_images_total counts as not_looked_at. 0: no limit."),
      Count("images.remembered", Images(&ImageOptions::remembered), {1, 100'000'000},
            "Pictures per partition pair among which duplicates are found; about 200 bytes each."),
  };
}

}  // namespace labelwatch
