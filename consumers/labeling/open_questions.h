#pragma once
// The request that is open of each frame, the last one that was written of it, as a page can answer it: with its
// findings, and whole, since what is asked next is made of it.
//
//   OpenQuestions open;
//   open.Take(request);
//   if (const auto* one = open.Of("a.jpg")) ...
//
// Bounded: beyond kMostOpen requests the oldest one is forgotten; beyond kMostBytes of whole ones the oldest keeps its
// findings only. Single-owner.

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>

#include "schema/relabel.h"

namespace labelwatch {

class OpenQuestions {
 public:
  static constexpr std::size_t kMostOpen = 20'000;
  static constexpr std::size_t kMostBytes = 64u << 20;

  struct One {
    RelabelVerdict asked;    // its answer, undecided yet
    std::string request;     // its bytes; empty: too many are open
    bool withdrawn = false;  // nothing is open: only its revision says something
  };

  explicit OpenQuestions(std::size_t most_open = kMostOpen, std::size_t most_bytes = kMostBytes)
      : most_open_(most_open), most_bytes_(most_bytes) {}

  // A withdrawal closes what is open. False: it is about older labels than what came before, and is not taken: somebody
  // asked because of a decision before he had heard of the newer labels.
  bool Take(const RelabelRequest& request);
  const One* Of(const std::string& frame_id) const;  // null: nothing is open

 private:
  using Place = std::pair<std::string, std::string>;  // frame, request

  void Erase(const std::string& frame_id);
  One* Still(const Place& place);
  void Trim();

  const std::size_t most_open_, most_bytes_;
  std::unordered_map<std::string, One> open_;  // by frame id
  std::deque<Place> order_, whole_;            // as they were taken; some are no longer open
  std::size_t bytes_ = 0;                      // of all `request`
};

}  // namespace labelwatch
