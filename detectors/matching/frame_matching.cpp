#include "detectors/matching/frame_matching.h"

#include <algorithm>
#include <bit>

namespace labelwatch {
namespace {

constexpr std::uint32_t kBits = 64;

constexpr std::uint64_t Bit(std::uint32_t i) { return std::uint64_t{1} << i; }

// They are the first ones. Counts all, for where they end is as good as random: that branch would be mispredicted.
std::uint32_t CountSpeaking(const PredictionColumns& predictions) {
  std::uint32_t speaking = 0;
  for (std::size_t j = 0; j < predictions.Size(); ++j) {
    speaking += predictions.confidence[j] >= FrameMatching::kLeastConfidence ? 1 : 0;
  }
  return speaking;
}

}  // namespace

void FrameMatching::Find(const LabelColumns& labels, const PredictionColumns& predictions, const OverlapLists& overlaps,
                         std::span<const Testimony> testimonies, std::span<LabelMatch> matches) {
  const Sides sides{labels, predictions, overlaps, CountSpeaking(predictions)};
  lone_.clear();
  const bool few = labels.Size() <= kBits && sides.speaking <= kBits;
  if (!few || !ChooseFreely(sides, testimonies, matches)) SolveBothPasses(sides, matches);
}

// Each label takes the prediction of its class with the largest weight, which its testimony knows. False where two want
// the same one. Without branches, which would be mispredicted.
bool FrameMatching::ChooseFreely(const Sides& sides, std::span<const Testimony> testimonies,
                                 std::span<LabelMatch> matches) {
  constexpr std::int32_t kNone = -1;
  const std::int32_t* const index = sides.speaking > 0 ? sides.predictions.index.data() : &kNone;
  std::uint64_t taken = 0, conflicts = 0, open = 0;
  for (std::uint32_t i = 0; i < testimonies.size(); ++i) {
    const Testimony& testimony = testimonies[i];
    const auto fitting = static_cast<std::uint32_t>(testimony.fitting);  // none: beyond all
    const bool fits = (testimony.fit >= kSameClassIoU) & (fitting < sides.speaking);
    const std::uint32_t place = fitting & (0 - std::uint32_t{fits});
    const std::uint64_t wanted = std::uint64_t{fits} << place;
    conflicts |= taken & wanted;
    taken |= wanted;
    // Another prediction of its class, or one of another class, may be that of the label.
    const bool may = (testimony.overlap >= kSameClassIoU) & !fits;
    open |= std::uint64_t{may} << i;
    matches[static_cast<std::size_t>(sides.labels.index[i])] = {
        index[place] | (static_cast<std::int32_t>(fits) - 1),
        static_cast<float>(testimony.fit) * static_cast<float>(fits),
        fits ? MatchOutcome::kMatched : MatchOutcome::kUnmatched};
  }
  if (conflicts != 0 || (open != 0 && !ChooseByLooking(sides, open, taken, matches))) return false;
  for (std::uint64_t rest = sides.speaking > 0 ? ~taken << (kBits - sides.speaking) : 0; rest != 0; rest &= rest - 1) {
    lone_.push_back(static_cast<std::uint32_t>(std::countr_zero(rest)) - (kBits - sides.speaking));
  }
  return true;
}

// The same for the labels of which it is not known, by looking at what overlaps them.
bool FrameMatching::ChooseByLooking(const Sides& sides, std::uint64_t labels, std::uint64_t& taken,
                                    std::span<LabelMatch> matches) {
  for (const Pass pass : {Pass::kOwnClass, Pass::kAnyClass}) {
    const std::uint64_t before = pass == Pass::kOwnClass ? 0 : taken;  // of another pass: not to be had
    std::uint64_t left = 0;
    for (; labels != 0; labels &= labels - 1) {
      const auto label = static_cast<std::uint32_t>(std::countr_zero(labels));
      PossiblePair best;
      ForEachPossible(sides, label, pass, [&](const PossiblePair& pair) {
        if (pair.weight > best.weight && (before & Bit(pair.prediction)) == 0) best = pair;
      });
      if (best.weight == 0) {
        left |= Bit(label);
        continue;
      }
      if ((taken & Bit(best.prediction)) != 0) return false;
      taken |= Bit(best.prediction);
      Write(sides, best, pass, matches);
    }
    labels = left;
  }
  return true;
}

// The pairs of a label that a pass may use, taken or not.
template <typename Visit>
void FrameMatching::ForEachPossible(const Sides& sides, std::uint32_t label, Pass pass, Visit visit) {
  const double least = pass == Pass::kOwnClass ? kSameClassIoU : kAnyClassIoU;
  for (const Overlap& overlap : sides.overlaps.Of(label)) {
    const std::uint32_t prediction = overlap.other;
    if (overlap.iou < least || prediction >= sides.speaking) continue;
    const bool same = sides.labels.class_id[label] == sides.predictions.class_id[prediction];
    if (pass == Pass::kOwnClass && !same) continue;
    const double weight = overlap.iou + kConfidenceWeight * sides.predictions.confidence[prediction];
    visit(PossiblePair{label, prediction, overlap.iou, weight, 0});
  }
}

void FrameMatching::Write(const Sides& sides, const PossiblePair& pair, Pass pass, std::span<LabelMatch> matches) {
  matches[static_cast<std::size_t>(sides.labels.index[pair.label])] = {
      sides.predictions.index[pair.prediction], static_cast<float>(pair.iou),
      pass == Pass::kOwnClass ? MatchOutcome::kMatched : MatchOutcome::kOtherClass};
}

void FrameMatching::SolveBothPasses(const Sides& sides, std::span<LabelMatch> matches) {
  label_taken_.assign(sides.labels.Size(), false);
  prediction_taken_.assign(sides.speaking, false);
  for (const std::int32_t index : sides.labels.index) {
    matches[static_cast<std::size_t>(index)] = {-1, 0, MatchOutcome::kUnmatched};
  }
  for (const Pass pass : {Pass::kOwnClass, Pass::kAnyClass}) {
    CollectPossible(sides, pass);
    for (const PossiblePair& pair : best_pairs_.Find(possible_, sides.labels.Size(), sides.speaking)) {
      label_taken_[pair.label] = prediction_taken_[pair.prediction] = true;
      Write(sides, pair, pass, matches);
    }
  }
  for (std::uint32_t j = 0; j < sides.speaking; ++j) {
    if (!prediction_taken_[j]) lone_.push_back(j);
  }
}

void FrameMatching::CollectPossible(const Sides& sides, Pass pass) {
  possible_.clear();
  for (std::uint32_t i = 0; i < sides.labels.Size(); ++i) {
    if (label_taken_[i]) continue;
    ForEachPossible(sides, i, pass, [&](const PossiblePair& pair) {
      if (!prediction_taken_[pair.prediction]) possible_.push_back(pair);
    });
  }
}

}  // namespace labelwatch
