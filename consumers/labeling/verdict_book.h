#pragma once
// What verdicts teach: reads the records of both topics of the labeling loop, in any order and any number of times, and
// knows which findings are decided and how, which requests are open, and what follows for people (ReviewStatus) and for
// probabilities (Reviews).
//
//   VerdictBook book;
//   book.Take(request);  book.Take(verdict);
//   book.Status();       // precision, mislabel rates, reviewers, queues
//
// Of several verdicts on one finding the latest by its time counts, as in files (verdicts.h). Bounded: beyond the
// limits what was heard of first is forgotten, and counted. Single-owner.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "consumers/labeling/asked_frame.h"
#include "detectors/measured_share.h"
#include "metrics/review_status.h"
#include "schema/relabel.h"

namespace labelwatch {

struct VerdictBookLimits {
  std::size_t findings = 100'000;  // decided ones; about 0.5 KB each
  std::size_t requests = 100'000;  // open or decided; about 0.7 KB each
  std::size_t values = 200;  // annotators, sources and classes of which a mislabel rate is told; likewise of precision
  std::size_t reviewers = 100;
};

// Of findings of gold frames, by id: whether they are errors.
using GoldTruth = std::unordered_map<std::string, bool>;

class VerdictBook {
 public:
  explicit VerdictBook(const VerdictBookLimits& limits = {}, GoldTruth gold = {})
      : limits_(limits), gold_(std::move(gold)) {}

  void Take(const RelabelRequest& request);
  void Take(const RelabelVerdict& verdict);
  // Something on the topics could not be read.
  void Refuse() {
    ++refused_;
    ++version_;
  }

  // The decision that counts; nothing: there is none.
  std::optional<Decision> Of(const std::string& finding) const;
  std::size_t Decided() const { return findings_.size(); }
  // What is known of a request; null: nothing.
  const AskedFrame* Asked(const std::string& request) const;
  // What verdicts teach about probabilities.
  std::vector<Reviewed> Reviews() const;
  ReviewStatus Status() const;
  // Rises with everything that was taken.
  std::uint64_t Version() const { return version_; }

 private:
  void Decide(const RelabelVerdict& verdict);
  void Answer(const RelabelVerdict& verdict);
  AskedFrame& Remember(const std::string& request);
  void CloseEarlier(const RelabelRequest& request);
  void Forget();

  const VerdictBookLimits limits_;
  const GoldTruth gold_;
  std::unordered_map<std::string, Verdict> findings_;  // by id
  std::deque<std::string> findings_order_;
  std::unordered_map<std::string, AskedFrame> asked_;           // by id of the request
  std::deque<std::string> asked_order_;                         // in which they were heard of first
  std::unordered_map<std::string, std::string> open_of_frame_;  // the request, by frame id
  std::uint64_t version_ = 0, refused_ = 0, forgotten_ = 0, decisions_ = 0;
};

}  // namespace labelwatch
