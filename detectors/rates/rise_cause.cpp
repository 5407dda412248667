#include "detectors/rates/rise_cause.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "detectors/rates/rate_percent.h"
#include "detectors/rates/rates_stage.h"

namespace labelwatch {
namespace {

using Found = std::optional<RiseCauseFound>;

constexpr double kChanged = 0.05;  // ln of how much objects per frame change, at least, to say something

std::string Percent(double share) { return RatePercent(share) + " %"; }

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

double Change(const MixSide& side) {
  return side.per_frame > 0 && side.per_frame_before > 0 ? std::log(side.per_frame / side.per_frame_before) : 0;
}

// Whether the objects that only one side sees are a large part of what moved.
bool OnOneSideOnly(const MixFinding& mix) {
  double largest = 0, alone = 0;
  for (const auto* side : {&mix.labels, &mix.predictions}) {
    for (const MixMove& move : *side) {
      const double moved = std::abs(move.now - move.before);
      largest = std::max(largest, moved);
      if (move.of_class == MixClasses::kNone) alone = std::max(alone, moved);
    }
  }
  return alone > 0 && alone >= largest / 2;
}

std::string PerFrame(const MixEvidence& model) {
  return "labels per frame went from " + Number(model.labels.per_frame_before) + " to " +
         Number(model.labels.per_frame) + ", predictions from " + Number(model.predictions.per_frame_before) + " to " +
         Number(model.predictions.per_frame);
}

Cause CauseOf(MixVerdict verdict) {
  switch (verdict) {
    case MixVerdict::kAnnotatorsOrGuideline:
      return Cause::kAnnotatorsOrGuideline;
    case MixVerdict::kWorld:
      return Cause::kWorld;
    case MixVerdict::kModel:
      return Cause::kModel;
    default:
      return Cause::kUnclear;
  }
}

// Shares cannot tell objects that labels lack from objects that predictions have too many of; counts per frame can.
Found SaysMix(const MixEvidence& model) {
  if (model.mix.verdict == MixVerdict::kSteady || model.mix_before) return {};
  const Cause cause = CauseOf(model.mix.verdict);
  if (cause == Cause::kWorld || !OnOneSideOnly(model.mix)) return RiseCauseFound{cause, model.mix.reason};
  const double labels = std::abs(Change(model.labels)), predictions = std::abs(Change(model.predictions));
  if (predictions >= kChanged && predictions >= 2 * labels) {
    return RiseCauseFound{Cause::kModel, PerFrame(model) + ": the model, or what it sees of the same things, changed"};
  }
  if (labels >= kChanged && labels >= 2 * predictions) {
    return RiseCauseFound{Cause::kAnnotatorsOrGuideline, PerFrame(model) + ": annotators or the guideline changed"};
  }
  return RiseCauseFound{cause, model.mix.reason};
}

Found SaysScores(const MixEvidence& model) {
  if (!model.scores.moved || model.scores_before) return {};
  return RiseCauseFound{Cause::kModel, "scores of " + model.model +
                                           " lie elsewhere: " + Percent(model.scores.distance) + " of them moved to " +
                                           (model.scores.lower ? "below " : "above ") + Number(model.scores.at)};
}

Found First(const RiseEvidence& evidence, Found (*says)(const MixEvidence&), Cause cause) {
  for (const MixEvidence& model : evidence.models) {
    if (Found found = says(model); found && found->cause == cause) return found;
  }
  return {};
}

// What models say of labels they should agree on: one that finds the labels changed where another does not is doubted.
Found SayModels(const RiseEvidence& evidence) {
  if (Found world = First(evidence, SaysMix, Cause::kWorld)) return world;
  if (Found scores = First(evidence, SaysScores, Cause::kModel)) return scores;
  Found model = First(evidence, SaysMix, Cause::kModel),
        labels = First(evidence, SaysMix, Cause::kAnnotatorsOrGuideline);
  if (model && labels)
    return RiseCauseFound{Cause::kUnclear, "models disagree: " + model->reason + "; " + labels->reason};
  return model ? model : labels;
}

// Indirect standardisation: of what the value holds now, and of what it held, the usual rates of the classes.
Found SayClasses(const RiseEvidence& evidence) {
  double before = 0, now = 0, most = 0;
  const ClassRate* largest = nullptr;
  for (const ClassRate& one : evidence.classes) {
    if (!one.usual) continue;
    before += one.share.before * *one.usual;
    now += one.share.now * *one.usual;
    const double more = (one.share.now - one.share.before) * *one.usual;
    if (more > most) {
      most = more;
      largest = &one;
    }
  }
  const double rise = evidence.rate - evidence.usual;
  if (largest == nullptr || !(before > 0 && rise > 0)) return {};
  const double explained = std::min(rise, evidence.usual * (now / before - 1));
  if (!(explained > rise / 2 && evidence.bounds.low <= evidence.promised * now / before)) return {};
  return RiseCauseFound{Cause::kWorld, evidence.series.value + " is given other classes: " + largest->share.of_class +
                                           " in " + Percent(largest->share.now) + " of frames instead of " +
                                           Percent(largest->share.before) + "; of the rise from " +
                                           Percent(evidence.usual) + " to " + Percent(evidence.rate) + ", " +
                                           Number(100 * explained) + " points are explained by the classes"};
}

// What the others rose, within what their alarms allow them, is little beside it.
bool Alone(const Peers& peers) {
  return peers.found.cause == RiseCause::kOne && peers.rate_of_rest - peers.usual_of_rest <= peers.rise_of_largest / 8;
}

std::string OnlyOne(const char* word, const Peers& peers) {
  const std::size_t others = peers.found.series - 1;
  return std::string("only ") + word + " " + peers.names[peers.found.largest] + ": the other " +
         (others == 1 ? std::string() : std::to_string(others) + " ") + word + (others == 1 ? " is" : "s are") +
         " where " + (others == 1 ? "it was" : "they were") + " (" + Percent(peers.rate_of_rest) +
         " of frames flagged, usual " + Percent(peers.usual_of_rest) + ")";
}

Found SayPeers(const RiseEvidence& evidence) {
  if (Alone(evidence.judges)) {
    return RiseCauseFound{Cause::kModel, OnlyOne("model", evidence.judges) + ", on the same frames"};
  }
  if (Alone(evidence.annotators) && Alone(evidence.sources) &&
      evidence.sources.found.ratio_of_largest >= 0.7 * evidence.annotators.found.ratio_of_largest) {
    return RiseCauseFound{Cause::kUnclear,
                          OnlyOne("annotator", evidence.annotators) + "; and " + OnlyOne("source", evidence.sources) +
                              ": whether it is the one or what the other shows is not in these counts"};
  }
  if (Alone(evidence.annotators)) {
    return RiseCauseFound{Cause::kAnnotatorsOrGuideline, OnlyOne("annotator", evidence.annotators)};
  }
  if (Alone(evidence.sources)) {
    return RiseCauseFound{Cause::kWorld, OnlyOne("source", evidence.sources) + ": look at its pictures"};
  }
  return {};
}

std::string HowCommon(const Peers& annotators) {
  const std::string risen = std::to_string(annotators.found.risen) + " of " + std::to_string(annotators.found.series);
  switch (annotators.found.cause) {
    case RiseCause::kCommon:
      return risen + " annotators rose together, so it is not one of them";
    case RiseCause::kSeveral:
      return risen + " annotators rose, the others did not";
    default:
      break;
  }
  if (annotators.names.size() >= 2) return "too little was seen of the other annotators since then";
  return annotators.learning > 0 ? "the other annotators still learn what is usual"
                                 : "there are no other annotators to compare with";
}

std::string Who(const Peers& annotators) {
  return Alone(annotators) ? OnlyOne("annotator", annotators) : HowCommon(annotators);
}

// What is known without a cause, and what is missing.
RiseCauseFound Unclear(const RiseEvidence& evidence) {
  std::string reason = HowCommon(evidence.annotators);
  if (evidence.models.empty()) return {Cause::kUnclear, reason + "; nothing is known of mixes and scores"};
  for (const MixEvidence& model : evidence.models) {
    if (!model.learnt) {
      reason += "; what " + model.model + " usually says of labels is still being learnt (" +
                std::to_string(static_cast<std::uint64_t>(model.frames)) + " frames so far)";
    } else if (const Found mix = SaysMix(model)) {
      reason += "; " + mix->reason;
    } else if (model.mix_before || model.scores_before) {
      reason += "; mixes or scores had moved before the rise already";
    } else {
      reason += "; neither the mix of labels, nor that of " + model.model + "'s predictions, nor its scores moved in " +
                std::to_string(static_cast<std::uint64_t>(model.frames)) + " frames since then";
    }
  }
  return {Cause::kUnclear, reason};
}

}  // namespace

std::string_view CauseWord(Cause cause) {
  constexpr std::array<std::string_view, kCauses> kWords = {"unclear", "annotators_or_guideline", "world", "model"};
  return kWords[static_cast<std::size_t>(cause)];
}

RiseCauseFound CauseOf(const RiseEvidence& evidence) {
  const SeriesKind kind = evidence.series.kind;
  if (kind == SeriesKindOf(Kind::kImage))
    return {Cause::kWorld, "the pictures themselves; no label or model has a part in it"};
  const bool labels_alone = !RestsOnModels(kind);
  if (!labels_alone) {
    if (Found found = SayModels(evidence)) {
      if (found->cause == Cause::kAnnotatorsOrGuideline) found->reason += "; " + Who(evidence.annotators);
      return *found;
    }
  }
  if (const Found found = SayClasses(evidence)) return *found;
  if (const Found found = SayPeers(evidence)) return *found;
  if (!labels_alone) return Unclear(evidence);
  return {Cause::kAnnotatorsOrGuideline,
          "no prediction has a part in it; " + HowCommon(evidence.annotators) + ": the guideline or the tool"};
}

}  // namespace labelwatch
