#pragma once
// Sums of the stream in pieces, the newest of kPieceFrames frames each, older ones larger: what was seen since a tick,
// and what before.
//
//   Recent<MixSums, 64> recent;
//   recent.Add(tick, sums, frames);
//   MixSums now = recent.From(since), before = recent.Before(since, 500, 1000);
//
// Where there are more than kPieces, those of the older half become one of two each: what was seen long ago is kept,
// but not when. Sums have Add(const Sums&). Where `since` lies within a piece, that piece belongs to what was before,
// unless nothing came after it.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace labelwatch {

template <typename Sums>
struct RecentPiece {
  std::int64_t first_tick = 0;
  double frames = 0;
  Sums sums;
};

template <typename Sums, std::size_t kPieces>
class Recent {
 public:
  static constexpr double kPieceFrames = 50;

  void Add(std::int64_t tick, const Sums& sums, double frames) {
    if (pieces_.empty() || (pieces_.back().frames >= kPieceFrames && pieces_.back().first_tick < tick)) {
      if (pieces_.size() == kPieces) MergeOlderHalf();
      pieces_.push_back({tick, 0, {}});
    }
    pieces_.back().frames += frames;
    pieces_.back().sums.Add(sums);
  }
  Sums From(std::int64_t since) const { return Between(First(since), pieces_.size()); }
  // About `frames` frames before `since`, but for the last `but` of them.
  Sums Before(std::int64_t since, double but, double frames) const {
    std::size_t end = First(since);
    for (; end > 0 && but >= pieces_[end - 1].frames; --end) but -= pieces_[end - 1].frames;
    return Between(Back(end, frames), end);
  }
  Sums Last(double frames) const { return Between(Back(pieces_.size(), frames), pieces_.size()); }

  const std::vector<RecentPiece<Sums>>& Pieces() const { return pieces_; }
  // False, and nothing changes: none that were kept.
  bool Load(std::vector<RecentPiece<Sums>> pieces) {
    if (pieces.size() > kPieces) return false;
    pieces_ = std::move(pieces);
    return true;
  }

 private:
  std::size_t First(std::int64_t since) const {
    std::size_t first = 0;
    while (first + 1 < pieces_.size() && pieces_[first].first_tick < since) ++first;
    return first;
  }
  // The first piece of about so many frames before the piece `end`.
  std::size_t Back(std::size_t end, double frames) const {
    for (; end > 0 && frames > 0; --end) frames -= pieces_[end - 1].frames;
    return end;
  }
  void MergeOlderHalf() {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < kPieces / 2; i += 2) {
      RecentPiece<Sums> merged = std::move(pieces_[i]);
      merged.frames += pieces_[i + 1].frames;
      merged.sums.Add(pieces_[i + 1].sums);
      pieces_[kept++] = std::move(merged);
    }
    pieces_.erase(pieces_.begin() + static_cast<std::ptrdiff_t>(kept),
                  pieces_.begin() + static_cast<std::ptrdiff_t>(kPieces / 2));
  }
  Sums Between(std::size_t from, std::size_t to) const {
    Sums sums;
    for (std::size_t i = from; i < to; ++i) sums.Add(pieces_[i].sums);
    return sums;
  }

  std::vector<RecentPiece<Sums>> pieces_;
};

}  // namespace labelwatch
