#pragma once
// Counts how often each of many small keys comes, at a few nanoseconds each: most of what comes came a moment ago.
//
//   PairedCounts counts;
//   counts.Add({block, 0, labeled, predicted});      // for each object of each frame
//   for (const auto& [key, count] : counts.Sorted()) ...
//
// A small table holds the keys seen last, one in each place. One that needs a place that another holds puts that one
// aside with its count; what was put aside is sorted and summed when it is asked for, or when there is much of it.
// Single-owner.

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

namespace labelwatch {

class PairedCounts {
 public:
  struct Key {
    std::uint32_t block = 0, what = 0, first = 0, second = 0;

    friend auto operator<=>(const Key&, const Key&) = default;
  };
  using Counted = std::pair<Key, std::uint32_t>;

  PairedCounts() : places_(kPlaces) {}

  void Add(const Key& key) {
    Counted& place = places_[(key.first * 0x9e3779b1U + key.second * 0x85ebca6bU + key.what * 0xc2b2ae35U +
                              key.block * 0x27d4eb2fU) >>
                             (32 - kBits)];
    if (place.second != 0 && place.first == key) {
      ++place.second;
      return;
    }
    PutAside(place);
    place = {key, 1};
  }

  // Each key once, in order.
  std::vector<Counted> Sorted() const {
    std::vector<Counted> all = aside_;
    std::ranges::copy_if(places_, std::back_inserter(all), [](const Counted& place) { return place.second != 0; });
    Sum(all);
    return all;
  }
  void Clear() {
    std::ranges::fill(places_, Counted{});
    aside_.clear();
    summed_ = 0;
  }

 private:
  static constexpr unsigned kBits = 10;
  static constexpr std::size_t kPlaces = std::size_t{1} << kBits, kFewAside = 1 << 14;

  static void Sum(std::vector<Counted>& counted) {
    std::ranges::sort(counted, {}, &Counted::first);
    std::size_t end = 0;
    for (const Counted& one : counted) {
      if (end > 0 && counted[end - 1].first == one.first) {
        counted[end - 1].second += one.second;
      } else {
        counted[end++] = one;
      }
    }
    counted.resize(end);
  }

  void PutAside(const Counted& place) {
    if (place.second == 0) return;
    aside_.push_back(place);
    if (aside_.size() < 2 * summed_ + kFewAside) return;
    Sum(aside_);
    summed_ = aside_.size();
  }

  std::vector<Counted> places_;  // count 0: empty
  std::vector<Counted> aside_;
  std::size_t summed_ = 0;  // of them, each once
};

}  // namespace labelwatch
