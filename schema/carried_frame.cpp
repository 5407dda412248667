// What a flagged frame carries of the frame that was judged.
#include <algorithm>
#include <functional>
#include <vector>

#include "schema/output.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

// The score from which on predictions are sent, so that they are no more than the limit; of equally confident ones the
// first so many.
struct Cut {
  double score = 0;
  std::size_t at_score = kMostSentPredictions;
};

Cut CutOf(std::span<const PredictedFrame> frames) {
  std::vector<double> scores;
  for (const PredictedFrame& frame : frames) {
    for (const Prediction& prediction : frame.predictions) scores.push_back(prediction.score);
  }
  if (scores.size() <= kMostSentPredictions) return {};
  const auto last = scores.begin() + (kMostSentPredictions - 1);
  std::ranges::nth_element(scores, last, std::greater());
  const double score = *last;
  return {score, kMostSentPredictions - static_cast<std::size_t>(std::ranges::count_if(
                                            scores, [score](double other) { return other > score; }))};
}

// Those above the cut, with the names of those whose classes found no room.
PredictedFrame Above(const PredictedFrame& frame, Cut& cut) {
  PredictedFrame kept = frame;
  kept.predictions.clear();
  kept.other_classes.clear();
  auto other = frame.other_classes.begin();
  for (std::size_t place = 0; place < frame.predictions.size(); ++place) {
    const Prediction& prediction = frame.predictions[place];
    while (other != frame.other_classes.end() && other->place < place) ++other;
    if (prediction.score < cut.score) continue;
    if (prediction.score == cut.score && cut.at_score == 0) continue;
    if (prediction.score == cut.score) --cut.at_score;
    if (other != frame.other_classes.end() && other->place == place) {
      kept.other_classes.push_back({kept.predictions.size(), other->name});
    }
    kept.predictions.push_back(prediction);
  }
  return kept;
}

}  // namespace

void CarryFrame(const JoinedFrame& frame, const NameTable& classes, FlaggedFrame& flagged) {
  LabeledFrame labels = frame.labels;
  labels.image_bytes = {};
  flagged.labeled.clear();
  Encode(labels, classes, flagged.labeled);
  flagged.predicted.clear();
  flagged.predictions_left_out = 0;
  Cut cut = CutOf(frame.predictions);
  for (const PredictedFrame& predicted : frame.predictions) {
    const PredictedFrame sent = Above(predicted, cut);
    Encode(sent, classes, flagged.predicted.emplace_back());
    flagged.predictions_left_out += static_cast<std::uint32_t>(predicted.predictions.size() - sent.predictions.size());
  }
}

}  // namespace labelwatch
