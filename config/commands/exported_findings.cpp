#include "config/commands/exported_findings.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "config/commands/flagged_findings.h"
#include "consumers/kafka/labels_reader.h"

namespace labelwatch {

Result<ExportedFindings> FindingsOfFile(const std::string& path, const std::vector<std::string>& label_files,
                                        const FindingFilter& filter) {
  ExportedFindings source;
  auto read = ForEachFinding(path, [&](FindingRecord finding) { source.findings.push_back(std::move(finding)); });
  if (!read) return tl::unexpected(read.error());
  source.read = std::move(*read);
  source.findings = Chosen(std::move(source.findings), filter);
  if (label_files.empty()) return source;
  auto opened = OpenRecordStream(label_files, {});
  if (!opened) return tl::unexpected(opened.error());
  source.labels = std::move(*opened);
  return source;
}

Result<ExportedFindings> FindingsOfTopic(const KafkaOptions& kafka, const FindingFilter& filter) {
  std::map<std::string, FlaggedFrame> newest;
  auto read = ForEachFlagged(kafka, [&](FlaggedFrame frame) {
    frame.labeled.clear();
    frame.predicted.clear();
    const auto [known, added] = newest.try_emplace(frame.frame_id);
    if (added || frame.label_revision >= known->second.label_revision) known->second = std::move(frame);
  });
  if (!read) return tl::unexpected(read.error());
  ExportedFindings source;
  source.read = std::move(*read);
  for (auto& [id, frame] : newest) std::ranges::move(frame.findings, std::back_inserter(source.findings));
  source.findings = Chosen(std::move(source.findings), filter);
  LabelRevisions wanted;
  for (const FindingRecord& finding : source.findings) {
    wanted[finding.frame_id] = newest[finding.frame_id].label_revision;
  }
  auto labels = ReadFlaggedLabels(kafka, wanted);
  if (!labels) return tl::unexpected(labels.error());
  source.labels = std::make_unique<KeptLabels>(std::move(*labels));
  return source;
}

}  // namespace labelwatch
