#include "consumers/summary.h"

#include <array>

#include "consumers/outcome.h"
#include "schema/counted.h"
#include "schema/finding.h"

namespace labelwatch {
std::string CountsText(const StreamCounts& counts) {
  std::string text;
  for (std::size_t side = 0; side < kSides; ++side) {
    text += "frames with " + std::string(SideWord(static_cast<Side>(side))) + ": " +
            std::to_string(counts.records[side]) + " read";
    for (std::size_t outcome = 0; outcome < kOutcomes; ++outcome) {
      if (counts.outcomes[side][outcome] == 0) continue;
      text += ", " + std::to_string(counts.outcomes[side][outcome]) + " " +
              std::string(OutcomeWord(static_cast<Outcome>(outcome)));
    }
    text += "\n";
    for (std::size_t reason = 0; reason < kRejections; ++reason) {
      if (counts.rejections[side][reason] == 0) continue;
      text += "  refused as " + std::string(RejectionWord(static_cast<Rejection>(reason))) + ": " +
              std::to_string(counts.rejections[side][reason]) + "\n";
    }
  }
  const SeriesCounts totals = counts.Overall();
  text += "judged: " + CountedFrames(counts.frames) + " with " + CountedLabels(totals.labels) +
          "; flagged: " + CountedFrames(counts.flagged_frames);
  const char* separator = " (";
  for (std::size_t kind = 1; kind < kKinds; ++kind) {
    if (totals.findings[kind] == 0) continue;
    text += separator + std::string(KindWord(static_cast<Kind>(kind))) + " " + std::to_string(totals.findings[kind]);
    separator = ", ";
  }
  return text + (separator[0] == ',' ? ")\n" : "\n");
}

void PutCounts(const StreamCounts& counts, JsonWriter& json) {
  for (std::size_t side = 0; side < kSides; ++side) {
    json.Key(SideWord(static_cast<Side>(side))).OpenObject();
    json.Key("read").Whole(counts.records[side]);
    for (std::size_t outcome = 0; outcome < kOutcomes; ++outcome) {
      json.Key(OutcomeWord(static_cast<Outcome>(outcome))).Whole(counts.outcomes[side][outcome]);
    }
    json.CloseObject();
  }
  const SeriesCounts totals = counts.Overall();
  json.Key("frames_judged").Whole(counts.frames);
  json.Key("frames_flagged").Whole(counts.flagged_frames);
  json.Key("labels_checked").Whole(totals.labels);
  json.Key("findings").OpenObject();
  for (std::size_t kind = 1; kind < kKinds; ++kind) {
    json.Key(KindWord(static_cast<Kind>(kind))).Whole(totals.findings[kind]);
  }
  json.CloseObject();
}

std::string CountsJson(const StreamCounts& counts) {
  JsonWriter json;
  json.OpenObject();
  PutCounts(counts, json);
  json.CloseObject();
  return std::string(json.Written()) + "\n";
}

}  // namespace labelwatch
