#include "metrics/exposition.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "metrics/budget_text.h"
#include "metrics/catalogue.h"
#include "metrics/families.h"
#include "metrics/label_text.h"
#include "metrics/review_families.h"
#include "schema/calibration.h"

namespace labelwatch {
namespace {

std::vector<Kind> AllKinds() {
  std::vector<Kind> kinds;
  for (std::size_t i = 1; i < kKinds; ++i) kinds.push_back(static_cast<Kind>(i));
  return kinds;
}

bool Known(const MetricsOptions& options, Kind kind) {
  return std::find(options.kinds.begin(), options.kinds.end(), kind) != options.kinds.end();
}

// Matched, other class and unmatched from the first object on; what belongs to one side or to few streams once it was
// seen.
void AddMatches(MetricFamilies& families, std::size_t index, const std::string& text, const MatchCounts& counts) {
  if (counts == MatchCounts{}) return;
  for (std::size_t outcome = 0; outcome < counts.size(); ++outcome) {
    if (counts[outcome] == 0 && outcome > static_cast<std::size_t>(MatchOutcome::kUnmatched)) continue;
    families.Add(index, {text, std::string(kMatchOutcomeWords[outcome])}, static_cast<double>(counts[outcome]));
  }
}

// The examples of one dimension, by place of the text and kind; of several names with one text the newest.
std::map<std::pair<std::size_t, SeriesKind>, const Example*> ExamplesOf(
    const Examples& examples, Dimension dimension, const NameTable& table,
    const std::unordered_map<std::string, std::size_t>& place_of) {
  std::map<std::pair<std::size_t, SeriesKind>, const Example*> newest;
  for (auto it = examples.findings.lower_bound({dimension, 0, SeriesKind{}});
       it != examples.findings.end() && it->first.dimension == dimension; ++it) {
    const auto place = place_of.find(LabelText(SeriesText(table, it->first.value)));
    if (place == place_of.end()) continue;
    const Example*& known = newest[{place->second, it->first.kind}];
    if (known == nullptr || known->time_ms <= it->second.time_ms) known = &it->second;
  }
  return newest;
}

// Every known name of one dimension, at 0 where nothing was counted. Names that become the same text are one series:
// Prometheus refuses two. `other` appears once the table is full.
void AddDimension(MetricFamilies& families, const StreamCounts& totals, Dimension which, const NameTable& table,
                  const MetricsOptions& options, const DimensionFamilies& dimension) {
  const std::vector<SeriesCounts>& counts = totals.Of(which);
  std::vector<std::string> texts;
  std::vector<SeriesCounts> sums;
  std::unordered_map<std::string, std::size_t> place_of;
  const std::size_t size = std::max(table.Size(), counts.size());
  for (std::size_t id = 0; id < size; ++id) {
    const bool counted = id < counts.size() && counts[id] != SeriesCounts{};
    if (id == NameTable::kOther && !counted && table.Size() <= table.Limit()) continue;
    std::string text = LabelText(SeriesText(table, static_cast<NameId>(id)));
    const auto [place, fresh] = place_of.try_emplace(text, texts.size());
    if (fresh) {
      texts.push_back(std::move(text));
      sums.emplace_back();
    }
    if (counted) sums[place->second].Add(counts[id]);
  }
  const auto examples = ExamplesOf(totals.examples, which, table, place_of);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    families.Add(dimension.checked, {texts[i]}, static_cast<double>(sums[i].labels));
    for (const Kind kind : AllKinds()) {
      const std::uint64_t count = sums[i].findings[static_cast<std::size_t>(kind)];
      if (count == 0 && !Known(options, kind)) continue;
      const auto example = examples.find({i, SeriesKindOf(kind)});
      families.Add(dimension.findings, {texts[i], std::string(KindWord(kind))}, static_cast<double>(count),
                   example != examples.end() ? example->second : nullptr);
    }
    AddMatches(families, dimension.label_matches, texts[i], sums[i].label_matches);
    if (dimension.prediction_matches) {
      AddMatches(families, *dimension.prediction_matches, texts[i], sums[i].prediction_matches);
    }
  }
}

void AddDimensions(MetricFamilies& families, const StreamCounts& totals, const Names& names,
                   const MetricsOptions& options, const Catalogue& catalogue) {
  for (std::size_t i = 0; i < names.Dimensions().size(); ++i) {
    const auto dimension = static_cast<Dimension>(i);
    if (!catalogue.Of(dimension) || (dimension == Dimension::kAnnotator && !options.annotators)) continue;
    AddDimension(families, totals, dimension, names.Of(dimension), options, *catalogue.Of(dimension));
  }
}

void AddRecords(MetricFamilies& families, const MetricsSnapshot& snapshot) {
  const StreamCounts& totals = snapshot.totals;
  for (std::size_t i = 0; i < kSides; ++i) {
    const std::string side(SideWord(static_cast<Side>(i)));
    const auto add = [&](auto metric, std::uint64_t value) {
      families.Add(metric, {side}, static_cast<double>(value));
    };
    add(Counter("labelwatch_records_read_total"), totals.records[i]);
    add(Counter("labelwatch_records_taken_over_total"), snapshot.taken_over[i]);
    add(Counter("labelwatch_records_handed_over_total"), snapshot.handed_over[i]);
    add(Counter("labelwatch_records_with_unknown_fields_total"), totals.with_unknown_fields[i]);
    for (std::size_t outcome = 0; outcome < kOutcomeCount; ++outcome) {
      families.Add(Counter("labelwatch_record_outcomes_total"), {side, std::string(kOutcomeWords[outcome])},
                   static_cast<double>(totals.outcomes[i][outcome]));
    }
    for (std::size_t reason = 0; reason < kRejections; ++reason) {
      families.Add(Counter("labelwatch_records_refused_total"),
                   {side, std::string(RejectionWord(static_cast<Rejection>(reason)))},
                   static_cast<double>(totals.rejections[i][reason]));
    }
  }
}

void AddReviews(MetricFamilies& families, const ReviewCounts& reviews) {
  for (const ReviewArm arm : {ReviewArm::kFlagged, ReviewArm::kAudit, ReviewArm::kGold}) {
    const auto place = static_cast<std::size_t>(arm);
    const std::string word(ReviewArmWord(arm));
    for (std::size_t queue = 0; queue < ReviewCounts::kQueues; ++queue) {
      families.Add(Counter("labelwatch_review_requests_total"), {word, std::string(kReviewQueueWords[queue])},
                   static_cast<double>(reviews.requests[place][queue]));
    }
    families.Add(Counter("labelwatch_review_expected_total"), {word}, reviews.expected[place]);
    if (arm == ReviewArm::kGold) continue;  // without a cap
    families.Add(Counter("labelwatch_review_capped_total"), {word}, static_cast<double>(reviews.capped[place]));
  }
  families.Add(Counter("labelwatch_review_withdrawn_total"), {}, static_cast<double>(reviews.withdrawn));
}

void AddJudging(MetricFamilies& families, const StreamCounts& totals, const MetricsOptions& options) {
  families.Add(Counter("labelwatch_frames_judged_total"), {}, static_cast<double>(totals.frames));
  families.Add(Counter("labelwatch_frames_corrected_total"), {}, static_cast<double>(totals.corrected_frames));
  families.Add(Counter("labelwatch_frames_flagged_total"), {}, static_cast<double>(totals.flagged_frames),
               totals.examples.frame.frame_id.empty() ? nullptr : &totals.examples.frame);
  AddReviews(families, totals.reviews);
  families.Add(Counter("labelwatch_sequences_dropped_total"), {}, static_cast<double>(totals.sequences_dropped));
  families.Add(Counter("labelwatch_join_forgotten_total"), {}, static_cast<double>(totals.closed_forgotten));
  for (std::size_t outcome = 0; outcome < totals.shape_pairs.size(); ++outcome) {
    families.Add(Counter("labelwatch_shape_pairs_total"), {std::string(ShapePairCounts::kWords[outcome])},
                 static_cast<double>(totals.shape_pairs[outcome]));
  }
  for (std::size_t reason = 0; reason < totals.models_not_heard.size(); ++reason) {
    families.Add(Counter("labelwatch_models_not_heard_total"), {std::string(kNotHeardWords[reason])},
                 static_cast<double>(totals.models_not_heard[reason]));
  }
  for (std::size_t outcome = 0; outcome < totals.images.size(); ++outcome) {
    families.Add(Counter("labelwatch_images_total"), {std::string(kImageOutcomeWords[outcome])},
                 static_cast<double>(totals.images[outcome]));
  }
  for (std::size_t cause = 0; cause < totals.image_findings.size(); ++cause) {
    families.Add(Counter("labelwatch_image_findings_total"), {std::string(kImageCauseWords[cause])},
                 static_cast<double>(totals.image_findings[cause]));
  }
  families.AddHistogram(Histogram("labelwatch_image_fetch_duration_seconds").index, {}, totals.image_fetch.buckets,
                        totals.image_fetch.sum);
  families.AddHistogram(Histogram("labelwatch_image_check_duration_seconds").index, {}, totals.image_check.buckets,
                        totals.image_check.sum);
  for (const Kind kind : AllKinds()) {
    const auto& counts = totals.probabilities[static_cast<std::size_t>(kind)];
    const bool counted = std::any_of(counts.begin(), counts.end(), [](std::uint64_t n) { return n > 0; });
    if (!counted && !Known(options, kind)) continue;
    MetricFamilies::Series& series =
        families.AddHistogram(Histogram("labelwatch_finding_probability_ratio").index, {std::string(KindWord(kind))},
                              counts, totals.probability_sums[static_cast<std::size_t>(kind)]);
    series.examples.resize(counts.size());
    for (std::size_t bucket = 0; bucket < counts.size(); ++bucket) {
      const auto example = totals.examples.probabilities.find({static_cast<std::size_t>(kind), bucket});
      if (example != totals.examples.probabilities.end()) series.examples[bucket] = &example->second;
    }
  }
  for (const Kind kind : kLearnedKinds) {
    families.Add(Counter("labelwatch_reference_findings_total"), {std::string(KindWord(kind))},
                 static_cast<double>(totals.by_reference[static_cast<std::size_t>(kind)]));
  }
  families.AddHistogram(Histogram("labelwatch_end_to_end_delay_seconds").index, {}, totals.delay, totals.delay_sum);
}

void AddTasks(MetricFamilies& families, const MetricsSnapshot& snapshot) {
  for (const auto& [number, task] : snapshot.tasks) {
    const std::string partition = std::to_string(number);
    families.Add(Gauge("labelwatch_join_open_frames"), {partition}, static_cast<double>(task.open_frames));
    families.Add(Gauge("labelwatch_join_limit_frames"), {partition}, static_cast<double>(task.limit_frames));
    families.Add(Gauge("labelwatch_join_buffer_bytes"), {partition}, static_cast<double>(task.buffer_bytes));
    families.Add(Gauge("labelwatch_join_limit_bytes"), {partition}, static_cast<double>(task.limit_bytes));
    families.Add(Gauge("labelwatch_sequences"), {partition}, static_cast<double>(task.sequences));
    families.Add(Gauge("labelwatch_sequences_limit"), {partition}, static_cast<double>(task.limit_sequences));
    for (std::size_t i = 0; i < kSides; ++i) {
      const TaskStatus::OneSide& side = task.sides[i];
      families.Add(Gauge("labelwatch_join_open_records"), {partition, std::string(SideWord(static_cast<Side>(i)))},
                   static_cast<double>(side.open_records));
      if (side.lag < 0 || side.topic.empty()) continue;
      families.Add(Gauge("labelwatch_consumer_lag_messages"), {side.topic, partition}, static_cast<double>(side.lag));
    }
  }
}

void AddCalibration(MetricFamilies& families, const CalibrationStatus& calibration) {
  families.Add(Gauge("labelwatch_calibration_version"), {}, static_cast<double>(calibration.version));
  families.Add(Counter("labelwatch_learned_models_forgotten_total"), {},
               static_cast<double>(calibration.models_forgotten));
  for (const Kind kind : AllKinds()) {
    families.Add(Gauge("labelwatch_assumed_error_ratio"), {std::string(KindWord(kind))},
                 calibration.assumed[static_cast<std::size_t>(kind)]);
  }
  if (calibration.budget != nullptr) {
    families.Add(Gauge("labelwatch_flag_budget_ratio"), {}, calibration.budget->per_1000 / 1000);
    families.Add(Gauge("labelwatch_flag_threshold_log_odds"), {}, FlagThreshold(*calibration.budget));
  }
  std::unordered_set<std::string> texts;  // of two models that become the same text, the first is shown
  for (const CalibrationStatus::OneModel& model : calibration.models) {
    if (!texts.insert(LabelText(model.model)).second) continue;
    families.Add(Gauge("labelwatch_calibration_frames"), {model.model}, static_cast<double>(model.frames));
    families.Add(Gauge("labelwatch_calibration_settled"), {model.model}, model.settled ? 1 : 0);
    for (const Kind kind : AllKinds()) {
      families.Add(Gauge("labelwatch_estimated_error_ratio"), {model.model, std::string(KindWord(kind))},
                   model.estimated[static_cast<std::size_t>(kind)]);
      const std::string word(KindWord(kind));
      families.Add(Gauge("labelwatch_learned_made_errors"), {model.model, word},
                   model.made[static_cast<std::size_t>(kind)]);
      families.Add(Gauge("labelwatch_learned_real_objects"), {model.model, word},
                   model.real[static_cast<std::size_t>(kind)]);
      families.Add(Gauge("labelwatch_reference_gain_log_odds"), {model.model, word},
                   model.reference_gain[static_cast<std::size_t>(kind)]);
    }
  }
}

void AddSeries(MetricFamilies& families, const RatesStatus::OneSeries& series) {
  std::vector<std::string> labels = {std::string(kDimensions[Place(series.name.dimension)].word), series.name.value,
                                     std::string(SeriesKindWord(series.name.kind)), series.name.models};
  if (!series.name.regime.empty()) labels.push_back(series.name.regime);  // the last label: one that is left out
  const bool silenced = series.silenced_until_ms > 0;
  families.Add(Gauge("labelwatch_rate_alarm"), labels, series.raised && !silenced ? 1 : 0);
  if (silenced) families.Add(Gauge("labelwatch_rate_silenced"), labels, 1);
  families.Add(Gauge("labelwatch_rate_baseline_version"), labels, static_cast<double>(series.baseline_version));
  families.Add(Gauge("labelwatch_rate_learning"), labels, series.learning ? 1 : 0);
  families.Add(Gauge("labelwatch_rate_learning_changed"), labels, series.learnt_over_change ? 1 : 0);
  families.Add(Gauge("labelwatch_rate_ratio"), labels, series.rate);
  families.Add(Gauge("labelwatch_rate_low_ratio"), labels, series.low);
  families.Add(Gauge("labelwatch_rate_high_ratio"), labels, series.high);
  if (series.baseline) {
    families.Add(Gauge("labelwatch_rate_evidence_log10"), labels, series.evidence_log10);
    families.Add(Gauge("labelwatch_rate_baseline_ratio"), labels, *series.baseline);
  }
  if (series.raised) {
    families.Add(Gauge("labelwatch_rate_since_timestamp_seconds"), labels, 1e-3 * static_cast<double>(series.since_ms));
    std::vector<std::string> with_cause = labels;
    with_cause.emplace(with_cause.begin() + 4, CauseWord(series.why.cause));  // before the regime
    families.Add(Gauge("labelwatch_rate_cause"), with_cause, 1);
  }
}

void AddMix(MetricFamilies& families, const RatesStatus::OneModel& model) {
  families.Add(Gauge("labelwatch_mix_learning"), {model.model}, model.learning ? 1 : 0);
  if (model.learning) return;
  families.Add(Gauge("labelwatch_mix_verdict"), {model.model, std::string(VerdictWord(model.verdict))}, 1);
  families.Add(Gauge("labelwatch_model_scores_moved"), {model.model}, model.scores_moved ? 1 : 0);
  for (std::size_t i = 0; i < kSides; ++i) {
    const MixDistance& distance = model.distances[i];
    const std::vector<std::string> labels = {model.model, std::string(SideWord(static_cast<Side>(i)))};
    families.Add(Gauge("labelwatch_mix_psi"), labels, distance.psi);
    families.Add(Gauge("labelwatch_mix_psi_floor"), labels, distance.psi_floor);
    families.Add(Gauge("labelwatch_mix_jensen_shannon"), labels, distance.jensen_shannon);
    families.Add(Gauge("labelwatch_mix_jensen_shannon_floor"), labels, distance.jensen_shannon_floor);
  }
}

void AddRates(MetricFamilies& families, const RatesStatus* rates) {
  families.Add(Gauge("labelwatch_rate_owner"), {}, rates != nullptr ? 1 : 0);
  if (rates == nullptr) return;
  std::unordered_set<std::string> texts;  // of two names that become the same text, the first is shown
  for (const RatesStatus::OneSeries& series : rates->series) {
    std::string text = LabelText(series.name.value) + '\n' + LabelText(series.name.models) + '\n' +
                       LabelText(series.name.regime) + '\n';
    text.append(1, static_cast<char>(series.name.dimension)).append(1, static_cast<char>(series.name.kind));
    if (texts.insert(std::move(text)).second) AddSeries(families, series);
  }
  texts.clear();
  for (const RatesStatus::OneModel& model : rates->models) {
    if (texts.insert(LabelText(model.model)).second) AddMix(families, model);
  }
  families.Add(Counter("labelwatch_rate_causes_refused_total"), {}, static_cast<double>(rates->causes_refused));
  if (rates->frames_per_false_alarm) {
    families.Add(Gauge("labelwatch_rate_frames_per_false_alarm"), {}, *rates->frames_per_false_alarm);
  }
  families.Add(Gauge("labelwatch_rate_series"), {}, static_cast<double>(rates->followed));
  families.Add(Gauge("labelwatch_rate_series_limit"), {}, static_cast<double>(rates->limit));
  families.Add(Counter("labelwatch_rate_series_refused_total"), {}, static_cast<double>(rates->refused_rows));
  families.Add(Counter("labelwatch_rate_rows_late_total"), {}, static_cast<double>(rates->late_rows));
  families.Add(Gauge("labelwatch_rate_visits"), {}, static_cast<double>(rates->visits));
  families.Add(Gauge("labelwatch_rate_visits_limit"), {}, static_cast<double>(rates->visits_limit));
  families.Add(Counter("labelwatch_rate_visits_closed_early_total"), {},
               static_cast<double>(rates->visits_closed_early));
  families.Add(Gauge("labelwatch_rate_label_clock_timestamp_seconds"), {}, 1e-3 * static_cast<double>(rates->now_ms));
}

void AddNames(MetricFamilies& families, const Names& names) {
  for (std::size_t i = 0; i < names.Dimensions().size(); ++i) {
    const auto dimension = static_cast<Dimension>(i);
    if (dimension == Dimension::kOverall) continue;
    const std::string label(names.Dimensions()[i].word);
    const NameTable& table = names.Of(dimension);
    families.Add(Gauge("labelwatch_label_values"), {label}, static_cast<double>(table.Size() - 1));  // without `other`
    families.Add(Gauge("labelwatch_label_values_limit"), {label}, static_cast<double>(table.Limit()));
    families.Add(Counter("labelwatch_label_values_overflow_total"), {label}, static_cast<double>(table.Refused()));
  }
}

void AddProcess(MetricFamilies& families, const ProcessUse& process) {
  families.Add(Gauge("labelwatch_build_info"), {LABELWATCH_VERSION}, 1);
  families.Add(Counter("process_cpu_seconds_total"), {}, process.cpu_seconds);
  families.Add(Gauge("process_resident_memory_bytes"), {}, process.resident_bytes);
  families.Add(Gauge("process_open_fds"), {}, process.open_fds);
  families.Add(Gauge("process_max_fds"), {}, process.max_fds);
  families.Add(Gauge("process_start_time_seconds"), {}, process.start_time);
}

}  // namespace

std::string Exposition(const MetricsSnapshot& snapshot, const Names& names, const MetricsOptions& options,
                       const ProcessUse& process, TextFormat format) {
  const Catalogue catalogue(names.Dimensions());
  const auto lines = catalogue.Lines();
  MetricFamilies families(lines);
  AddRecords(families, snapshot);
  AddJudging(families, snapshot.totals, options);
  AddDimensions(families, snapshot.totals, names, options, catalogue);
  AddTasks(families, snapshot);
  if (snapshot.calibration) AddCalibration(families, *snapshot.calibration);
  AddRates(families, snapshot.rates.get());
  if (snapshot.review != nullptr) AddReview(families, *snapshot.review, options.annotators);
  if (snapshot.gallery) AddGallery(families, *snapshot.gallery);
  AddNames(families, names);
  AddProcess(families, process);
  for (const auto& [key, value] : snapshot.values) families.Add(key.first, key.second, value);
  for (const auto& [index, sums] : snapshot.histograms) families.AddHistogram(index, {}, sums.buckets, sums.sum);
  // What has no label is known from the start: at 0 until it happens.
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].labels.empty() || !families.Empty(i)) continue;
    if (lines[i].type == MetricType::kCounter) families.Add(i, {}, 0);
    if (lines[i].type == MetricType::kHistogram) families.AddHistogram(i, {}, {}, 0);
  }
  return MetricText(families, format, static_cast<std::int64_t>(1000 * process.start_time));
}

}  // namespace labelwatch
