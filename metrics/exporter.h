#pragma once
// Everything that people watch, as Prometheus text.
//
// Tasks hand over what they committed; the rest of the process sets gauges and increases counters by their name in
// the catalogue. Totals are plain sums: the text is made when it is asked for. Every series that can be known is there
// from the start, at 0. Nothing that is revoked leaves a stale gauge behind.
//
//   Metrics metrics(names);
//   metrics.StartTask(status);                // a partition is assigned (after its rebuild)
//   metrics.Committed(counts, status);        // each commit
//   metrics.Increase(Counter("labelwatch_commits_total"));
//   metrics.EndTask(partition);               // it is revoked
//   std::string text = metrics.Text();
//
// Thread-safe.

#include <array>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/calibration_status.h"
#include "metrics/catalogue.h"
#include "metrics/counts.h"
#include "metrics/metric_text.h"
#include "metrics/rates_status.h"
#include "metrics/review_status.h"
#include "schema/series.h"

namespace labelwatch {

// Where one task stands; the task's owner fills it in.
struct TaskStatus {
  struct OneSide {
    std::string topic;               // empty: no topic (files); its lag is not shown
    std::int64_t position = -1;      // next offset to read; -1: not known
    std::int64_t lag = -1;           // messages behind the end; -1: not known, not shown
    std::uint64_t open_records = 0;  // read, without outcome yet
  };
  std::int32_t partition = 0;
  std::array<OneSide, kSides> sides;
  std::uint64_t open_frames = 0, limit_frames = 0;
  std::uint64_t buffer_bytes = 0, limit_bytes = 0;
  std::uint64_t sequences = 0, limit_sequences = 0;  // whose last frames are remembered
  std::vector<std::string> input_warnings;           // sentences: in which ways the input is not what it is taken for
};

struct MetricsOptions {
  // Kinds whose series exist from the start; others appear with their first finding.
  std::vector<Kind> kinds = {Kind::kMissing,   Kind::kWrongClass, Kind::kInaccurate, Kind::kSpurious,
                             Kind::kDuplicate, Kind::kInvalid,    Kind::kTrack,      Kind::kWrongFrameClass};
  // Whether annotators are named in metrics at all (privacy).
  bool annotators = true;
};

class Metrics {
 public:
  // `names` must outlive this: its numbers are those of StreamCounts, its limits bound the series.
  explicit Metrics(const Names& names, MetricsOptions options = {});
  ~Metrics();

  // A task begins with `status`. Records that are open already (a rebuilt join) were counted as read elsewhere.
  void StartTask(const TaskStatus& status);
  // Counts of a commit with the status after it: one step, so that the records always add up.
  void Committed(const StreamCounts& counts, const TaskStatus& status);
  // Positions and lag between commits. Open records stay those of the last commit, as the counts do.
  void UpdateTask(const TaskStatus& status);
  // The partition is revoked: its gauges vanish, its open records count as handed over.
  void EndTask(std::int32_t partition);

  // `read` is asked at each scrape, from any thread; what it refers to must outlive the server that shows this.
  void WatchCalibration(std::function<CalibrationStatus()> read);
  // Likewise; null: this process does not own the rates.
  void WatchRates(std::function<std::shared_ptr<const RatesStatus>()> read);

  // Likewise; null: verdicts are not read.
  void WatchReview(std::function<std::shared_ptr<const ReviewStatus>()> read);
  void WatchGallery(std::function<GalleryStatus()> read);

  // One series by its label values, in the order of the catalogue. The values must come from a closed set.
  // A value that is not finite, or negative, is refused and counted.
  using Values = std::initializer_list<std::string_view>;
  void Increase(MetricId<MetricType::kCounter> counter, double by = 1) { Increase(counter, {}, by); }
  void Increase(MetricId<MetricType::kCounter> counter, Values labels, double by = 1);
  void Set(MetricId<MetricType::kGauge> gauge, double value) { Set(gauge, {}, value); }
  void Set(MetricId<MetricType::kGauge> gauge, Values labels, double value);
  void Observe(MetricId<MetricType::kHistogram> histogram, double value);
  // An alarm that was told, raised or cleared.
  void Told(const AlarmEvent& event);

  // Everything.
  std::string Text(TextFormat format = TextFormat::kPrometheus) const;

  // For /statusz: the tasks in order of partition, the calibration, the totals.
  std::vector<TaskStatus> Tasks() const;
  std::optional<CalibrationStatus> CalibrationNow() const;  // none where none is watched
  std::shared_ptr<const RatesStatus> RatesNow() const;      // null where none are followed
  StreamCounts Totals() const;
  const Names& AllNames() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace labelwatch
