#include "consumers/summary.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <array>

#include "consumers/outcome.h"
#include "schema/finding.h"

namespace labelwatch {
std::string CountsText(const StreamCounts& counts) {
  std::string text;
  for (std::size_t side = 0; side < kSides; ++side) {
    text += std::string(SideWord(static_cast<Side>(side))) + ": " + std::to_string(counts.records[side]) + " read";
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
  text += "judged: " + std::to_string(counts.frames) + " frames with " + std::to_string(totals.labels) +
          " labels; flagged: " + std::to_string(counts.flagged_frames) + " frames";
  const char* separator = " (";
  for (std::size_t kind = 1; kind < kKinds; ++kind) {
    if (totals.findings[kind] == 0) continue;
    text += separator + std::string(KindWord(static_cast<Kind>(kind))) + " " + std::to_string(totals.findings[kind]);
    separator = ", ";
  }
  return text + (separator[0] == ',' ? ")\n" : "\n");
}

std::string CountsJson(const StreamCounts& counts) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
  const auto key = [&](std::string_view word) { json.Key(word.data(), static_cast<rapidjson::SizeType>(word.size())); };
  json.StartObject();
  for (std::size_t side = 0; side < kSides; ++side) {
    key(SideWord(static_cast<Side>(side)));
    json.StartObject();
    json.Key("read");
    json.Uint64(counts.records[side]);
    for (std::size_t outcome = 0; outcome < kOutcomes; ++outcome) {
      key(OutcomeWord(static_cast<Outcome>(outcome)));
      json.Uint64(counts.outcomes[side][outcome]);
    }
    json.EndObject();
  }
  const SeriesCounts totals = counts.Overall();
  json.Key("frames_judged");
  json.Uint64(counts.frames);
  json.Key("frames_flagged");
  json.Uint64(counts.flagged_frames);
  json.Key("labels_checked");
  json.Uint64(totals.labels);
  json.Key("findings");
  json.StartObject();
  for (std::size_t kind = 1; kind < kKinds; ++kind) {
    key(KindWord(static_cast<Kind>(kind)));
    json.Uint64(totals.findings[kind]);
  }
  json.EndObject();
  json.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

}  // namespace labelwatch
