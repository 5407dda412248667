#pragma once
// What a reviewer decided, read off what they changed: the labels as they were judged against the labels that came
// back.
//
// Labels are paired by their id where both have it, else one to one by overlap (from kSameObject on). Then, by kind:
//
//   spurious, duplicate   gone: accepted (of a duplicate also where its twin is gone); another class or outline:
//                         corrected; still there: rejected
//   wrong_class           of the suggested class: accepted; of another one, or gone: corrected; of its own: rejected
//   inaccurate            its outline moved: to the suggested one accepted, elsewhere or away corrected; else rejected
//   missing               a new label there: of the suggested class and with its outline accepted, else corrected;
//                         none there: rejected
//   other kinds           their label as suggested, where something is: accepted; changed otherwise: corrected;
//                         unchanged: rejected. Of a finding about the frame as a whole nothing shows: undecided
//
// A class decides what is said of classes and an outline what is said of outlines: a reviewer who moves a side of a
// label has not said that its class was wrong. What they changed beside what the findings pointed at is counted.
//
// Pure. Costs labels x labels overlaps of boxes; exact shapes are compared for pairs only.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "schema/finding.h"
#include "schema/frame.h"
#include "schema/names.h"
#include "schema/verdict.h"

namespace labelwatch {

struct DerivedVerdict {
  std::vector<Decision> findings;      // one for each, in their order
  bool changed = false;                // the labels are not what they were, by the measures below
  bool edited = false;                 // any of them was touched, by however little
  std::vector<std::int32_t> partner;   // of each label before: its place after; -1: gone
  std::vector<bool> moved;             // whether the outline of each label before was touched
  bool has_error = false;              // a finding is an error, or something was changed beside them
  std::uint32_t unflagged_errors = 0;  // labels changed, added or gone that no finding pointed at
  // Of labels that were changed or are gone, as they were named, and of those that were added; each once.
  std::vector<std::string> wrong_classes;
};

inline constexpr double kSameObject = .5;   // IoU from which two labels are of one object
inline constexpr double kAsSuggested = .9;  // from which an outline is the one that was suggested
inline constexpr double kUnchanged = .95;   // from which it is the one that was there
inline constexpr double kUntouched = .999;  // from which it is that one, but for how tools write numbers

// Both frames name classes by one table.
DerivedVerdict DeriveVerdict(const LabeledFrame& before, std::span<const FindingRecord> findings,
                             const LabeledFrame& after, const NameTable& classes);

}  // namespace labelwatch
