#include "consumers/files/formats/kitti/kitti_format.h"

#include <algorithm>

#include "consumers/files/text/text_lines.h"

namespace labelwatch {

// The first line may have too few columns or too many: that is said where it is read.
bool IsKittiObjects(const FileHead& head) {
  const auto& words = head.Words();
  const auto names = static_cast<std::size_t>(std::ranges::find_if_not(words, IsNameWord) - words.begin());
  return names >= 1 && words.size() >= names + 7 && head.NumbersFrom(names);
}

bool IsKittiTracks(const FileHead& head) {
  const auto& words = head.Words();
  return words.size() >= 10 && WholeNumberIn(words[0]) && NumberIn(words[1]) && IsNameWord(words[2]) &&
         head.NumbersFrom(3);
}

}  // namespace labelwatch
