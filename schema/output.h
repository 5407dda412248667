#pragma once
// What flows out, as owning values with names: findings as JSON lines, flagged frames as protobuf.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema/finding.h"
#include "schema/frame.h"
#include "schema/result.h"
#include "schema/review_arm.h"

namespace labelwatch {

// One JSON object on one line (no newline), field names of labelwatch.v1.Finding, `kind` as its word, boxes as
// {"x_min":..,"y_min":..,"x_max":..,"y_max":..}; empty text and absent boxes are left out. Appended to `out`.
void AppendFindingJson(const FindingRecord& finding, std::string& out);
Result<FindingRecord> FindingFromJson(std::string_view line);

struct FlaggedFrame {
  std::string id;  // FlaggedFrameId
  std::string frame_id, source, sequence, annotator;
  std::int64_t sequence_index = 0;
  std::uint64_t label_revision = 0;
  std::int64_t event_time_ms = 0;
  std::string image_uri, image_sha256;
  std::uint32_t image_width = 0, image_height = 0;
  double score = 0;
  std::vector<FindingRecord> findings;
  std::vector<std::string> models;
  ReviewArm arm = ReviewArm::kFlagged;
  double inclusion_probability = 1;
  std::uint64_t calibration_version = 0;
  // The frame as it was judged, in the bytes of the input messages (wire.h decodes them): LabeledFrame without the
  // bytes of the picture, and PredictedFrame of each model that was heard. Empty: left out.
  std::string labeled;
  std::vector<std::string> predicted;
  std::uint32_t predictions_left_out = 0;
};

// Of all models together: a person sees no more, and each is judged again with a corrected label.
inline constexpr std::size_t kMostSentPredictions = 300;

// Fills `labeled`, `predicted` (the most confident predictions) and `predictions_left_out`.
void CarryFrame(const JoinedFrame& frame, const NameTable& classes, FlaggedFrame& flagged);

// Deterministic: 32 hex digits of a 128-bit hash of what was judged and by what.
// `judge` names detector set and options (a hash of the configuration).
std::string FlaggedFrameId(const JoinedFrame& frame, std::string_view judge);

// Protobuf bytes of labelwatch.v1.FlaggedFrame.
std::string EncodeFlaggedFrame(const FlaggedFrame& flagged);
Result<FlaggedFrame> DecodeFlaggedFrame(std::string_view bytes);
Result<std::string> FlaggedFrameToJson(std::string_view bytes);  // protobuf JSON on one line

}  // namespace labelwatch
