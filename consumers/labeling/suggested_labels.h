#pragma once
// The labels of a frame as they would be if every finding were right: what a reviewer is shown to accept.
//
//   missing: added, with the id of its finding;  wrong_class: renamed;  inaccurate: its box moved (other outlines have
//   no suggested one and stay);  spurious, duplicate: left out;  other kinds: renamed where a class is suggested
//
// Of several findings about one label the first that changes it counts: they come most suspicious first.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/finding.h"
#include "schema/frame.h"
#include "schema/names.h"

namespace labelwatch {

struct SuggestedLabel {
  std::int32_t place = -1;  // in the frame; -1: added
  Label label;              // views into the frame or the findings, which outlive it
  std::string class_name;
  const FindingRecord* because = nullptr;  // null: as it was
};

std::vector<SuggestedLabel> SuggestedLabels(const LabeledFrame& frame, std::span<const FindingRecord> findings,
                                            const NameTable& classes);

}  // namespace labelwatch
