#pragma once
// Findings as a file that a labeling tool opens: COCO with scores, CVAT XML 1.1, Label Studio tasks with predictions,
// label rows of Encord, or a CSV for a spreadsheet.
//
// Each finding becomes a shape: of what is missing, or of another class or outline, the one that is suggested; else
// that of the label that should not be there as it is. Kind, probability, label and sentence go along: as attributes,
// in Label Studio as a note. A finding file knows no sizes of frames and no other labels: with a stream of labels both
// are added for the frames that have findings; Label Studio and Encord, whose coordinates are parts of the picture,
// need them.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "consumers/files/record_stream.h"
#include "consumers/files/whole_file.h"
#include "schema/finding.h"

namespace labelwatch {

struct FindingExport {
  std::uint64_t frames = 0, findings = 0;
  std::map<std::string, std::uint64_t> losses;  // what could not be carried over, by name
};

struct FindingExportOptions {
  std::string to;            // "csv", or the id of a format that can be written
  std::string image_prefix;  // before the name of each picture
  Replace replace = Replace::kNo;
};

// Writes them to `path`, "-" for standard output, frames in the order of their worst finding, with `labels` in the
// order of that stream. `labels`: null where there are none.
Result<FindingExport> ExportFindings(const std::vector<FindingRecord>& findings, RecordStream* labels,
                                     const std::string& path, const FindingExportOptions& options);

}  // namespace labelwatch
