#pragma once
// What a task counts between two commits: plain sums that add up over tasks, threads and processes.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "detectors/contract/image_suspicion.h"
#include "detectors/images/image_outcome.h"
#include "detectors/inspector.h"
#include "metrics/examples.h"
#include "metrics/review_counts.h"
#include "schema/attribution.h"
#include "schema/series.h"
#include "schema/wire.h"

namespace labelwatch {

// The outcomes of a record in the order of consumers/outcome.h (which names them from here): a metric label.
inline constexpr std::array<std::string_view, 9> kOutcomeWords = {"joined",    "label_only",    "prediction_only",
                                                                  "duplicate", "superseded",    "late",
                                                                  "evicted",   "dead_lettered", "surplus"};
inline constexpr std::size_t kOutcomeCount = kOutcomeWords.size();

// Why predictions that were joined were not heard.
inline constexpr std::array<std::string_view, 2> kNotHeardWords = {"too_many", "too_much_work"};

using MatchCounts = std::array<std::uint64_t, kMatchOutcomeWords.size()>;  // by MatchOutcome

// One value of one dimension.
struct SeriesCounts {
  std::uint64_t labels = 0;                      // labels checked
  std::array<std::uint64_t, kKinds> findings{};  // flagged findings by kind
  MatchCounts label_matches{};                   // labels checked, once for each model asked
  MatchCounts prediction_matches{};              // predictions that speak; overall, of classes and of models only

  void Add(const SeriesCounts& other);
  friend bool operator==(const SeriesCounts&, const SeriesCounts&) = default;
};

// Upper bounds of the histograms, +infinity excluded. Findings are observed by their probability, not by their score:
// log-odds may be negative, and a Prometheus _sum that falls looks like a restart.
inline constexpr std::array<double, 13> kProbabilityBounds = {0.01, 0.05, 0.1, 0.2, 0.3,  0.4, 0.5,
                                                              0.6,  0.7,  0.8, 0.9, 0.95, 0.99};
inline constexpr std::array<double, 10> kDelaySeconds = {0.05, 0.25, 0.5, 1.5, 2.5, 5.5, 15.5, 60.5, 300.5, 3600.5};

inline constexpr std::array<double, 9> kImageSeconds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10.5};

// Durations of one step for one picture: buckets, not cumulative, and their sum.
struct ImageTimes {
  std::array<std::uint64_t, kImageSeconds.size() + 1> buckets{};
  double sum = 0;  // seconds

  void Add(double seconds);
  void Add(const ImageTimes& other);
  friend bool operator==(const ImageTimes&, const ImageTimes&) = default;
};

struct StreamCounts {
  std::array<std::uint64_t, kSides> records{};
  std::array<std::array<std::uint64_t, kOutcomeCount>, kSides> outcomes{};
  std::array<std::array<std::uint64_t, kRejections>, kSides> rejections{};
  std::array<std::uint64_t, kSides> with_unknown_fields{};  // JSON messages
  std::uint64_t frames = 0, flagged_frames = 0;
  std::uint64_t corrected_frames = 0;  // of which an earlier revision was judged: no rate counts them again
  std::array<std::uint64_t, ShapePairCounts::kWords.size()> shape_pairs{};  // in the order of the words
  std::array<std::uint64_t, kNotHeardWords.size()> models_not_heard{};      // in the order of the words
  std::uint64_t sequences_dropped = 0;  // forgotten because the limit of remembered sequences was reached
  std::uint64_t closed_forgotten = 0;   // records of closed frames, likewise
  // By place of the dimension, then by NameId; grown on demand. Overall is empty: every label, prediction and finding
  // has one class, so the classes add up to it.
  std::vector<std::vector<SeriesCounts>> series = std::vector<std::vector<SeriesCounts>>(kDimensions.size());
  // How often each model named each class, as a prediction or in the class vector of a frame; by model and class.
  std::vector<std::vector<std::uint64_t>> named;
  // Every finding, flagged or not, by kind and bucket of its probability (not cumulative), and the sums of those
  // probabilities: the number of errors that the detectors expect.
  std::array<std::array<std::uint64_t, kProbabilityBounds.size() + 1>, kKinds> probabilities{};
  std::array<double, kKinds> probability_sums{};
  std::array<std::uint64_t, kKinds> by_reference{};  // flagged findings that only the slow copy of the weights flags
  std::array<std::uint64_t, kDelaySeconds.size() + 1> delay{};  // event time to judgement
  double delay_sum = 0;                                         // seconds

  std::array<std::uint64_t, kImageOutcomeWords.size()> images{};        // by ImageOutcome
  std::array<std::uint64_t, kImageCauseWords.size()> image_findings{};  // flagged ones, by ImageCause
  ImageTimes image_fetch, image_check;
  ReviewCounts reviews;
  Examples examples;

  std::vector<SeriesCounts>& Of(Dimension dimension) { return series[Place(dimension)]; }
  const std::vector<SeriesCounts>& Of(Dimension dimension) const;
  SeriesCounts Overall() const;

  void Add(const StreamCounts& other);
  void Clear();  // equal to a new one; keeps the capacity of the series
  friend bool operator==(const StreamCounts&, const StreamCounts&) = default;
};

// Turns judged frames into sums. Single-owner.
//
// Labels checked are the judged labels and the frame classes; each counts once for its class, for what it and its frame
// say of the other dimensions, and for each model asked. A finding counts for the series that Attribution tells. A
// label checked has one outcome of matching for each model asked; frame classes are not compared.
class FrameCounter {
 public:
  explicit FrameCounter(Names& names);
  // Adds everything but records, outcomes and rejections. `now_ms`: for the delay histogram, 0 leaves it out, and for
  // examples.
  void Count(const JoinedFrame& frame, const Judgement& judgement, std::int64_t now_ms, StreamCounts& counts);
  // Of the frame counted last.
  const Attribution& Series() const { return attribution_; }

 private:
  void FindShared(StreamCounts& counts);
  void CountLabels(const JoinedFrame& joined, StreamCounts& counts);
  void CountMatches(const JoinedFrame& joined, std::size_t model, const ModelMatches& matches, StreamCounts& counts);
  void CountFlagged(std::span<const Finding> findings, StreamCounts& counts);
  void TakeExamples(const JoinedFrame& joined, std::span<const Finding> findings, std::int64_t now_ms,
                    Examples& examples) const;

  Attribution attribution_;
  std::size_t dimensions_;
  // Of Attribution::Shared, those of the frame at hand: asked for its labels and once for each model.
  std::vector<SeriesCounts*> shared_;
};

}  // namespace labelwatch
