#pragma once
// Objects in videos of Label Studio: an object is a list of key frames, between which it moves in a straight line. A
// key frame that is not enabled is the last one in which the object is seen, until the next key frame.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "consumers/files/text/json_record.h"
#include "schema/result.h"
#include "schema/shapes.h"

namespace labelwatch {

inline constexpr std::uint32_t kMostVideoFrames = 1'000'000;  // of all videos of a file: a number in it is no promise

// Percent of the picture, degrees clockwise about the upper left corner.
struct VideoKey {
  std::uint32_t frame = 0;  // as the tool counts, from 1 on
  bool enabled = true;
  double x = 0, y = 0, width = 0, height = 0, rotation = 0;
};

// The key frames of a row "videorectangle", in their order. An error is a clause without place.
Result<std::vector<VideoKey>> ReadVideoKeys(JsonValue value);
// Where the object is in the frame; nothing: it is not seen there. REQUIRES: in the order of ReadVideoKeys.
std::optional<VideoKey> SeenIn(const std::vector<VideoKey>& keys, std::uint32_t frame);

// How many frames the video has, as far as the row says it: the count, else the last key frame.
std::uint32_t VideoFrames(JsonValue value, const std::vector<VideoKey>& keys);
// "street/frame_000012" of "street.mp4".
std::string VideoFrameName(const std::string& video, std::uint32_t frame);

}  // namespace labelwatch
