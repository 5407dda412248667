#pragma once
// Which question a finding asks, as a name for it: 32 hex digits. The same input judged again asks the same questions
// under the same names, whatever was learnt in between, on every platform; so a verdict finds its finding.
//
// Part of the question is
//   the frame, the kind, the detector;
//   of a finding about a label: the label's id, class and box (to 0.01 pixels), and the class that is suggested;
//   of a finding about an absence: the class and the box that are suggested;
//   of a finding about the frame: its class and the one that is suggested.
//
// Not part of it are score, probability and sentence, which move while the monitor learns, and which model spoke. A
// label that was corrected, by as little as its class or a side, is another question, so a verdict on what was there
// before never hides what is there now. Ids of labels need not be unique or there at all: the box tells them apart.
//
// REQUIRES of what is hashed: nothing. Numbers that are not finite or beyond 10^15 count as one number.

#include <string>

#include "schema/finding.h"

namespace labelwatch {

std::string FindingId(const FindingRecord& finding);

}  // namespace labelwatch
