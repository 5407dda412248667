#include "metrics/counts.h"

#include <algorithm>
#include <cmath>

#include "schema/calibration.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

void AddSeries(std::vector<SeriesCounts>& sums, const std::vector<SeriesCounts>& other) {
  if (sums.size() < other.size()) sums.resize(other.size());
  for (std::size_t id = 0; id < other.size(); ++id) sums[id].Add(other[id]);
}

template <typename T, std::size_t N>
void AddArray(std::array<T, N>& sums, const std::array<T, N>& other) {
  for (std::size_t i = 0; i < N; ++i) sums[i] += other[i];
}

// Not inlined, so that what is asked for each label and finding stays short.
template <typename T>
[[gnu::noinline]] void GrowTo(std::vector<T>& series, NameId id) {
  series.resize(id + 1);
}

template <typename T>
T& At(std::vector<T>& series, NameId id) {
  if (id >= series.size()) [[unlikely]]
    GrowTo(series, id);
  return series[id];
}

std::size_t Index(MatchOutcome outcome) { return static_cast<std::size_t>(outcome); }

// How often a model named each class.
void CountNames(const PredictedFrame& predicted, std::vector<std::uint64_t>& named) {
  for (const Prediction& prediction : predicted.predictions) ++At(named, prediction.class_id);
  for (const ClassProbability& entry : predicted.class_probabilities) ++At(named, entry.class_id);
}

// The bucket of a probability: how many bounds lie below it. Without branches, which would be mispredicted.
std::size_t BucketOf(double probability) {
  std::size_t bucket = 0;
  for (const double bound : kProbabilityBounds) bucket += probability > bound ? 1 : 0;
  return bucket;
}

std::size_t KindIndex(const Finding& finding) { return std::min(static_cast<std::size_t>(finding.kind), kKinds - 1); }

// A loop of its own: without calls in it, it keeps its constants in registers.
void CountProbabilities(std::span<const Finding> findings, StreamCounts& counts) {
  for (const Finding& finding : findings) {
    const auto probability = static_cast<double>(finding.probability);
    if (std::isnan(probability)) continue;  // no detector may say NaN; one that does must not spoil the sum for ever
    const std::size_t kind = KindIndex(finding);
    ++counts.probabilities[kind][BucketOf(probability)];
    counts.probability_sums[kind] += probability;
  }
}

// From a frame's event time to now. A producer's clock may be ahead of ours: no delay is negative.
void CountDelay(std::int64_t event_time_ms, std::int64_t now_ms, StreamCounts& counts) {
  if (now_ms <= 0 || event_time_ms <= 0) return;
  const double seconds = std::max(0.0, (static_cast<double>(now_ms) - static_cast<double>(event_time_ms)) / 1000);
  const auto bucket = std::lower_bound(kDelaySeconds.begin(), kDelaySeconds.end(), seconds) - kDelaySeconds.begin();
  ++counts.delay[static_cast<std::size_t>(bucket)];
  counts.delay_sum += seconds;
}

}  // namespace

void ImageTimes::Add(double seconds) {
  const auto bucket = std::lower_bound(kImageSeconds.begin(), kImageSeconds.end(), seconds) - kImageSeconds.begin();
  ++buckets[static_cast<std::size_t>(bucket)];
  sum += seconds;
}

void ImageTimes::Add(const ImageTimes& other) {
  AddArray(buckets, other.buckets);
  sum += other.sum;
}

void SeriesCounts::Add(const SeriesCounts& other) {
  labels += other.labels;
  AddArray(findings, other.findings);
  AddArray(label_matches, other.label_matches);
  AddArray(prediction_matches, other.prediction_matches);
}

void StreamCounts::Add(const StreamCounts& other) {
  AddArray(records, other.records);
  for (std::size_t side = 0; side < kSides; ++side) {
    AddArray(outcomes[side], other.outcomes[side]);
    AddArray(rejections[side], other.rejections[side]);
  }
  AddArray(with_unknown_fields, other.with_unknown_fields);
  frames += other.frames;
  flagged_frames += other.flagged_frames;
  corrected_frames += other.corrected_frames;
  reviews.Add(other.reviews);
  AddArray(shape_pairs, other.shape_pairs);
  AddArray(models_not_heard, other.models_not_heard);
  sequences_dropped += other.sequences_dropped;
  closed_forgotten += other.closed_forgotten;
  if (series.size() < other.series.size()) series.resize(other.series.size());
  for (std::size_t i = 0; i < other.series.size(); ++i) AddSeries(series[i], other.series[i]);
  if (named.size() < other.named.size()) named.resize(other.named.size());
  for (std::size_t model = 0; model < other.named.size(); ++model) {
    if (named[model].size() < other.named[model].size()) named[model].resize(other.named[model].size());
    for (std::size_t i = 0; i < other.named[model].size(); ++i) named[model][i] += other.named[model][i];
  }
  for (std::size_t kind = 0; kind < kKinds; ++kind) AddArray(probabilities[kind], other.probabilities[kind]);
  AddArray(probability_sums, other.probability_sums);
  AddArray(by_reference, other.by_reference);
  AddArray(delay, other.delay);
  delay_sum += other.delay_sum;
  AddArray(images, other.images);
  AddArray(image_findings, other.image_findings);
  image_fetch.Add(other.image_fetch);
  image_check.Add(other.image_check);
  examples.Add(other.examples);
}

void StreamCounts::Clear() {
  StreamCounts empty;
  std::swap(empty.series, series);
  for (std::vector<SeriesCounts>& values : empty.series) values.clear();
  *this = std::move(empty);
}

const std::vector<SeriesCounts>& StreamCounts::Of(Dimension dimension) const {
  static const std::vector<SeriesCounts> kNothing;
  return Place(dimension) < series.size() ? series[Place(dimension)] : kNothing;
}

SeriesCounts StreamCounts::Overall() const {
  SeriesCounts overall;
  for (const SeriesCounts& value : Of(Dimension::kClass)) overall.Add(value);
  return overall;
}

FrameCounter::FrameCounter(Names& names) : attribution_(names), dimensions_(names.Dimensions().size()) {}

// What labels say themselves is looked up first: it may make the tables grow, and with that move what is shared.
void FrameCounter::FindShared(StreamCounts& counts) {
  for (const Attribution::OwnValue& own : attribution_.Own()) At(counts.Of(own.dimension), own.value);
  shared_.clear();
  for (const auto& [dimension, value] : attribution_.Shared()) {
    if (value != Attribution::kNone) shared_.push_back(&At(counts.Of(dimension), value));
  }
}

void FrameCounter::CountLabels(const JoinedFrame& joined, StreamCounts& counts) {
  const LabeledFrame& frame = joined.labels;
  std::vector<SeriesCounts>& of_class = counts.Of(Dimension::kClass);
  std::uint64_t checked = frame.frame_classes.size();
  for (const NameId class_id : frame.frame_classes) ++At(of_class, class_id).labels;
  for (const Label& label : frame.labels) {
    if (!label.Judged()) continue;
    ++checked;
    ++At(of_class, label.class_id).labels;
  }
  for (SeriesCounts* series : shared_) series->labels += checked;
  for (const Attribution::OwnValue& own : attribution_.Own()) {
    std::vector<SeriesCounts>& series = counts.Of(own.dimension);  // has both: FindShared
    if (own.instead_of != Attribution::kNone) --At(series, own.instead_of).labels;
    ++At(series, own.value).labels;
  }
  for (std::size_t i = 0; i < joined.predictions.size(); ++i) {
    const NameId model = attribution_.Models()[i];
    At(counts.Of(Dimension::kModel), model).labels += checked;
    CountNames(joined.predictions[i], At(counts.named, model));
  }
}

void FrameCounter::CountMatches(const JoinedFrame& joined, std::size_t model, const ModelMatches& matches,
                                StreamCounts& counts) {
  const LabeledFrame& frame = joined.labels;
  std::vector<SeriesCounts>& of_class = counts.Of(Dimension::kClass);
  MatchCounts of_frame{}, of_predictions{};
  const auto count_prediction = [&](std::int32_t index, MatchOutcome outcome) {
    const Prediction& prediction = joined.predictions[model].predictions[static_cast<std::size_t>(index)];
    ++At(of_class, prediction.class_id).prediction_matches[Index(outcome)];
    ++of_predictions[Index(outcome)];
  };
  for (std::size_t i = 0; i < matches.labels.size(); ++i) {
    const Label& label = frame.labels[i];
    const LabelMatch& match = matches.labels[i];
    if (match.outcome == MatchOutcome::kMatched && label.Judged()) {  // the class is that of the prediction
      SeriesCounts& series = At(of_class, label.class_id);
      ++series.label_matches[Index(MatchOutcome::kMatched)];
      ++series.prediction_matches[Index(MatchOutcome::kMatched)];
      ++of_predictions[Index(MatchOutcome::kMatched)];
    } else {
      const bool judged = label.Judged(), contradicts = judged && match.outcome == MatchOutcome::kOtherClass;
      if (match.prediction >= 0) {
        count_prediction(match.prediction, contradicts ? MatchOutcome::kOtherClass : MatchOutcome::kExplained);
      }
      if (!judged) continue;
      ++At(of_class, label.class_id).label_matches[Index(match.outcome)];
    }
    ++of_frame[Index(match.outcome)];
  }
  for (const LonePrediction& lone : matches.lone) count_prediction(lone.prediction, lone.outcome);
  for (const NameId class_id : frame.frame_classes) {
    ++At(of_class, class_id).label_matches[Index(MatchOutcome::kNotCompared)];
    ++of_frame[Index(MatchOutcome::kNotCompared)];
  }
  for (SeriesCounts* series : shared_) AddArray(series->label_matches, of_frame);
  for (const Attribution::OwnValue& own : attribution_.Own()) {
    if (own.label >= matches.labels.size()) continue;
    std::vector<SeriesCounts>& series = counts.Of(own.dimension);
    const std::size_t outcome = Index(matches.labels[own.label].outcome);
    if (own.instead_of != Attribution::kNone) --At(series, own.instead_of).label_matches[outcome];
    ++At(series, own.value).label_matches[outcome];
  }
  SeriesCounts& of_model = At(counts.Of(Dimension::kModel), attribution_.Models()[model]);
  AddArray(of_model.label_matches, of_frame);
  AddArray(of_model.prediction_matches, of_predictions);
}

void FrameCounter::CountFlagged(std::span<const Finding> findings, StreamCounts& counts) {
  for (const Finding& finding : findings) {
    if (!finding.flagged) continue;
    const std::size_t kind = KindIndex(finding);
    counts.by_reference[kind] += finding.by_reference ? 1 : 0;
    if (finding.kind == Kind::kImage) {
      const auto cause = std::find(kImageCauseWords.begin(), kImageCauseWords.end(), finding.detector);
      if (cause != kImageCauseWords.end()) {
        ++counts.image_findings[static_cast<std::size_t>(cause - kImageCauseWords.begin())];
      }
    }
    attribution_.ForEachSeries(finding, [&](const SeriesKey& key) {
      if (key.dimension == Dimension::kOverall) return;  // follows from the classes
      ++At(counts.Of(key.dimension), key.value).findings[kind];
    });
  }
}

void FrameCounter::TakeExamples(const JoinedFrame& joined, std::span<const Finding> findings, std::int64_t now_ms,
                                Examples& examples) const {
  Example example{std::string(CutAtCharacter(joined.labels.frame_id, Examples::kLongestId)), 0, now_ms};
  double most = 0;
  for (const Finding& finding : findings) {
    const auto probability = static_cast<double>(finding.probability);
    if (!finding.flagged || !std::isfinite(probability)) continue;
    most = std::max(most, probability);
    example.probability = probability;
    examples.probabilities[{KindIndex(finding), BucketOf(probability)}] = example;
    attribution_.ForEachSeries(finding, [&](const SeriesKey& key) {
      if (key.dimension != Dimension::kOverall) examples.findings[key] = example;
    });
  }
  example.probability = most;
  examples.frame = std::move(example);
}

void FrameCounter::Count(const JoinedFrame& joined, const Judgement& judgement, std::int64_t now_ms,
                         StreamCounts& counts) {
  ++counts.frames;
  if (judgement.flagged) ++counts.flagged_frames;
  AddArray(counts.shape_pairs, judgement.shape_pairs.Values());
  if (counts.series.size() < dimensions_) counts.series.resize(dimensions_);
  attribution_.Start(joined);
  FindShared(counts);
  CountLabels(joined, counts);
  for (std::size_t i = 0; i < judgement.matches.size(); ++i) CountMatches(joined, i, judgement.matches[i], counts);
  CountProbabilities(judgement.findings, counts);
  CountFlagged(judgement.findings, counts);
  if (judgement.flagged) TakeExamples(joined, judgement.findings, now_ms, counts.examples);
  CountDelay(joined.labels.event_time_ms, now_ms, counts);
}

}  // namespace labelwatch
