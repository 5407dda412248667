#pragma once
// Where the findings that `export` writes come from.

#include <memory>
#include <string>
#include <vector>

#include "config/commands/findings_file.h"
#include "consumers/files/record_stream.h"
#include "consumers/kafka/options.h"
#include "consumers/labeling/finding_filter.h"

namespace labelwatch {

struct ExportedFindings {
  FindingsRead read;
  std::vector<FindingRecord> findings;   // those that pass the filter, most suspicious first
  std::unique_ptr<RecordStream> labels;  // that go along; null: none do
};

// `label_files`: the labels that were judged; none: no labels go along.
Result<ExportedFindings> FindingsOfFile(const std::string& path, const std::vector<std::string>& label_files,
                                        const FindingFilter& filter);

// Of the flagged topic, of each frame what was said of the newest of its labels that were flagged; these go along. What
// came of it since, a verdict or labels with nothing to flag, is not known there.
Result<ExportedFindings> FindingsOfTopic(const KafkaOptions& kafka, const FindingFilter& filter);

}  // namespace labelwatch
