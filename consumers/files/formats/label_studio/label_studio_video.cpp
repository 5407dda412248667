#include "consumers/files/formats/label_studio/label_studio_video.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "consumers/files/dataset/frame_names.h"

namespace labelwatch {
namespace {

double Between(double from, double to, double share) { return from + share * (to - from); }

}  // namespace

Result<std::vector<VideoKey>> ReadVideoKeys(JsonValue value) {
  std::vector<VideoKey> keys;
  bool good = value["sequence"].IsArray();
  value["sequence"].ForElements([&](JsonValue key) {
    const double frame = key["frame"].Number();
    good = good && frame >= 1 && frame <= kMostVideoFrames && frame == std::floor(frame);
    if (!good) return;
    keys.push_back({static_cast<std::uint32_t>(frame), key["enabled"].IsMissing() || key["enabled"].Truth(),
                    key["x"].Number(), key["y"].Number(), key["width"].Number(), key["height"].Number(),
                    key["rotation"].IsMissing() ? 0 : key["rotation"].Number()});
  });
  if (!good) return BadInput("its sequence is not a list of key frames that are numbered from 1 on");
  if (keys.empty()) return BadInput("it has no key frames");
  std::ranges::stable_sort(keys, {}, &VideoKey::frame);
  return keys;
}

std::optional<VideoKey> SeenIn(const std::vector<VideoKey>& keys, std::uint32_t frame) {
  const auto after = std::ranges::upper_bound(keys, frame, {}, &VideoKey::frame);
  if (after == keys.begin()) return std::nullopt;
  const VideoKey& key = *(after - 1);
  if (key.frame == frame) return key;
  if (!key.enabled) return std::nullopt;
  if (after == keys.end()) return key;
  const double share = static_cast<double>(frame - key.frame) / static_cast<double>(after->frame - key.frame);
  return VideoKey{frame,
                  true,
                  Between(key.x, after->x, share),
                  Between(key.y, after->y, share),
                  Between(key.width, after->width, share),
                  Between(key.height, after->height, share),
                  Between(key.rotation, after->rotation, share)};
}

std::uint32_t VideoFrames(JsonValue value, const std::vector<VideoKey>& keys) {
  const double count = value["framesCount"].Number();
  const auto said = count >= 1 && count <= kMostVideoFrames ? static_cast<std::uint32_t>(count) : 0;
  return std::max(said, keys.empty() ? 0 : keys.back().frame);
}

std::string VideoFrameName(const std::string& video, std::uint32_t frame) {
  char number[32];
  std::snprintf(number, sizeof number, "/frame_%06u", static_cast<unsigned>(frame));
  return std::string(WithoutExtension(WithoutFolder(video))) + number;
}

}  // namespace labelwatch
