#pragma once
// The verdicts of reviewers, read from files: which findings are decided, and how.
//
//   const auto verdicts = Verdicts::Read({"verdicts.jsonl"});
//   if (verdicts->Of(finding) != nullptr) ...   // somebody looked at it
//
// A file has one verdict a line (schema/verdict.h); `.gz` is read, too. Of several verdicts on one finding the latest
// by its time counts, of equally late ones the one that was read last, so files may be put together and read twice. A
// line that cannot be read is left out, counted and named; a file that cannot be read is an error.
//
// Immutable once read.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "consumers/files/text/problems.h"
#include "detectors/inspector.h"
#include "detectors/measured_share.h"
#include "schema/verdict.h"

namespace labelwatch {

class Verdicts {
 public:
  static constexpr std::size_t kMost = 1'000'000;  // about 0.6 KB each; a file with more is an error

  static Result<Verdicts> Read(std::span<const std::string> paths);

  // The one that counts for this finding; null: there is none. By the id of the finding; where a line names neither
  // that nor a detector, by frame, kind and label, or, without a label, whatever of the kind is missing in the frame.
  const Verdict* Of(const FindingRecord& finding) const;
  // Whether it was decided that the finding is an error, or none; what was left open or expired is not.
  bool Decided(const FindingRecord& finding) const;
  // What is left to look at of a frame, in the order given. `inspector` describes its findings.
  std::vector<Finding> Open(const JoinedFrame& frame, const Calibration& calibration, std::span<const Finding> findings,
                            const Inspector& inspector) const;

  // What they teach about probabilities: decided ones that say kind and score.
  std::vector<Reviewed> Reviews() const;

  const std::vector<Verdict>& All() const { return all_; }  // those that count, one per finding
  std::uint64_t Replaced() const { return replaced_; }      // by later ones
  const class Problems& Problems() const { return problems_; }

 private:
  Result<void> ReadFile(const std::string& path);
  void Add(Verdict verdict, bool by_object);

  std::vector<Verdict> all_;
  std::unordered_map<std::string, std::size_t> by_id_, by_object_;
  std::unordered_set<std::string> frames_;  // that they are about
  bool any_frame_ = false;                  // some do not say which
  std::uint64_t replaced_ = 0;
  class Problems problems_;
};

}  // namespace labelwatch
