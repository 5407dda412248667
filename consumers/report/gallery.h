#pragma once
// The frames that a running process keeps for people to look at: of the flagged ones the newest, which say what goes
// wrong now, and the worst, which are worth looking at first; and those that somebody is asked to look over without any
// finding (audits). Which of their findings and questions are decided already, and of whom they are asked.
//
//   Gallery gallery({.frames = 2000, .bytes = 64 << 20});
//   gallery.Add(std::move(kept));            // of a frame that was kept before, the newer one stays
//   gallery.Decide(finding_id, true);         // or of a request
//   const auto view = gallery.Now();         // what stands in it now; stays as it is
//
// Bounded by frames and by bytes: up to a quarter of each for what is asked, of which the oldest goes where there is
// more, and of the rest half for the newest, half for the worst. Memory beside the frames: the ids of what was decided,
// kMostDecided of them. Thread-safe.

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "consumers/labeling/asked_of.h"
#include "consumers/report/kept_frames.h"
#include "consumers/report/recent_values.h"

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

  // What is asked of a frame that is kept with findings, of these labels or later ones, is asked there.
  void Add(KeptFrame frame);
  // By the id of a finding or a request; it may come before its frame. False: what was decided is open again, or asked
  // of others.
  void Decide(const std::string& finding, bool decided, AskedOf of = AskedOf::kReviewer);

  // Of a frame that is asked about, another request takes the place of the one that is kept.
  void Supersede(const std::string& frame_id, const std::string& request);

  // Labels of that revision and later ones are about to be judged, or were and are fine: what is kept of earlier ones
  // goes.
  void Withdraw(const std::string& frame_id, std::uint64_t revision);

  struct View {
    std::uint64_t version = 0;                // another one whenever something changed
    std::vector<SharedFrame> frames;          // the worst first
    std::vector<std::vector<bool>> decided;   // of each frame's findings
    std::vector<std::vector<AskedOf>> asked;  // likewise
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
    std::uint64_t frames = 0, bytes = 0;
    void Add(std::size_t size) {
      ++frames;
      bytes += size;
    }
    void Remove(std::size_t size) {
      --frames;
      bytes -= size;
    }
    bool Fits(const GalleryOptions& within) const { return frames <= within.frames && bytes <= within.bytes; }
  };

  struct Standing {
    bool decided = false;
    AskedOf of = AskedOf::kReviewer;
  };

  bool IsAskedElsewhere(const KeptFrame& frame) const;
  void Forget(const SharedFrame& frame);
  void Trim();

  const GalleryOptions options_;
  mutable std::mutex mutex_;
  std::uint64_t version_ = 0, dropped_ = 0;
  std::unordered_map<std::string, SharedFrame> by_id_, by_key_;  // all that are kept, each in one of:
  std::deque<SharedFrame> newest_;                               // the oldest of them first
  std::set<SharedFrame, Worse> worst_;                           // no longer among the newest
  std::deque<SharedFrame> asked_;                                // the oldest first
  Shelf newest_shelf_, worst_shelf_, asked_shelf_;
  RecentValues<Standing> standing_{kMostDecided};
  mutable std::shared_ptr<const View> view_;  // the last one that was asked for
};

}  // namespace labelwatch
