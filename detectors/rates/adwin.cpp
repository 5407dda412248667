#include "detectors/rates/adwin.h"

#include <algorithm>
#include <cmath>

namespace labelwatch {
namespace {

constexpr double kLargest = 1e100;   // its square times any width is a number still
constexpr std::uint32_t kRows = 60;  // 2^60 values do not come
double SizeOf(std::size_t row) { return std::exp2(static_cast<double>(row)); }

bool IsSum(double value) { return std::isfinite(value) && std::abs(value) <= kLargest * 0x1p60; }
bool IsDeviation(double value) { return value >= 0 && value <= kLargest * kLargest * 0x1p60; }

}  // namespace

Adwin::Adwin(const AdwinOptions& options) : options_(options), rows_(1) {}

bool Adwin::Add(double value) {
  if (!(std::abs(value) <= kLargest)) return false;
  if (changed_) Clear();
  rows_[0].push_back({value, 0});
  if (width_ > 0) {
    const auto before = static_cast<double>(width_);
    const double away = value - sum_ / before;
    deviations_ += before * away * away / (before + 1);
  }
  ++width_;
  sum_ += value;
  Merge();
  ++since_tried_;
  if (since_tried_ % options_.clock == 0 && width_ > options_.grace) changed_ = Drop();
  return changed_;
}

// Two buckets of one size become one of the next where there is one too many.
void Adwin::Merge() {
  for (std::size_t row = 0; rows_[row].size() > options_.buckets; ++row) {
    if (row + 1 == rows_.size()) rows_.emplace_back();
    const Bucket first = rows_[row][0], second = rows_[row][1];
    const double size = SizeOf(row), apart = (first.sum - second.sum) / size;
    rows_[row + 1].push_back({first.sum + second.sum, first.deviations + second.deviations + size / 2 * apart * apart});
    rows_[row].erase(rows_[row].begin(), rows_[row].begin() + 2);
  }
}

bool Adwin::Drop() {
  bool dropped = false;
  while (const auto border = FindBorder()) {
    if (!dropped) border_ = *border;
    DropOldest();
    dropped = true;
  }
  return dropped;
}

std::optional<AdwinBorder> Adwin::FindBorder() const {
  std::optional<AdwinBorder> found;
  const auto width = static_cast<double>(width_), least = static_cast<double>(options_.least);
  if (width < 2 * least) return found;
  const double variance = std::max(0.0, deviations_ / width);  // subtracting buckets may leave a little below 0
  const double d = std::log(2 * std::log(width) / options_.delta);
  double n0 = 0, sum0 = 0, most = 1;
  for (std::size_t row = rows_.size(); row-- > 0;) {
    for (const Bucket& bucket : rows_[row]) {
      n0 += SizeOf(row);
      sum0 += bucket.sum;
      const double n1 = width - n0;
      if (n1 < least) return found;
      if (n0 < least) continue;
      const double m = 1 / (n0 - least + 1) + 1 / (n1 - least + 1);
      const double mean0 = sum0 / n0, mean1 = (sum_ - sum0) / n1;
      const double apart = std::abs(mean0 - mean1) / (std::sqrt(2 * m * variance * d) + 2.0 / 3.0 * d * m);
      if (!(apart > most)) continue;
      most = apart;
      found = {static_cast<std::uint64_t>(n0), static_cast<std::uint64_t>(n1), mean0, mean1};
    }
  }
  return found;
}

void Adwin::DropOldest() {
  const std::size_t row = rows_.size() - 1;
  const Bucket oldest = rows_[row].front();
  const double size = SizeOf(row);
  width_ -= static_cast<std::uint64_t>(size);
  sum_ -= oldest.sum;
  const auto width = static_cast<double>(width_);
  const double away = oldest.sum / size - sum_ / width;  // of a window that is not empty: `least` are left
  deviations_ = std::max(0.0, deviations_ - (oldest.deviations + size * width * away * away / (size + width)));
  rows_[row].erase(rows_[row].begin());
  while (rows_.size() > 1 && rows_.back().empty()) rows_.pop_back();
}

void Adwin::Clear() { *this = Adwin(options_); }

AdwinState Adwin::State() const {
  AdwinState state;
  for (std::size_t row = rows_.size(); row-- > 0;) {
    for (const Bucket& bucket : rows_[row]) {
      state.buckets.push_back({static_cast<std::uint32_t>(row), bucket.sum, bucket.deviations});
    }
  }
  state.since_tried = since_tried_;
  state.sum = sum_;
  state.deviations = deviations_;
  state.changed = changed_;
  return state;
}

std::optional<Adwin> Adwin::From(const AdwinState& state, const AdwinOptions& options) {
  Adwin adwin(options);
  if (!IsSum(state.sum) || !IsDeviation(state.deviations)) return std::nullopt;
  if (!state.buckets.empty()) adwin.rows_.resize(std::size_t{std::min(state.buckets[0].size_log2, kRows)} + 1);
  for (const AdwinState::Bucket& bucket : state.buckets) {
    if (bucket.size_log2 >= kRows || bucket.size_log2 >= adwin.rows_.size()) return std::nullopt;
    if (!IsSum(bucket.sum) || !IsDeviation(bucket.deviations)) return std::nullopt;
    auto& row = adwin.rows_[bucket.size_log2];
    // The largest come first, and no size is there more often than it may be.
    const bool larger_follow = bucket.size_log2 > 0 && !adwin.rows_[bucket.size_log2 - 1].empty();
    if (larger_follow || row.size() >= options.buckets) return std::nullopt;
    row.push_back({bucket.sum, bucket.deviations});
    adwin.width_ += std::uint64_t{1} << bucket.size_log2;
  }
  adwin.since_tried_ = state.since_tried;
  adwin.sum_ = state.sum;
  adwin.deviations_ = state.deviations;
  adwin.changed_ = state.changed;
  return adwin;
}

}  // namespace labelwatch
