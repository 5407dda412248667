#pragma once
// Adaptive windowing: how many of the newest values belong together, without a baseline. [Bifet & Gavalda 2007]
//
// Serves series that have no baseline yet ("the last 1,900 differ from the 6,100 before"). It is no pager: at rates of
// a few per cent it needs several times as many labels as the alarm test, and its delta is a knob, not a promise.
//
// The window is kept as buckets of 1, 2, 4, ... values (at most `buckets` of each size, 5 log2(W) in all), each with
// its sum and its squared deviations. Every `clock` values each border between two buckets is tried, the oldest first.
// With n0, n1 values on its sides, means m0, m1, W values in all and v their variance, the older side is another stream
// if
//
//   |m0 - m1| > sqrt(2 m v d) + 2/3 m d,  m = 1/(n0 - least + 1) + 1/(n1 - least + 1),  d = ln(2 ln W / delta)
//
// and then the oldest bucket is dropped, as often as that holds: a change. The value after a change starts a new
// window. Changes are found at the same values as by River 0.26, state included.
//
//   Adwin adwin;
//   if (adwin.Add(0.02)) ...  // the newest values are not like those before
//
// The same values in the same order give the same state. Values that are no number, or beyond 1e100, are left out.
// Single-owner.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace labelwatch {

struct AdwinOptions {
  double delta = 0.002;      // smaller: fewer changes are found, and later
  std::uint64_t clock = 32;  // borders are tried after that many values
  std::size_t buckets = 5;   // of one size; more: finer borders
  std::uint64_t least = 5;   // values on each side of a border
  std::uint64_t grace = 10;  // values that a window has before borders are tried

  friend bool operator==(const AdwinOptions&, const AdwinOptions&) = default;
};

// All that is to be kept. What it says beside the buckets is not their sum to the last digit, so it is kept as well.
struct AdwinState {
  struct Bucket {
    std::uint32_t size_log2 = 0;  // it sums up 2^size_log2 values
    double sum = 0;
    double deviations = 0;  // sum of (value - mean of the bucket)^2

    friend bool operator==(const Bucket&, const Bucket&) = default;
  };
  std::vector<Bucket> buckets;  // the oldest, which are the largest, first
  std::uint64_t since_tried = 0;
  double sum = 0;
  double deviations = 0;
  bool changed = false;  // by the last value

  friend bool operator==(const AdwinState&, const AdwinState&) = default;
};

// Where two streams meet: values on both sides, and their means.
struct AdwinBorder {
  std::uint64_t before = 0, after = 0;
  double mean_before = 0, mean_after = 0;
};

class Adwin {
 public:
  // REQUIRES: 0 < delta < 1, clock, buckets and least at least 1.
  explicit Adwin(const AdwinOptions& options = {});

  // True: the newest values differ from those before.
  bool Add(double value);

  std::uint64_t Width() const { return width_; }
  double Sum() const { return sum_; }
  double Deviations() const { return deviations_; }  // sum of (value - mean)^2
  double Mean() const { return width_ > 0 ? sum_ / static_cast<double>(width_) : 0; }
  // Of the last change: the border whose sides differ most, by what chance allows. Values are dropped from the oldest
  // on only until no border is left, so what was dropped does not say where it was.
  const AdwinBorder& Border() const { return border_; }

  AdwinState State() const;
  // Nothing if the state is none that could have been saved: saved bytes may be anything.
  static std::optional<Adwin> From(const AdwinState& state, const AdwinOptions& options = {});

 private:
  struct Bucket {
    double sum = 0, deviations = 0;
  };

  void Merge();
  bool Drop();
  std::optional<AdwinBorder> FindBorder() const;
  void DropOldest();
  void Clear();

  AdwinOptions options_;
  std::vector<std::vector<Bucket>> rows_;  // row r: buckets of 2^r values, the oldest first
  std::uint64_t width_ = 0, since_tried_ = 0;
  double sum_ = 0, deviations_ = 0;
  bool changed_ = false;
  AdwinBorder border_;
};

}  // namespace labelwatch
