#pragma once
// The flagged frames that a running process keeps for people to look at: the newest ones, which say what goes wrong
// now, and the worst ones, which are worth looking at first. Which of their findings are decided already.
//
//   Gallery gallery({.frames = 2000, .bytes = 64 << 20});
//   gallery.Add(std::move(kept));            // of a frame that was kept before, the newer one stays
//   gallery.Decide(finding_id, true);
//   const auto view = gallery.Now();         // what stands in it now; stays as it is
//
// Bounded by frames and by bytes: half of each for the newest, half for the worst. Memory beside the frames: the ids of
// what was decided, kMostDecided of them. Thread-safe.

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "consumers/report/kept_frames.h"

namespace labelwatch {

struct GalleryOptions {
  std::size_t frames = 2000;
  std::size_t bytes = 64 << 20;  // of what the page reads of them
};

struct GalleryFill {
  std::uint64_t frames = 0, bytes = 0, dropped = 0;  // dropped: no longer kept, or too large to be
};

class Gallery {
 public:
  static constexpr std::size_t kMostDecided = 200'000;

  explicit Gallery(const GalleryOptions& options) : options_(options) {}

  void Add(KeptFrame frame);
  // By the id of a finding; it may come before its frame. False: what was decided is open again.
  void Decide(const std::string& finding, bool decided);

  // Labels of that revision and later ones are about to be judged, or were and are fine: what is kept of earlier ones
  // goes.
  void Withdraw(const std::string& frame_id, std::uint64_t revision);

  struct View {
    std::uint64_t version = 0;               // another one whenever something changed
    std::vector<SharedFrame> frames;         // the worst first
    std::vector<std::vector<bool>> decided;  // of each frame's findings
  };
  std::shared_ptr<const View> Now() const;

  SharedFrame WithKey(const std::string& key) const;      // null: not kept
  SharedFrame WithId(const std::string& frame_id) const;  // likewise
  GalleryFill Fill() const;

 private:
  // The worst ones: by score, then id.
  struct Worse {
    bool operator()(const SharedFrame& a, const SharedFrame& b) const {
      return a->score != b->score ? a->score > b->score : a->frame_id < b->frame_id;
    }
  };
  struct Shelf {
    std::uint64_t bytes = 0;
    bool Fits(const GalleryOptions& options, std::size_t frames) const {
      return frames <= options.frames / 2 && bytes <= options.bytes / 2;
    }
  };

  void Forget(const SharedFrame& frame);
  void Trim();

  const GalleryOptions options_;
  mutable std::mutex mutex_;
  std::uint64_t version_ = 0, dropped_ = 0;
  std::unordered_map<std::string, SharedFrame> by_id_, by_key_;  // all that are kept, each in one of:
  std::deque<SharedFrame> newest_;                               // the oldest of them first
  std::set<SharedFrame, Worse> worst_;                           // no longer among the newest
  Shelf newest_shelf_, worst_shelf_;
  std::unordered_set<std::string> decided_;
  std::deque<std::string> decided_order_;
  mutable std::shared_ptr<const View> view_;  // the last one that was asked for
};

}  // namespace labelwatch
