#pragma once
// What a replay found, as a folder that a browser opens without a server: the findings, worst first, each with its
// frame, to be decided with one key each; the rates of all over time, and the counts.
//
//   auto report = Report::Start({.folder = "report", .images = "images"}, names.classes, findings);
//   Task task(options, names, learning, **report);   // passes everything on to `findings`
//   ...
//   report->Finish(counts, names, &rates);        // writes report/index.html
//
// The page reads an index of all findings (data.js) and then only what is looked at (data/findings-00000.js, frames).
// Memory: the frames that are kept (kept_frames.h), whatever the length of the stream. The same findings give the same
// report. Single-owner, like the task that it serves.

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "consumers/labeling/verdicts.h"
#include "consumers/outputs_before.h"
#include "consumers/plot/series_sections.h"
#include "consumers/report/kept_frames.h"
#include "metrics/counts.h"
#include "schema/result.h"

namespace labelwatch {

struct ReportOptions {
  std::string folder;
  std::string images;         // folder of the pictures; empty: shapes on an empty canvas
  std::size_t frames = 1000;  // kept, the worst ones; of each kind a tenth as many more at most
};

class Report : public OutputsBefore {
 public:
  // An error: the folder holds something else than an earlier report, or cannot be made. Everything is passed on to
  // `next`, which must outlive the report, as must `classes`.
  // `verdicts`: what they decide is left out; null: there are none.
  static Result<std::unique_ptr<Report>> Start(const ReportOptions& options, const NameTable& classes, Outputs& next,
                                               const Verdicts* verdicts = nullptr);

  void Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
              const Inspector& inspector) override;

  // Writes the folder; index.html comes last, so half a report never looks like a whole one. `counts`: of the whole
  // replay; `rates`: null where none were followed.
  Result<void> Finish(const StreamCounts& counts, const Names& names, const FollowedRates* rates = nullptr);
  // Pictures that were asked for and not found, or that were no plain files below the folder of pictures.
  std::size_t MissingPictures() const { return missing_pictures_; }

 private:
  Report(const ReportOptions& options, const NameTable& classes, Outputs& next, const Verdicts* verdicts)
      : OutputsBefore(next), options_(options), classes_(classes), verdicts_(verdicts), kept_(options.frames) {}

  const ReportOptions options_;
  const NameTable& classes_;
  const Verdicts* verdicts_;
  KeptFrames kept_;
  std::size_t missing_pictures_ = 0;
};

}  // namespace labelwatch
