#pragma once
// Judges the pixels of one frame: findings of kind `image`, one per cause. Pure: the bytes come in, nothing is fetched.
//
// Of what is wrong with the exposure (dark, bright, little information, low contrast, blurred) only the first is said:
// a black picture is also without contrast. A placeholder is nothing else.
//
// Scores are set by hand, not learned: what is a fact (truncated, size differs) has 4, a measure starts at the flagging
// threshold of -1 and rises with its distance from the limit. Limits of dark, bright and information are CleanVision's.
//
// Single-owner: remembers pictures and what is usual, per source, in bounded memory; both start empty with the process.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/contract/image_suspicion.h"
#include "detectors/images/image_outcome.h"
#include "detectors/images/picture_habits.h"
#include "detectors/images/picture_memory.h"
#include "schema/frame.h"

namespace labelwatch {

class ImageJudge {
 public:
  // `max_pixels`: larger pictures are not decoded. `remembered`: pictures among which duplicates are found.
  ImageJudge(std::uint64_t max_pixels, std::size_t remembered) : max_pixels_(max_pixels), memory_(remembered) {}

  // kJudged, or why not; also then there may be suspicions.
  ImageOutcome Judge(const LabeledFrame& frame, std::string_view bytes);
  // Of the frame judged last.
  std::span<const ImageSuspicion> Suspicions() const { return suspicions_; }

 private:
  void Suspect(ImageCause cause, double score, std::string sentence);
  void CheckSize(const LabeledFrame& frame, const PictureHeader& header);
  // True: it is a placeholder.
  bool CheckRepeats(const LabeledFrame& frame, const PictureMeasures& picture, std::string content);
  void CheckExposure(const PictureMeasures& picture);
  void CheckHabits(const PictureMeasures& picture, const PictureHabits& habits);
  PictureHabits& HabitsOf(std::string_view source);

  std::uint64_t max_pixels_;
  PictureMemory memory_;
  std::map<std::string, PictureHabits, std::less<>> habits_;  // by source; the empty name for those beyond the limit
  std::vector<ImageSuspicion> suspicions_;
};

}  // namespace labelwatch
