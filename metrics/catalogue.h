#pragma once
// The one list of metrics. Code, the table in metrics/README.md and the tests come from it.
//
//   metrics.Increase(Counter("labelwatch_commits_total"));   // a name that is not in the list does not compile
//
// Adding a metric is one line of kCatalogue, and one call where its value is known; a dimension (schema/series.h) has
// its lines by itself. Names follow Prometheus' rules: base unit and its plural at the end, `_total` on counters,
// `_ratio` for 0..1. Label values come from closed sets or from the bounded name tables; frame ids are never labels.

#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/counts.h"
#include "schema/series.h"

namespace labelwatch {

enum class MetricType { kCounter, kGauge, kHistogram };
std::string_view TypeWord(MetricType type);  // "counter"

struct MetricInfo {
  std::string_view name;
  MetricType type = MetricType::kCounter;
  std::string_view labels;           // names, comma-separated, in the order in which values are given
  std::string_view help;             // one sentence; no newline (the text format cannot carry it)
  std::span<const double> bounds{};  // histograms: upper bounds, +infinity excluded
};

inline constexpr std::array<double, 11> kDurationSeconds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                            0.1,   0.25,   0.5,   2.5,  10.5};

inline constexpr auto kCounterType = MetricType::kCounter;
inline constexpr auto kGaugeType = MetricType::kGauge;
inline constexpr auto kHistogramType = MetricType::kHistogram;

// clang-format off
inline constexpr auto kCatalogue = std::to_array<MetricInfo>({
    // Records: read + taken over = outcomes + open + handed over, at every moment, in every process.
    {"labelwatch_records_read_total", kCounterType, "side", "Records read from the input, counted when committed."},
    {"labelwatch_record_outcomes_total", kCounterType, "side,outcome", "Records by how their reading ended; each ends once."},
    {"labelwatch_records_refused_total", kCounterType, "side,reason", "Dead-lettered records by reason."},
    {"labelwatch_records_taken_over_total", kCounterType, "side", "Records that were open when a partition was taken over; another process has counted them as read."},
    {"labelwatch_records_handed_over_total", kCounterType, "side", "Records that were open when a partition was revoked; another process counts their outcome."},
    {"labelwatch_records_with_unknown_fields_total", kCounterType, "side", "JSON messages with a field that nobody knows, which was passed over; the log names those of the first."},
    {"labelwatch_records_ahead_of_clock_total", kCounterType, "side", "Records whose event time was further ahead of their Kafka time, or of the clock, than join.max_ahead."},
    {"labelwatch_join_open_records", kGaugeType, "partition,side", "Records read and still waiting for their frame's other side."},
    {"labelwatch_key_partition_match_total", kCounterType, "side,hash", "Records by the hash that explains their partition; the two sides must agree."},
    {"labelwatch_tallies_total", kCounterType, "outcome", "What commits of the group have taught, as read from the topic of tallies."},
    // Judging.
    {"labelwatch_frames_judged_total", kCounterType, "", "Frames judged."},
    {"labelwatch_frames_corrected_total", kCounterType, "", "Frames judged again with a newer revision of their labels; no rate counts them twice."},
    {"labelwatch_review_requests_total", kCounterType, "arm,queue", "Frames that people are asked to look at, by why (flagged, audit, gold) and by whom (review, expert)."},
    {"labelwatch_review_capped_total", kCounterType, "arm", "Frames that were chosen and are not asked about, because as many as `labeling.flagged_per_hour` or `labeling.audits_per_hour` were."},
    {"labelwatch_review_expected_total", kCounterType, "arm", "Sum of the probabilities with which frames could be chosen; requests and capped frames together come to as many."},
    {"labelwatch_review_withdrawn_total", kCounterType, "", "Newer labels that close what may have been asked about a frame, without asking anew."},
    {"labelwatch_frames_flagged_total", kCounterType, "", "Frames with at least one flagged finding."},
    {"labelwatch_shape_pairs_total", kCounterType, "outcome", "Pairs of polygons, masks and turned boxes; all but the compared ones are judged by their bounds."},
    {"labelwatch_models_not_heard_total", kCounterType, "reason", "Predictions of a model that a frame was judged without: too_many, beyond inspect.max_models; too_much_work, its labels and predictions meet too often."},
    {"labelwatch_images_total", kCounterType, "outcome", "Frames whose pixels were asked for, by how that ended; each ends once. not_looked_at: images.budget was used up."},
    {"labelwatch_image_findings_total", kCounterType, "cause", "Flagged findings about pictures, by cause."},
    {"labelwatch_image_fetch_duration_seconds", kHistogramType, "", "Time to get the bytes of a picture.", kImageSeconds},
    {"labelwatch_image_check_duration_seconds", kHistogramType, "", "Time to decode and judge a picture.", kImageSeconds},
    {"labelwatch_labels_checked_total", kCounterType, "class", "Labels checked, by class."},
    {"labelwatch_findings_total", kCounterType, "class,kind", "Flagged findings by class; a missing label counts under the class suggested."},
    {"labelwatch_annotator_labels_checked_total", kCounterType, "annotator", "Labels checked, by annotator; labels without one count for none."},
    {"labelwatch_annotator_findings_total", kCounterType, "annotator,kind", "Flagged findings by annotator."},
    {"labelwatch_source_labels_checked_total", kCounterType, "source", "Labels checked, by source; frames without one count for none."},
    {"labelwatch_source_findings_total", kCounterType, "source,kind", "Flagged findings by source."},
    {"labelwatch_models_expected", kGaugeType, "model", "1 for each model that frames wait for (`join.models`), whether it has ever sent anything or not."},
    {"labelwatch_model_labels_checked_total", kCounterType, "model", "Labels checked with the predictions of a model."},
    {"labelwatch_reference_findings_total", kCounterType, "kind", "Flagged findings that only the slow copy of the scores flags: the latest frames teach not to see them."},
    {"labelwatch_model_findings_total", kCounterType, "model,kind", "Flagged findings by the model that raised them."},
    // Matching: labels and predictions from confidence 0.3 on, paired one to one.
    {"labelwatch_label_match_outcomes_total", kCounterType, "class,outcome", "Labels checked, once for each model asked, by what its predictions say of them."},
    {"labelwatch_annotator_match_outcomes_total", kCounterType, "annotator,outcome", "The same by annotator."},
    {"labelwatch_source_match_outcomes_total", kCounterType, "source,outcome", "The same by source."},
    {"labelwatch_model_match_outcomes_total", kCounterType, "model,outcome", "The same by model: the outcomes add up to the labels checked with it."},
    {"labelwatch_prediction_match_outcomes_total", kCounterType, "class,outcome", "Predictions from confidence 0.3 on, by their class and by what the labels say of them."},
    {"labelwatch_model_prediction_match_outcomes_total", kCounterType, "model,outcome", "The same by model."},
    {"labelwatch_finding_probability_ratio", kHistogramType, "kind", "Probability of an error, of every finding, flagged or not; the sum is the number of errors expected.", kProbabilityBounds},
    {"labelwatch_end_to_end_delay_seconds", kHistogramType, "", "From a frame's event time to its judgement.", kDelaySeconds},
    // Calibration.
    {"labelwatch_calibration_version", kGaugeType, "", "Version of the calibration that frames are judged with."},
    {"labelwatch_calibration_frames", kGaugeType, "model", "Frames that the calibration of a model has learned from."},
    {"labelwatch_calibration_settled", kGaugeType, "model", "1 once the weights are pinned by which findings of the model count for rates."},
    {"labelwatch_learned_models_forgotten_total", kCounterType, "", "Models that gave what was learned about them up for a newer one, because the limit was reached and they had no lesson for longest."},
    {"labelwatch_assumed_error_ratio", kGaugeType, "kind", "Share of labels assumed to have an error, as configured."},
    {"labelwatch_estimated_error_ratio", kGaugeType, "model,kind", "Upper estimate of that share from the stream itself, by this process; not to be added or averaged over processes."},
    {"labelwatch_learned_made_errors", kGaugeType, "model,kind", "Errors that the monitor made itself and that the scores of a model rest on; older ones count less."},
    {"labelwatch_learned_real_objects", kGaugeType, "model,kind", "Real objects that the scores of a model rest on; older ones count less."},
    {"labelwatch_reference_gain_log_odds", kGaugeType, "model,kind", "By how much the slow copy of the scores can raise one; far above its usual level where a source teaches something new."},
    {"labelwatch_flag_budget_ratio", kGaugeType, "", "Share of frames to flag, where a budget is kept."},
    {"labelwatch_flag_threshold_log_odds", kGaugeType, "", "Frame score from which on frames are flagged to keep the budget; rises when the stream gets worse."},
    // Kafka.
    {"labelwatch_rate_owner", kGaugeType, "", "1 where this process owns the rates of its group; one does."},
    {"labelwatch_rate_alarm", kGaugeType, "dimension,value,kind,model,regime", "1 while an alarm stands that nobody has silenced: more frames of the series are flagged than were usual."},
    {"labelwatch_rate_silenced", kGaugeType, "dimension,value,kind,model,regime", "1 while somebody has silenced the series; no line of others."},
    {"labelwatch_rate_evidence_log10", kGaugeType, "dimension,value,kind,model,regime", "Evidence that the rate has risen over what an alarm takes, log10; 0 raises one."},
    {"labelwatch_rate_ratio", kGaugeType, "dimension,value,kind,model,regime", "Share of the frames of the series that are flagged, the last hours of label time."},
    {"labelwatch_rate_low_ratio", kGaugeType, "dimension,value,kind,model,regime", "Lower 95 % limit of that share."},
    {"labelwatch_rate_high_ratio", kGaugeType, "dimension,value,kind,model,regime", "Upper 95 % limit of that share."},
    {"labelwatch_rate_baseline_ratio", kGaugeType, "dimension,value,kind,model,regime", "Share that the alarm holds the series to; none while that is learnt."},
    {"labelwatch_rate_since_timestamp_seconds", kGaugeType, "dimension,value,kind,model,regime", "While an alarm stands: about when the rise began, in label time."},
    {"labelwatch_rate_cause", kGaugeType, "dimension,value,kind,model,cause,regime", "1 while an alarm stands: why the rate rose, by what was seen since then."},
    {"labelwatch_rate_learning", kGaugeType, "dimension,value,kind,model,regime", "1 while the series has no baseline."},
    {"labelwatch_rate_learning_changed", kGaugeType, "dimension,value,kind,model,regime", "1 where the rate changed while the baseline was learnt, or does while it is; such a baseline is no usual rate. Never an alarm."},
    {"labelwatch_rate_baseline_version", kGaugeType, "dimension,value,kind,model,regime", "Baselines that were learnt of the series; rises when one that was renewed is there."},
    {"labelwatch_rate_frames_per_false_alarm", kGaugeType, "", "Frames, of all series summed, for one false alarm at most: follows from the budget."},
    {"labelwatch_rate_acts_total", kCounterType, "act,outcome", "What people decided about rates: renew, budget, silence; no_series: it met none."},
    {"labelwatch_act_requests_total", kCounterType, "outcome", "Requests by HTTP to decide something about rates: written, refused (who asks, and how), wrong (what is asked), unavailable."},
    {"labelwatch_alarms_total", kCounterType, "dimension,kind,state", "Alarms raised and cleared."},
    {"labelwatch_mix_verdict", kGaugeType, "model,cause", "1 for what the mixes of labels and of a model's predictions say of the last frames; steady: nothing moved."},
    {"labelwatch_mix_learning", kGaugeType, "model", "1 while the usual mixes of labels and predictions are learnt."},
    {"labelwatch_mix_psi", kGaugeType, "model,side", "Population stability index of the last frames against the usual mix of classes, objects that the side lacks being one."},
    {"labelwatch_mix_psi_floor", kGaugeType, "model,side", "What chance alone exceeds in one of 20 windows; below it the index says nothing."},
    {"labelwatch_mix_jensen_shannon", kGaugeType, "model,side", "Jensen-Shannon distance of the same."},
    {"labelwatch_mix_jensen_shannon_floor", kGaugeType, "model,side", "Its size by chance alone."},
    {"labelwatch_model_scores_moved", kGaugeType, "model", "1 while the scores of a model's predictions lie elsewhere than they did."},
    {"labelwatch_rate_causes_refused_total", kCounterType, "", "Counts that tell causes and were left out because the limit was reached."},
    {"labelwatch_rate_series", kGaugeType, "", "Series that are followed."},
    {"labelwatch_rate_series_limit", kGaugeType, "", "Series that are followed at most."},
    {"labelwatch_rate_series_refused_total", kCounterType, "", "Counts of series that are not followed because the limit was reached."},
    {"labelwatch_rate_rows_late_total", kCounterType, "", "Counts that came after their tick was closed; the oldest open tick took them."},
    {"labelwatch_rate_visits", kGaugeType, "", "Visits to sequences that are still going on, of all series."},
    {"labelwatch_rate_visits_limit", kGaugeType, "", "Visits that are kept open at most."},
    {"labelwatch_rate_visits_closed_early_total", kCounterType, "", "Visits closed because the limit was reached."},
    {"labelwatch_rate_label_clock_timestamp_seconds", kGaugeType, "", "Label time up to which evidence was weighed."},

    {"labelwatch_broker_reachable", kGaugeType, "", "1 while a Kafka broker answers; 0 when none has for `kafka.unreachable`."},
    {"labelwatch_consumer_lag_messages", kGaugeType, "topic,partition", "Messages behind the end of an assigned partition."},
    {"labelwatch_records_lost_total", kCounterType, "", "Records that the broker deleted before they were read."},
    {"labelwatch_rebuild_records_missing_total", kCounterType, "", "Records needed to rebuild the join after a restart that the broker no longer has."},
    {"labelwatch_last_poll_timestamp_seconds", kGaugeType, "", "When input was last asked for (Unix time)."},
    {"labelwatch_bridge_requests_total", kCounterType, "outcome", "Requests that the bridge to a labeling tool took: imported, found (there already), refused, closed, kept (closed after a review), expired, unreadable."},
    {"labelwatch_bridge_follow_ups_total", kCounterType, "queue", "Frames that people are asked about once more because of a decision: review (the same question, to compare reviewers), expert."},
    {"labelwatch_review_follow_ups_total", kCounterType, "outcome", "Frames that people are asked about once more because of decisions on the page: review (the same question, to compare reviewers), expert; left_out: too many requests are open to know."},
    {"labelwatch_bridge_reviews_total", kCounterType, "outcome", "Reviews that the bridge told: corrected, unchanged, skipped, unusable."},
    {"labelwatch_bridge_webhook_calls_total", kCounterType, "outcome", "Calls of the labeling tool that something was reviewed: taken, refused."},
    {"labelwatch_bridge_open_tasks", kGaugeType, "", "Tasks in the labeling tool whose requests are open."},
    {"labelwatch_bridge_waiting_requests", kGaugeType, "", "Requests that were read and are no tasks yet."},
    {"labelwatch_outputs_shortened_total", kCounterType, "output", "Flagged frames and requests sent without predictions or labels, and dead letters sent without value, too large for their topic."},
    {"labelwatch_rebalances_total", kCounterType, "", "Changes of the partitions assigned to this process."},
    {"labelwatch_commits_total", kCounterType, "", "Commits tried."},
    {"labelwatch_commit_failures_total", kCounterType, "", "Commits that failed; what they held is read again."},
    {"labelwatch_commit_duration_seconds", kHistogramType, "", "Time that a commit took.", kDurationSeconds},
    // Limits, and how near they are.
    {"labelwatch_join_open_frames", kGaugeType, "partition", "Frames waiting in the join."},
    {"labelwatch_join_limit_frames", kGaugeType, "partition", "Frames that the join holds at most."},
    {"labelwatch_join_buffer_bytes", kGaugeType, "partition", "Bytes held by the join."},
    {"labelwatch_join_limit_bytes", kGaugeType, "partition", "Bytes that the join holds at most."},
    {"labelwatch_join_forgotten_total", kCounterType, "", "Records of closed frames that made room for others: a repeat of one is judged again."},
    {"labelwatch_sequences", kGaugeType, "partition", "Sequences whose last frames are remembered to judge tracks."},
    {"labelwatch_sequences_limit", kGaugeType, "partition", "Sequences remembered at most."},
    {"labelwatch_sequences_dropped_total", kCounterType, "", "Sequences forgotten because the limit was reached."},
    // Review: every process reads the same verdicts and shows the same numbers; never add them over processes.
    {"labelwatch_review_verdicts", kGaugeType, "kind,verdict", "Findings with a verdict of reviewers, by the latest one."},
    {"labelwatch_review_precision_ratio", kGaugeType, "dimension,value", "Of findings that were decided, the share that are errors; dimension: kind, class or model."},
    {"labelwatch_review_precision_low_ratio", kGaugeType, "dimension,value", "Lower 95 % limit of that share."},
    {"labelwatch_review_precision_high_ratio", kGaugeType, "dimension,value", "Upper 95 % limit of that share."},
    {"labelwatch_review_decided_findings", kGaugeType, "dimension,value", "Findings that it rests on."},
    {"labelwatch_review_measured", kGaugeType, "kind", "1 where verdicts have measured the probabilities of a kind; 0: they rest on made errors alone."},
    {"labelwatch_review_open_requests", kGaugeType, "queue", "Frames that people are asked to look at and nobody has decided."},
    {"labelwatch_review_oldest_request_timestamp_seconds", kGaugeType, "queue", "When the oldest of them was asked (Unix time); none while nothing is open."},
    {"labelwatch_review_messages_refused_total", kCounterType, "", "Messages on the topics of requests and verdicts that could not be read."},
    {"labelwatch_review_verdicts_forgotten_total", kCounterType, "", "Verdicts and requests no longer remembered because the limit was reached."},
    {"labelwatch_verdict_requests_total", kCounterType, "outcome", "Requests by HTTP that bring verdicts: written, refused (who asks, and how), wrong (what is sent), unavailable."},
    {"labelwatch_mislabeled_ratio", kGaugeType, "dimension,value", "Audited mislabel rate: share of all frames, flagged or not, whose labels are wrong, by reviews with recorded probabilities; dimension: overall, annotator, source or class (of the frames that hold it, those with an error in it)."},
    {"labelwatch_mislabeled_low_ratio", kGaugeType, "dimension,value", "Lower limit of that share; holds with 95 % at all times at once."},
    {"labelwatch_mislabeled_high_ratio", kGaugeType, "dimension,value", "Upper limit, likewise."},
    {"labelwatch_mislabeled_verdicts", kGaugeType, "dimension,value", "Reviewed frames that it rests on."},
    {"labelwatch_mislabeled_pending", kGaugeType, "dimension,value", "Frames that were drawn for it and are not decided."},
    {"labelwatch_mislabeled_recall_ratio", kGaugeType, "dimension,value", "Of frames whose labels are wrong, the share that was flagged; none before the first wrong one."},
    {"labelwatch_mislabeled_recall_low_ratio", kGaugeType, "dimension,value", "Lower limit of that share; holds with 95 % at all times at once."},
    {"labelwatch_mislabeled_recall_high_ratio", kGaugeType, "dimension,value", "Upper limit, likewise."},
    {"labelwatch_reviewer_pairs", kGaugeType, "reviewer", "Findings that were decided twice, once by the reviewer; without a name: by anybody."},
    {"labelwatch_reviewer_agreement_kappa", kGaugeType, "reviewer", "Cohen's kappa of the two decisions: 1 they agree, 0 as often as by chance."},
    {"labelwatch_reviewer_gold_findings", kGaugeType, "reviewer", "Findings of which the truth is known that the reviewer decided."},
    {"labelwatch_reviewer_gold_right_ratio", kGaugeType, "reviewer", "Share of them that were decided as they are."},
    {"labelwatch_reviewer_gold_right_low_ratio", kGaugeType, "reviewer", "Lower 95 % limit of that share."},
    {"labelwatch_reviewer_gold_right_high_ratio", kGaugeType, "reviewer", "Upper 95 % limit of that share."},
    {"labelwatch_gallery_frames", kGaugeType, "", "Flagged frames that the process keeps for /review/."},
    {"labelwatch_gallery_limit_frames", kGaugeType, "", "Frames that it keeps at most."},
    {"labelwatch_gallery_bytes", kGaugeType, "", "Bytes of what the page reads of them."},
    {"labelwatch_gallery_limit_bytes", kGaugeType, "", "Bytes that it keeps at most."},
    {"labelwatch_gallery_frames_dropped_total", kCounterType, "", "Flagged frames that are no longer kept, or were too large to be."},
    {"labelwatch_label_values", kGaugeType, "label", "Values of a label admitted so far."},
    {"labelwatch_label_values_limit", kGaugeType, "label", "Values of a label admitted at most; later ones count as `other`."},
    {"labelwatch_label_values_overflow_total", kCounterType, "label", "Times that a value was counted as `other` because the limit was reached."},
    {"labelwatch_metric_values_refused_total", kCounterType, "", "Values not taken into a metric because they were not finite, or negative where that cannot be: a bug of ours."},
    // The process.
    {"labelwatch_build_info", kGaugeType, "version", "1; the version is in the label."},
    {"process_cpu_seconds_total", kCounterType, "", "User and system CPU time."},
    {"process_resident_memory_bytes", kGaugeType, "", "Resident memory."},
    {"process_open_fds", kGaugeType, "", "Open file descriptors."},
    {"process_max_fds", kGaugeType, "", "Open file descriptors allowed."},
    {"process_start_time_seconds", kGaugeType, "", "Start of the process (Unix time)."},
});
// clang-format on

// A place in the catalogue whose type is known to the compiler.
template <MetricType type>
struct MetricId {
  std::size_t index = 0;
};

template <MetricType type>
consteval MetricId<type> FindMetric(std::string_view name) {
  for (std::size_t i = 0; i < kCatalogue.size(); ++i) {
    if (kCatalogue[i].name == name && kCatalogue[i].type == type) return {i};
  }
  throw "no metric of this name and type in the catalogue";
}
consteval auto Counter(std::string_view name) { return FindMetric<MetricType::kCounter>(name); }
consteval auto Gauge(std::string_view name) { return FindMetric<MetricType::kGauge>(name); }
consteval auto Histogram(std::string_view name) { return FindMetric<MetricType::kHistogram>(name); }

// The families of one dimension, by place in the lines of a Catalogue.
struct DimensionFamilies {
  std::size_t checked = 0, findings = 0, label_matches = 0;
  std::optional<std::size_t> prediction_matches;  // of dimensions that predictions have: classes and models
};

// The whole list for some dimensions: kCatalogue, then lines for the dimensions that have none in it, made from their
// words. Immutable.
class Catalogue {
 public:
  explicit Catalogue(std::span<const DimensionInfo> dimensions = kDimensions);

  std::span<const MetricInfo> Lines() const { return lines_; }
  // Nothing: overall, which has no families.
  const std::optional<DimensionFamilies>& Of(Dimension dimension) const { return families_[Place(dimension)]; }

 private:
  std::size_t Line(std::string name, std::string labels, std::string help);

  std::deque<std::string> texts_;  // what lines_ point to, beyond kCatalogue
  std::vector<MetricInfo> lines_;
  std::vector<std::optional<DimensionFamilies>> families_;  // by dimension
};

// The names in MetricInfo::labels, one by one.
std::vector<std::string_view> MetricLabels(const MetricInfo& metric);

// The list as a Markdown table, as it stands in metrics/README.md (a test compares).
std::string CatalogueTable(const Catalogue& catalogue);

}  // namespace labelwatch
