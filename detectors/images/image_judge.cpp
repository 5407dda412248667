#include "detectors/images/image_judge.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "detectors/images/content_hash.h"
#include "detectors/images/picture_measures.h"
#include "detectors/labels/sentence.h"

namespace labelwatch {
namespace {

constexpr double kFact = 4;                // log-odds of what can be seen without doubt
constexpr double kAtLimit = -1;            // a measure that has just passed its limit
constexpr double kBeyond = 6;              // from there to the end of its scale
constexpr double kDark = 0.32;             // CleanVision: 99th percentile of brightness
constexpr double kBright = 0.95;           // CleanVision: 5th percentile
constexpr double kInformation = 3;         // bits; CleanVision: a tenth of the entropy below 0.3
constexpr double kContrast = 0.12;         // fog; ordinary pictures have 0.3 and more
constexpr double kBlur = 0.75;             // ordinary pictures at 256 pixels have 0.2 to 0.6
constexpr std::uint32_t kPlaceholder = 5;  // frames with the very same bytes
constexpr std::size_t kMostSources = 256;

// `depth` 0 at the limit, 1 at the end of the scale.
double ScoreAt(double depth) { return kAtLimit + kBeyond * std::clamp(depth, 0.0, 1.0); }

std::string Size(std::uint32_t width, std::uint32_t height) {
  return std::to_string(width) + " x " + std::to_string(height);
}

std::string OneDigit(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.1f", value);
  return text;
}

std::string Beside(double octaves) { return OneDigit(std::exp2(octaves)) + " times"; }

// Too little to be seen for telling pictures apart by their look.
bool ShowsSomething(const PictureMeasures& picture) {
  return picture.entropy >= kInformation && picture.contrast >= kContrast / 2;
}

}  // namespace

void ImageJudge::Suspect(ImageCause cause, double score, std::string sentence) {
  suspicions_.push_back({cause, score, std::move(sentence)});
}

ImageOutcome ImageJudge::Judge(const LabeledFrame& frame, std::string_view bytes) {
  suspicions_.clear();
  std::string content = ContentHash(bytes);
  if (!frame.image_sha256.empty() && frame.image_sha256 != content) {
    Suspect(ImageCause::kContentDiffers, kFact,
            "the picture is another than the one that was labeled: its SHA-256 differs from that of the message");
  }
  const auto picture = MeasurePicture(bytes, max_pixels_);
  if (!picture) {
    if (picture.error() == ImageOutcome::kTruncated) {
      Suspect(ImageCause::kTruncated, kFact,
              "the picture is cut off: the file of " + std::to_string(bytes.size()) + " bytes ends too early");
    } else if (picture.error() == ImageOutcome::kCorrupt) {
      Suspect(ImageCause::kCorrupt, kFact, "the picture is damaged: parts of it cannot be decoded");
    }
    return picture.error();
  }
  CheckSize(frame, picture->header);
  PictureHabits& habits = HabitsOf(frame.source);
  if (!CheckRepeats(frame, *picture, std::move(content))) {
    CheckExposure(*picture);
    CheckHabits(*picture, habits);
    habits.Add(*picture);
  }
  return ImageOutcome::kJudged;
}

void ImageJudge::CheckSize(const LabeledFrame& frame, const PictureHeader& header) {
  if (frame.image_width == 0 || frame.image_height == 0) return;
  if (frame.image_width == header.width && frame.image_height == header.height) return;
  const bool swapped = frame.image_width == header.height && frame.image_height == header.width;
  if (swapped && header.turned) return;
  Suspect(ImageCause::kSizeDiffers, kFact,
          "the picture has " + Size(header.width, header.height) + " pixels, the message says " +
              Size(frame.image_width, frame.image_height) +
              (swapped ? ": labels may lie on a picture on its side" : ": labels may lie on another picture"));
}

bool ImageJudge::CheckRepeats(const LabeledFrame& frame, const PictureMeasures& picture, std::string content) {
  if (const auto* same = memory_.SameContent(content, frame.frame_id)) {
    if (same->frames >= kPlaceholder) {
      Suspect(ImageCause::kPlaceholder, kFact,
              "a placeholder: the very same picture came with " + std::to_string(same->frames) +
                  " frames, first with " + same->frame_id);
      return true;
    }
    Suspect(ImageCause::kDuplicate, 3, "byte for byte the picture of frame " + same->frame_id);
    return false;
  }
  const bool has_look = ShowsSomething(picture);
  if (has_look) {
    if (const auto alike = memory_.SameLook(picture.look, frame.frame_id, frame.sequence)) {
      // 0.5 where no bit differs; with more than three it is listed, not flagged.
      Suspect(ImageCause::kNearDuplicate, 0.5 - 0.5 * alike->bits,
              "looks like the picture of frame " + alike->seen->frame_id + ": " + std::to_string(alike->bits) +
                  " of 64 bits of their perceptual hashes differ");
    }
  }
  memory_.Add(std::move(content), has_look ? std::optional(picture.look) : std::nullopt, frame.frame_id,
              frame.sequence);
  return false;
}

void ImageJudge::CheckExposure(const PictureMeasures& picture) {
  if (picture.bright_end < kDark) {
    Suspect(ImageCause::kDark, ScoreAt((kDark - picture.bright_end) / kDark),
            "the picture is dark: 99 % of its pixels stay below " + TwoDigits(picture.bright_end) + " of white");
  } else if (picture.dark_end > kBright) {
    Suspect(ImageCause::kBright, ScoreAt((picture.dark_end - kBright) / (1 - kBright)),
            "the picture is overexposed: 95 % of its pixels are above " + TwoDigits(picture.dark_end) + " of white");
  } else if (picture.entropy < kInformation) {
    Suspect(ImageCause::kLowInformation, ScoreAt((kInformation - picture.entropy) / kInformation),
            "the picture shows next to nothing: its levels carry " + OneDigit(picture.entropy) + " of 8 bits");
  } else if (picture.contrast < kContrast) {
    Suspect(ImageCause::kLowContrast, ScoreAt((kContrast - picture.contrast) / kContrast),
            "the picture has little contrast: 90 % of its pixels lie within " + TwoDigits(picture.contrast) +
                " of the scale");
  } else if (picture.blur > kBlur) {
    Suspect(ImageCause::kBlurred, ScoreAt((picture.blur - kBlur) / (1 - kBlur)),
            "the picture is blurred: smoothing it takes away only " + Percent(1 - picture.blur) +
                " of the differences between neighbouring pixels");
  }
}

void ImageJudge::CheckHabits(const PictureMeasures& picture, const PictureHabits& habits) {
  if (picture.grey) {
    if (const auto share = habits.RareGrey()) {
      Suspect(ImageCause::kGrey, kAtLimit + std::log(0.05 / std::max(*share, 0.001)),
              "the picture is grey where " + Percent(1 - *share) + " are in colour");
    }
  }
  if (const auto odd = habits.OddAspectRatio(picture.header)) {
    Suspect(ImageCause::kOddAspectRatio, kAtLimit + std::min(odd->octaves, 5.0),
            "unusual proportions for this source: " + Size(picture.header.width, picture.header.height) +
                " pixels, width to height " + Beside(odd->octaves) + " beyond what is usual");
  }
  if (const auto odd = habits.OddSize(picture.header)) {
    Suspect(ImageCause::kOddSize, kAtLimit + std::min(odd->octaves, 5.0),
            "unusual size for this source: " + Size(picture.header.width, picture.header.height) + " pixels, a side " +
                Beside(odd->octaves) + " beyond what is usual");
  }
}

PictureHabits& ImageJudge::HabitsOf(std::string_view source) {
  if (const auto found = habits_.find(source); found != habits_.end()) return found->second;
  return habits_[habits_.size() < kMostSources ? std::string(source) : std::string()];
}

}  // namespace labelwatch
