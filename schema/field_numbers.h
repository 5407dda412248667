#pragma once
// Field numbers of labelwatch.v1 for the hand-written reader and writer; a test holds them equal to the .proto.

#include <cstdint>

namespace labelwatch::field {

using Number = std::uint32_t;

namespace box {
inline constexpr Number kXMin = 1, kYMin = 2, kXMax = 3, kYMax = 4;
}
namespace rotated_box {
inline constexpr Number kCenterX = 1, kCenterY = 2, kWidth = 3, kHeight = 4, kRotationDegrees = 5;
}
namespace ring {
inline constexpr Number kXy = 1, kHole = 2;
}
namespace polygon {
inline constexpr Number kRings = 1;
}
namespace mask {
inline constexpr Number kWidth = 1, kHeight = 2, kCounts = 3;
}
namespace class_probability {
inline constexpr Number kClassName = 1, kProbability = 2;
}
namespace image_reference {
inline constexpr Number kUri = 1, kSha256 = 2, kInlineBytes = 3;
}
namespace label {
inline constexpr Number kId = 1, kClassName = 2, kBox = 3, kRotatedBox = 4, kPolygon = 5, kMask = 6, kAnnotator = 7,
                        kTrackId = 8, kAttributes = 9, kCrowd = 10, kIgnore = 11, kDifficult = 12;
}
namespace map_entry {  // of every map, by definition
inline constexpr Number kKey = 1, kValue = 2;
}
namespace ignore_region {
inline constexpr Number kBox = 1, kClassName = 2;
}
namespace labeled_frame {
inline constexpr Number kFrameId = 1, kSource = 2, kSequence = 3, kSequenceIndex = 4, kAnnotator = 5,
                        kLabelRevision = 6, kEventTimeUnixMs = 7, kImageWidth = 8, kImageHeight = 9, kImage = 10,
                        kLabels = 11, kFrameClasses = 12, kExhaustiveClasses = 13, kVerifiedAbsentClasses = 14,
                        kUnknownClasses = 15, kIgnoreRegions = 16, kLabeledAtUnixMs = 17, kAttributes = 18,
                        kPredictionsFollow = 19;
}
namespace prediction {
inline constexpr Number kBox = 1, kRotatedBox = 2, kPolygon = 3, kMask = 4, kClassName = 5, kScore = 6,
                        kClassProbabilities = 7, kTrackId = 8;
}
namespace predicted_frame {
inline constexpr Number kFrameId = 1, kModel = 2, kModelVersion = 3, kEventTimeUnixMs = 4, kPredictions = 5,
                        kClassProbabilities = 6, kTrainedOnThisFrame = 7, kSequence = 8, kForLabelRevision = 20;
}

}  // namespace labelwatch::field
