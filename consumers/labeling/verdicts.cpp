#include "consumers/labeling/verdicts.h"

#include "consumers/files/text/text_lines.h"

namespace labelwatch {
namespace {

// What a line means that names no finding by its id.
std::string ObjectKey(const FindingRecord& finding) {
  std::string key(KindWord(finding.kind));
  key.append("\n").append(std::to_string(finding.frame_id.size()));
  return key.append("\n").append(finding.frame_id).append(finding.label_id);
}

// What nobody asks for again takes room.
void Shorten(FindingRecord& finding) {
  finding.evidence = {};
  finding.source = {};
}

}  // namespace

Result<Verdicts> Verdicts::Read(std::span<const std::string> paths) {
  Verdicts verdicts;
  for (const std::string& path : paths) {
    if (auto read = verdicts.ReadFile(path); !read) return tl::unexpected(read.error());
  }
  return verdicts;
}

Result<void> Verdicts::ReadFile(const std::string& path) {
  auto source = ByteSource::Open(path);
  if (!source) return tl::unexpected(source.error());
  TextLines lines(**source);
  for (;;) {
    const auto more = lines.Next();
    if (!more) return tl::unexpected(more.error());
    if (!*more) return {};
    if (lines.Line().find_first_not_of(" \t\r") == std::string_view::npos) continue;
    auto verdict = VerdictFromJson(lines.Line());
    if (!verdict) {
      problems_.LeftOut(path + ":" + std::to_string(lines.Number()) + ": " + verdict.error().message);
      continue;
    }
    if (verdict->OfFrame()) {
      problems_.LeftOut(path + ":" + std::to_string(lines.Number()) +
                        ": is about a frame as a whole: only the service that asked takes it");
      continue;
    }
    if (all_.size() == kMost)
      return BadInput(path + ": more than " + std::to_string(kMost) + " verdicts; split the file");
    Shorten(verdict->finding);
    const bool by_object = verdict->id_follows && verdict->finding.detector.empty();
    Add(std::move(*verdict), by_object);
  }
}

void Verdicts::Add(Verdict verdict, bool by_object) {
  if (verdict.finding.frame_id.empty()) {
    any_frame_ = true;
  } else {
    frames_.insert(verdict.finding.frame_id);
  }
  auto& places = by_object ? by_object_ : by_id_;
  const auto [at, added] = places.try_emplace(by_object ? ObjectKey(verdict.finding) : verdict.finding.id, all_.size());
  if (added) {
    all_.push_back(std::move(verdict));
    return;
  }
  ++replaced_;
  Verdict& before = all_[at->second];
  if (verdict.decided_at_ms >= before.decided_at_ms) before = std::move(verdict);
}

const Verdict* Verdicts::Of(const FindingRecord& finding) const {
  if (const auto at = by_id_.find(finding.id); at != by_id_.end()) return &all_[at->second];
  if (by_object_.empty()) return nullptr;
  const auto at = by_object_.find(ObjectKey(finding));
  return at == by_object_.end() ? nullptr : &all_[at->second];
}

bool Verdicts::Decided(const FindingRecord& finding) const {
  const Verdict* verdict = Of(finding);
  return verdict != nullptr && SaysError(verdict->decision).has_value();
}

std::vector<Finding> Verdicts::Open(const JoinedFrame& frame, const Calibration& calibration,
                                    std::span<const Finding> findings, const Inspector& inspector) const {
  std::vector<Finding> open(findings.begin(), findings.end());
  if (!any_frame_ && !frames_.contains(std::string(frame.labels.frame_id))) return open;
  std::erase_if(open, [&](const Finding& finding) { return Decided(inspector.Describe(frame, calibration, finding)); });
  return open;
}

std::vector<Reviewed> Verdicts::Reviews() const {
  std::vector<Reviewed> reviews;
  for (const Verdict& verdict : all_) {
    const auto error = SaysError(verdict.decision);
    if (!error || !verdict.score_known) continue;
    reviews.push_back({verdict.finding.kind, verdict.finding.score, verdict.finding.prior, *error});
  }
  return reviews;
}

}  // namespace labelwatch
