#include "metrics/exporter.h"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "metrics/exposition.h"
#include "metrics/process.h"

namespace labelwatch {

struct Metrics::Impl {
  const Names& names;
  const MetricsOptions options;
  mutable std::mutex mutex;
  MetricsSnapshot now;  // without the calibration, which is read when it is asked for
  std::function<CalibrationStatus()> read_calibration;
  std::function<std::shared_ptr<const RatesStatus>()> read_rates;
  std::function<std::shared_ptr<const ReviewStatus>()> read_review;
  std::function<GalleryStatus()> read_gallery;

  void Refuse() { ++now.values[{Counter("labelwatch_metric_values_refused_total").index, {}}]; }
};

const Names& Metrics::AllNames() const { return impl_->names; }

Metrics::Metrics(const Names& names, MetricsOptions options)
    : impl_(new Impl{.names = names,
                     .options = std::move(options),
                     .mutex = {},
                     .now = {},
                     .read_calibration = {},
                     .read_rates = {},
                     .read_review = {},
                     .read_gallery = {}}) {}

Metrics::~Metrics() = default;

void Metrics::StartTask(const TaskStatus& status) {
  const std::lock_guard lock(impl_->mutex);
  for (std::size_t side = 0; side < kSides; ++side) impl_->now.taken_over[side] += status.sides[side].open_records;
  impl_->now.tasks[status.partition] = status;
}

void Metrics::Committed(const StreamCounts& counts, const TaskStatus& status) {
  const std::lock_guard lock(impl_->mutex);
  impl_->now.totals.Add(counts);
  impl_->now.tasks[status.partition] = status;
}

void Metrics::UpdateTask(const TaskStatus& status) {
  const std::lock_guard lock(impl_->mutex);
  TaskStatus& task = impl_->now.tasks[status.partition];
  std::array<std::uint64_t, kSides> open;
  for (std::size_t side = 0; side < kSides; ++side) open[side] = task.sides[side].open_records;
  task = status;
  for (std::size_t side = 0; side < kSides; ++side) task.sides[side].open_records = open[side];
}

void Metrics::EndTask(std::int32_t partition) {
  const std::lock_guard lock(impl_->mutex);
  const auto task = impl_->now.tasks.find(partition);
  if (task == impl_->now.tasks.end()) return;
  for (std::size_t side = 0; side < kSides; ++side) {
    impl_->now.handed_over[side] += task->second.sides[side].open_records;
  }
  impl_->now.tasks.erase(task);
}

void Metrics::WatchCalibration(std::function<CalibrationStatus()> read) {
  const std::lock_guard lock(impl_->mutex);
  impl_->read_calibration = std::move(read);
}

void Metrics::WatchRates(std::function<std::shared_ptr<const RatesStatus>()> read) {
  const std::lock_guard lock(impl_->mutex);
  impl_->read_rates = std::move(read);
}

void Metrics::WatchReview(std::function<std::shared_ptr<const ReviewStatus>()> read) {
  const std::lock_guard lock(impl_->mutex);
  impl_->read_review = std::move(read);
}

void Metrics::WatchGallery(std::function<GalleryStatus()> read) {
  const std::lock_guard lock(impl_->mutex);
  impl_->read_gallery = std::move(read);
}

void Metrics::Increase(MetricId<MetricType::kCounter> counter, Values labels, double by) {
  const std::lock_guard lock(impl_->mutex);
  if (!std::isfinite(by) || by < 0) return impl_->Refuse();
  impl_->now.values[{counter.index, {labels.begin(), labels.end()}}] += by;
}

void Metrics::Set(MetricId<MetricType::kGauge> gauge, Values labels, double value) {
  const std::lock_guard lock(impl_->mutex);
  if (!std::isfinite(value)) return impl_->Refuse();
  impl_->now.values[{gauge.index, {labels.begin(), labels.end()}}] = value;
}

void Metrics::Observe(MetricId<MetricType::kHistogram> histogram, double value) {
  const std::lock_guard lock(impl_->mutex);
  if (!std::isfinite(value) || value < 0) return impl_->Refuse();
  const auto bounds = kCatalogue[histogram.index].bounds;
  HistogramSums& sums = impl_->now.histograms[histogram.index];
  sums.buckets.resize(bounds.size() + 1);
  ++sums.buckets[static_cast<std::size_t>(std::lower_bound(bounds.begin(), bounds.end(), value) - bounds.begin())];
  sums.sum += value;
}

void Metrics::Told(const AlarmEvent& event) {
  Increase(Counter("labelwatch_alarms_total"),
           {kDimensions[Place(event.series.dimension)].word, SeriesKindWord(event.series.kind),
            event.raised ? "raised" : "cleared"});
}

std::string Metrics::Text(TextFormat format) const {
  MetricsSnapshot snapshot;
  std::function<std::shared_ptr<const ReviewStatus>()> read_review;
  std::function<GalleryStatus()> read_gallery;
  {
    const std::lock_guard lock(impl_->mutex);
    snapshot = impl_->now;
    read_review = impl_->read_review;
    read_gallery = impl_->read_gallery;
  }
  if (read_review) snapshot.review = read_review();
  if (read_gallery) snapshot.gallery = read_gallery();
  snapshot.calibration = CalibrationNow();
  snapshot.rates = RatesNow();
  return Exposition(snapshot, impl_->names, impl_->options, ReadProcessUse(), format);
}

std::vector<TaskStatus> Metrics::Tasks() const {
  const std::lock_guard lock(impl_->mutex);
  std::vector<TaskStatus> tasks;
  for (const auto& [partition, status] : impl_->now.tasks) tasks.push_back(status);
  return tasks;
}

std::shared_ptr<const RatesStatus> Metrics::RatesNow() const {
  std::function<std::shared_ptr<const RatesStatus>()> read;
  {
    const std::lock_guard lock(impl_->mutex);
    read = impl_->read_rates;
  }
  return read ? read() : nullptr;  // takes a lock of its own
}

std::optional<CalibrationStatus> Metrics::CalibrationNow() const {
  std::function<CalibrationStatus()> read;
  {
    const std::lock_guard lock(impl_->mutex);
    read = impl_->read_calibration;
  }
  if (!read) return std::nullopt;
  return read();  // takes a lock of its own
}

StreamCounts Metrics::Totals() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->now.totals;
}

}  // namespace labelwatch
