#pragma once
// How the labels of a frame and the predictions of one model stand to each other: plain data, see frame_matches.h.
//
// Every label has one outcome per model, so that the outcomes of a stream add up to the labels checked with that model;
// so has every prediction that speaks (FrameMatching::kLeastConfidence): that of the label it is paired with
// (explained, where that is not compared or not judged), or its own.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace labelwatch {

enum class MatchOutcome : std::uint8_t {
  kMatched,      // paired with an object of its class
  kOtherClass,   // paired with an object of another class
  kUnmatched,    // alone
  kNotCompared,  // labels only: of a class that the model does not know, or not one sound object; the model says
                 // nothing
  kExplained,    // predictions only: by a crowd, ignore or difficult region, or nobody had to label the class
};
inline constexpr std::array<std::string_view, 5> kMatchOutcomeWords = {"matched", "other_class", "unmatched",
                                                                       "not_compared", "explained"};

struct LabelMatch {
  std::int32_t prediction = -1;  // index in the message; -1: none
  float iou = 0;                 // with the prediction
  MatchOutcome outcome = MatchOutcome::kNotCompared;
};

struct LonePrediction {
  std::int32_t prediction = 0;  // index in the message
  MatchOutcome outcome = MatchOutcome::kUnmatched;
};

struct ModelMatches {
  std::vector<LabelMatch> labels;    // all of the frame, in the order of the message
  std::vector<LonePrediction> lone;  // that speak and are paired with no label, by falling confidence
};

}  // namespace labelwatch
