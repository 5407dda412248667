#include "consumers/files/formats/label_studio/label_studio_picture.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "consumers/files/dataset/dataset_folder.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

// "a%20b" is "a b"; the text itself where the result is no text.
std::string Unescaped(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    int byte = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      plain += static_cast<char>(byte);
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return ValidUtf8(plain) && plain.find('\0') == std::string::npos ? plain : text;
}

std::string FoundIn(JsonValue data) {
  std::string found(data["image"].Text());
  data.ForMembers([&](std::string_view, JsonValue value) {
    const std::string_view text = value.Text();
    if (found.empty() && value.IsText() && IsPictureName(text.substr(0, text.find('?')))) found = text;
  });
  for (const char* name : {"img", "image_url", "image_path", "url", "photo", "picture"}) {
    if (found.empty()) found = data[name].Text();
  }
  return found;
}

// The path that an address leads to.
std::string PathOf(const std::string& found) {
  // Other storages (s3://, gs://) have their names as they are.
  const bool address = found.starts_with("http://") || found.starts_with("https://") || found.starts_with("/");
  if (!address) return found;
  if (const std::size_t local = found.find("?d="); local != std::string::npos)
    return Unescaped(found.substr(local + 3));
  return Unescaped(found.substr(0, found.find('?')));
}

bool IsVideoName(std::string_view name) {
  constexpr std::array<std::string_view, 7> kVideos = {".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v", ".ogv"};
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  return std::ranges::any_of(kVideos, [&](std::string_view end) { return lower.ends_with(end); });
}

}  // namespace

std::string PictureOfTask(JsonValue task) { return PathOf(FoundIn(task["data"])); }

std::string VideoOfTask(JsonValue task) {
  std::string found(task["data"]["video"].Text());
  task["data"].ForMembers([&](std::string_view, JsonValue value) {
    const std::string_view text = value.Text();
    if (found.empty() && value.IsText() && IsVideoName(text.substr(0, text.find('?')))) found = text;
  });
  return PathOf(found);
}

}  // namespace labelwatch
