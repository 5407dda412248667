#include "config/labeling_keys.h"

#include <algorithm>

#include "config/key_types.h"

namespace labelwatch {
namespace {

constexpr Range<double> kShare = {0, 1};
constexpr Range<double> kMinutes = {0.01, 600};
constexpr Range<std::uint64_t> kPerHour = {0, 1'000'000};

auto Routes(auto member) { return At(&Config::task, &TaskOptions::routing, member); }
auto Sampling(auto member) { return At(&Config::task, &TaskOptions::routing, &RoutingOptions::sampling, member); }

std::optional<std::string> ExpertVerdict(std::string_view text) {
  if (std::ranges::find(kExpertVerdicts, text) != kExpertVerdicts.end()) return std::nullopt;
  return "'" + std::string(text) + "' is none of rejected, undecided, disputed";
}

}  // namespace

std::vector<Key> LabelingKeys() {
  return {
      Number("labeling.flagged", Sampling(&SamplingRates::flagged), kShare, "Share of the flagged frames."),
      Number("labeling.audit", Sampling(&SamplingRates::audit), kShare,
             "Share of all other frames, at random: without them nobody learns what the monitor does not see. 500 "
             "verdicts tell the share of wrong labels to a percentage point."),
      NumberMap("labeling.classes", Sampling(&SamplingRates::classes), kShare, "{class: share}",
                "Shares of the frames with a label of a class."),
      NumberMap("labeling.annotators", Sampling(&SamplingRates::annotators), kShare, "{annotator: share}",
                "Shares of the frames that an annotator labeled, were it one label."),
      NumberMap("labeling.sources", Sampling(&SamplingRates::sources), kShare, "{source: share}",
                "Shares of the frames of a source."),
      Count("labeling.seed", Routes(&RoutingOptions::seed), {0, 1'000'000'000}, "Another seed, another random choice."),
      Number("labeling.repeat", Routes(&RoutingOptions::repeat), kShare,
             "Share of what is asked that is asked again once it is decided, to compare reviewers."),
      TextList("labeling.gold", Routes(&RoutingOptions::gold), "frame ids", NotEmpty,
               "Frames whose errors are known: always asked, to measure reviewers, and in no rate."),
      Text("labeling.gold_verdicts", At(&Config::gold_verdicts), "path", AnyText,
           "Verdicts on findings of which the truth is known, as the review page saves them. Their frames are gold as "
           "well, and what reviewers decide of them is compared with it. Empty: none."),
      TextList("labeling.expert_classes", Routes(&RoutingOptions::expert_classes), "classes", NotEmpty,
               "Hard classes: what is about one of them goes to the queue of the experts."),
      TextList(
          "labeling.expert_verdicts", Routes(&RoutingOptions::expert_verdicts), "verdicts", ExpertVerdict,
          "Which verdicts make an expert look once more: rejected (the labels are right), undecided, disputed (two "
          "reviewers differ)."),
      Count("labeling.flagged_per_hour", Routes(&RoutingOptions::flagged_per_hour), kPerHour,
            "At most so many flagged frames are asked about in an hour of the clock, of one partition, the first ones; "
            "the others stay flagged and are counted. 0: no cap."),
      Count("labeling.audits_per_hour", Routes(&RoutingOptions::audits_per_hour), kPerHour,
            "The same of the random choice."),
      Number(
          "labeling.minutes_per_frame", Routes(&RoutingOptions::minutes_per_frame), kMinutes,
          "To open a frame. Priority is errors fixed per minute: the sum of the probabilities of the flagged findings "
          "through the minutes for the frame and for each of them."),
      Number("labeling.minutes_per_finding", Routes(&RoutingOptions::minutes_per_finding), kMinutes,
             "To decide one finding."),
      Number("labeling.audit_priority", Routes(&RoutingOptions::audit_priority), {0, 1000},
             "Priority of what is not about errors; a flagged frame with one finding of probability 0.6 has 1."),
  };
}

}  // namespace labelwatch
