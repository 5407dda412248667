#pragma once
// What a task counts between two commits: plain sums that add up over tasks, threads and processes.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/contract/image_suspicion.h"
#include "detectors/images/image_outcome.h"
#include "detectors/inspector.h"
#include "schema/finding.h"
#include "schema/frame.h"
#include "schema/names.h"
#include "schema/wire.h"

namespace labelwatch {

// The outcomes of a record in the order of consumers/outcome.h (which names them from here): a metric label.
inline constexpr std::array<std::string_view, 8> kOutcomeWords = {
    "joined", "label_only", "prediction_only", "duplicate", "superseded", "late", "evicted", "dead_lettered"};
inline constexpr std::size_t kOutcomeCount = kOutcomeWords.size();

using MatchCounts = std::array<std::uint64_t, kMatchOutcomeWords.size()>;  // by MatchOutcome

// One value of one dimension.
struct SeriesCounts {
  std::uint64_t labels = 0;                      // labels checked
  std::array<std::uint64_t, kKinds> findings{};  // flagged findings by kind
  MatchCounts label_matches{};                   // labels checked, once for each model asked
  MatchCounts prediction_matches{};              // predictions that speak; of classes and models only

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
};

struct StreamCounts {
  std::array<std::uint64_t, kSides> records{};
  std::array<std::array<std::uint64_t, kOutcomeCount>, kSides> outcomes{};
  std::array<std::array<std::uint64_t, kRejections>, kSides> rejections{};
  std::uint64_t frames = 0, flagged_frames = 0;
  std::array<std::uint64_t, ShapePairCounts::kWords.size()> shape_pairs{};  // in the order of the words
  std::uint64_t sequences_dropped = 0;  // forgotten because the limit of remembered sequences was reached
  std::vector<SeriesCounts> by_class, by_annotator, by_source, by_model;  // indexed by NameId; grown on demand
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

  void Add(const StreamCounts& other);
  void Clear();  // keeps the capacity
};

// Turns judged frames into sums; holds the name caches of one thread. Single-owner.
//
// Labels checked are the judged labels and the frame classes; each counts once for its class, its annotator (its own,
// else the frame's), the frame's source and each model asked. A finding counts for the same, with the suggested class
// where there is no label (missing). What has no annotator, source or model counts for none. A label checked has one
// outcome of matching for each model asked; frame classes are not compared.
class FrameCounter {
 public:
  explicit FrameCounter(Names& names);
  // Adds everything but records, outcomes and rejections. `now_ms`: for the delay histogram; 0 leaves it out.
  void Count(const JoinedFrame& frame, const Judgement& judgement, std::int64_t now_ms, StreamCounts& counts);

 private:
  // The text seen last and its number: neighbours mostly repeat, so most names cost one comparison.
  struct LastName {
    std::string text;
    NameId id = NameTable::kOther;
  };
  static NameId Look(NameCache& cache, LastName& last, std::string_view name);
  NameId ModelId(std::size_t index, const PredictedFrame& predicted);
  // The annotator of the label, else of the frame.
  std::optional<NameId> AnnotatorOf(const Label& label, const LabeledFrame& frame);
  void CountMatches(const JoinedFrame& joined, std::size_t model, const ModelMatches& matches, StreamCounts& counts);

  NameCache annotators_, sources_, models_;
  LastName last_annotator_, last_source_;
  struct LastModel {
    std::string key;  // ModelKey
    NameId id = NameTable::kOther;
  };
  std::vector<LastModel> last_models_;  // by index in JoinedFrame::predictions
  // Of the frame being counted.
  std::vector<NameId> model_ids_;
  std::optional<NameId> frame_annotator_, frame_source_;
};

}  // namespace labelwatch
