#include "consumers/report/report.h"

#include <algorithm>

#include "consumers/report/frame_json.h"
#include "consumers/report/index_json.h"
#include "consumers/report/rates_html.h"
#include "consumers/report/report_folder.h"
#include "consumers/report/totals_json.h"
#include "detectors/matching/frame_matching.h"

namespace labelwatch {
namespace {

// What the page reads at once: small enough to come without a pause, large enough that a screen needs few of them.
constexpr std::size_t kFindingsOfPart = 100, kFramesOfPart = 10;

// `members` of each in its part, in order.
template <typename TextOf>
Result<void> WriteParts(ReportFolder& folder, const std::string& name, std::size_t size, std::size_t of_part,
                        TextOf text_of) {
  for (std::size_t part = 0; part * of_part < size; ++part) {
    std::string list;
    for (std::size_t i = part * of_part; i < std::min(size, (part + 1) * of_part); ++i) {
      list += list.empty() ? "" : ",\n";
      list += text_of(i);
    }
    if (auto written = folder.WritePart(name, part, list); !written) return written;
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Report>> Report::Start(const ReportOptions& options, const NameTable& classes, Outputs& next,
                                              const Verdicts* verdicts) {
  if (auto fit = CheckReportFolder(options.folder); !fit) return tl::unexpected(fit.error());
  if (auto there = CheckPictureFolder(options.images); !there) return tl::unexpected(there.error());
  return std::unique_ptr<Report>(new Report(options, classes, next, verdicts));
}

void Report::Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
                    const Inspector& inspector) {
  OutputsBefore::Judged(frame, calibration, judgement, inspector);
  Judgement open = judgement;
  std::vector<Finding> undecided;
  if (verdicts_ != nullptr) {
    undecided = verdicts_->Open(frame, calibration, judgement.findings, inspector);
    open.findings = undecided;
  }
  if (!kept_.Wants(judgement.frame_score, std::string(frame.labels.frame_id), open.findings)) return;
  KeptFrame kept = Keep(frame, calibration, open, inspector, classes_);
  if (!kept.shown.findings.empty()) kept_.Add(std::move(kept), open.findings);
}

Result<void> Report::Finish(const StreamCounts& counts, const Names& names, const FollowedRates* rates) {
  const std::vector<SharedFrame> frames = kept_.Take();
  const std::vector<IndexedFinding> rows = OrderFindings(frames);
  ReportFolder folder(options_.folder, options_.images);
  if (auto begun = folder.Begin(); !begun) return begun;
  std::vector<std::string> pictures;
  pictures.reserve(frames.size());
  for (const SharedFrame& frame : frames) pictures.push_back(folder.Picture(frame->image_uri));
  missing_pictures_ = folder.MissingPictures();
  const auto finding = [&](std::size_t row) { return frames[rows[row].frame]->shown.findings[rows[row].place].json; };
  // Our own names of copied pictures need no escaping.
  const auto frame = [&](std::size_t i) {
    return "{\"picture\":\"" + pictures[i] + "\"," + frames[i]->shown.json.substr(1);
  };
  return WriteParts(folder, "findings", rows.size(), kFindingsOfPart, finding)
      .and_then([&] { return WriteParts(folder, "frames", frames.size(), kFramesOfPart, frame); })
      .and_then([&] {
        return folder.Finish("window.REPORT = {\"speaks\":" + std::to_string(FrameMatching::kLeastConfidence) +
                                 ",\"per\":{\"findings\":" + std::to_string(kFindingsOfPart) + ",\"frames\":" +
                                 std::to_string(kFramesOfPart) + "},\n\"totals\":" + TotalsJson(counts, names) + ",\n" +
                                 IndexJson(frames, pictures, rows, PageHome::kFile) + "};\n",
                             rates != nullptr ? DrawRates(*rates).html : "");
      });
}

}  // namespace labelwatch
