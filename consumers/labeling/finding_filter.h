#pragma once
// Which findings a person asks for: of one kind, class, annotator, ... The same words choose them in every command.

#include <string>
#include <vector>

#include "schema/finding.h"

namespace labelwatch {

// Which findings: all that is said must hold; empty says nothing.
struct FindingFilter {
  // The class is that of the label, or of what is missing.
  std::string kind = {}, class_name = {}, annotator = {}, source = {}, model = {};
  double least = 0;  // probability
  bool flagged = false;
  std::size_t most = 0;  // the most suspicious ones; 0: all

  bool Passes(const FindingRecord& finding) const;
};

// Those that pass, most suspicious first.
std::vector<FindingRecord> Chosen(std::vector<FindingRecord> findings, const FindingFilter& filter);

}  // namespace labelwatch
