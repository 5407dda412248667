#include "consumers/report/report.h"

#include <algorithm>

#include "consumers/report/frame_json.h"
#include "consumers/report/rates_html.h"
#include "consumers/report/report_folder.h"
#include "consumers/report/totals_json.h"
#include "detectors/matching/frame_matching.h"

namespace labelwatch {

Result<std::unique_ptr<Report>> Report::Start(const ReportOptions& options, const NameTable& classes, Outputs& next,
                                              const Verdicts* verdicts) {
  if (auto fit = CheckReportFolder(options.folder); !fit) return tl::unexpected(fit.error());
  if (auto there = CheckPictureFolder(options.images); !there) return tl::unexpected(there.error());
  return std::unique_ptr<Report>(new Report(options, classes, next, verdicts));
}

bool Report::Worse(const KeptFrame& a, const KeptFrame& b) {
  return a.score != b.score ? a.score > b.score : a.frame_id < b.frame_id;
}

void Report::Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
                    const Inspector& inspector) {
  next_.Judged(frame, calibration, judgement, inspector);
  if (options_.frames == 0) return;
  Judgement open = judgement;
  std::vector<Finding> undecided;
  if (verdicts_ != nullptr) {
    undecided = verdicts_->Open(frame, calibration, judgement.findings, inspector);
    open.findings = undecided;
  }
  if (open.findings.empty()) return;
  KeptFrame kept{judgement.frame_score, std::string(frame.labels.frame_id), std::string(frame.labels.image_uri), {}};
  if (frames_.size() == options_.frames && !Worse(kept, frames_.front())) return;
  kept.json = FrameJson(frame, calibration, open, inspector, classes_);
  if (frames_.size() == options_.frames) {
    std::pop_heap(frames_.begin(), frames_.end(), Worse);
    frames_.pop_back();
  }
  frames_.push_back(std::move(kept));
  std::push_heap(frames_.begin(), frames_.end(), Worse);
}

Result<void> Report::Finish(const StreamCounts& counts, const Names& names, const FollowedRates* rates) {
  std::sort(frames_.begin(), frames_.end(), Worse);
  ReportFolder folder(options_.folder, options_.images);
  std::string frames;
  for (const KeptFrame& kept : frames_) {
    const std::string picture = folder.Picture(kept.image_uri);
    frames += frames.empty() ? "" : ",\n";
    // Our own names of copied pictures need no escaping.
    frames += "{\"picture\":\"" + picture + "\"," + kept.json.substr(1);
  }
  missing_pictures_ = folder.MissingPictures();
  return folder.Write("window.REPORT = {\"speaks\":" + std::to_string(FrameMatching::kLeastConfidence) +
                          ",\n\"totals\":" + TotalsJson(counts, names) + ",\n\"frames\":[" + frames + "]};\n",
                      rates != nullptr ? RatesHtml(*rates) : "");
}

}  // namespace labelwatch
