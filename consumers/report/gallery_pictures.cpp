#include "consumers/report/gallery_pictures.h"

#include <array>
#include <string>
#include <utility>

#include "consumers/images/picture_file.h"
#include "consumers/images/uri_scheme.h"

namespace labelwatch {
namespace {

// A host that did not answer is left alone for so long: whoever looks at the grid asks for many pictures at once, and
// each would hold a thread of the server.
constexpr auto kRest = std::chrono::seconds(10);

int StatusOf(ImageOutcome outcome) {
  switch (outcome) {
    case ImageOutcome::kNotAllowed:
    case ImageOutcome::kOutsideRoot:
      return 403;
    case ImageOutcome::kNoReference:
    case ImageOutcome::kNotFound:
    case ImageOutcome::kUnreadable:
      return 404;
    case ImageOutcome::kTooLarge:
      return 413;
    default:
      return 502;
  }
}

Answer NoPicture(ImageOutcome outcome) {
  return {.status = StatusOf(outcome),
          .body = "There is no picture to show: " + std::string(kImageOutcomeWords[static_cast<std::size_t>(outcome)]) +
                  ".\n"};
}

}  // namespace

std::string_view PictureType(std::string_view bytes) {
  using namespace std::string_view_literals;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kFirstBytes = {{
      {"\xff\xd8\xff"sv, "image/jpeg"},
      {"\x89PNG\r\n\x1a\n"sv, "image/png"},
      {"GIF87a"sv, "image/gif"},
      {"GIF89a"sv, "image/gif"},
      {"BM"sv, "image/bmp"},
  }};
  for (const auto& [first, type] : kFirstBytes) {
    if (bytes.starts_with(first)) return type;
  }
  if (bytes.size() < 12) return {};
  if (bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return "image/webp";
  if (bytes.substr(4, 8) == "ftypavif") return "image/avif";
  return {};
}

tl::expected<void, ImageOutcome> GalleryPictures::OverHttp(std::string_view uri, std::string& bytes) {
  if (options_.allowed_hosts.empty()) return tl::unexpected(ImageOutcome::kNotAllowed);
  const std::lock_guard lock(one_at_a_time_);
  if (std::chrono::steady_clock::now() < rests_until_) return tl::unexpected(ImageOutcome::kUnreachable);
  auto read = http_.Get(uri, bytes);
  if (!read && (read.error() == ImageOutcome::kTimeout || read.error() == ImageOutcome::kUnreachable)) {
    rests_until_ = std::chrono::steady_clock::now() + kRest;
  }
  return read;
}

tl::expected<void, ImageOutcome> GalleryPictures::Read(std::string_view uri, std::string& bytes) {
  if (!options_.fetch) return tl::unexpected(ImageOutcome::kNotAllowed);
  if (uri.empty()) return tl::unexpected(ImageOutcome::kNoReference);
  if (IsOverHttp(uri)) return OverHttp(uri, bytes);
  const std::string scheme = SchemeOf(uri);
  if ((!scheme.empty() && scheme != "file") || options_.root.empty()) return tl::unexpected(ImageOutcome::kNotAllowed);
  return ReadPictureFile(options_.root, FilePathOf(uri), options_.max_bytes, bytes);
}

Answer GalleryPictures::Show(std::string_view uri) {
  std::string bytes;
  if (const auto read = Read(uri, bytes); !read) return NoPicture(read.error());
  const std::string_view type = PictureType(bytes);
  if (type.empty()) return {.status = 415, .body = "What stands there is no picture that a browser shows.\n"};
  return {.type = std::string(type),
          .body = std::move(bytes),
          .cache = "private, max-age=3600",
          .security_policy = "default-src 'none'; sandbox"};
}

}  // namespace labelwatch
