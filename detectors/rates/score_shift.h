#pragma once
// Whether the scores of a model lie where they lay: a model that changes moves the flagged rate with perfect labels.
//
// Scores are counted in 64 bins of [0, 1], for the reference and for a window of now. Their distance is that of
// Kolmogorov and Smirnov on the bins,
//
//   D = max_i |F_ref(i) - F_now(i)|,    by chance above  sqrt(ln(2/a)/2) (1/sqrt(m) + 1/sqrt(n))  with probability < 2a
//
// [Dvoretzky-Kiefer-Wolfowitz with Massart's constant, for each side; binning only lowers D]. The k-th look spends
// a = alpha / (2 k (k + 1)), so that all looks together are wrong at most with probability alpha, if a window is looked
// at when it is closed. Scores of one frame are alike: m and n are frames, or objects over their design effect. A shift
// also has to be one that matters: D of at least `least`.
//
//   ScoreShift shift = CompareScores(reference, now, look, options);
//   if (shift.moved) ...  // alarms on flagged rates of this model are to be doubted
//
// ScoreWatch keeps that for one model and all its versions. A new version is a changed model whatever its scores; they
// say whether its flags can be compared with those before. Serialisable, single-owner.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace labelwatch {

class BinnedScores {
 public:
  static constexpr std::size_t kBins = 64;

  // A score that is no number is left out; others are brought into [0, 1].
  void Add(double score, double weight = 1);
  void Add(const BinnedScores& other);
  double Count() const { return count_; }
  double In(std::size_t bin) const { return bins_[bin]; }
  double Quantile(double share) const;  // the middle of its bin; 0 without scores
  // Nothing if they are no counts.
  static std::optional<BinnedScores> From(const std::array<double, kBins>& bins);

 private:
  std::array<double, kBins> bins_{};
  double count_ = 0;
};

struct ScoreShiftOptions {
  double alpha = 1e-3;       // over all looks at one reference
  double least = 0.1;        // D below it does not matter
  double design_effect = 3;  // scores per independent one
  double fewest = 500;       // scores in a window that is compared
  double reference = 5000;   // scores that a reference is made of
};

struct ScoreShift {
  double distance = 0;  // D
  double limit = 0;     // what chance alone stays below
  double at = 0;        // the score at which they differ most
  bool lower = false;   // scores now are lower there
  bool moved = false;
};

// `look`: the how-manieth at this reference, from 1 on. Without scores on one side nothing moved.
ScoreShift CompareScores(const BinnedScores& reference, const BinnedScores& now, std::uint64_t look,
                         const ScoreShiftOptions& options = {});

enum class ModelState : std::uint8_t {
  kLearning,  // too few scores of this version
  kAsBefore,
  kScoresMoved,  // of the same version: another camera, another preprocessing, or a model changed in silence
  kNewVersion,   // its scores lie where those of the version before lay, or there are too few to say
  kNewAndMoved   // a new version with other scores: flags and baselines of before do not hold
};

// The rates of a model are to be doubted: "model changed".
constexpr bool ModelChanged(ModelState state) { return state >= ModelState::kScoresMoved; }

class ScoreWatch {
 public:
  struct State {
    std::string version;
    BinnedScores reference, now;
    std::uint64_t looks = 0;
    bool new_version = false;  // the reference is that of a version before
    ModelState told = ModelState::kLearning;
  };

  explicit ScoreWatch(const ScoreShiftOptions& options = {}) : options_(options) {}

  void Add(const std::string& version, double score);
  void Add(const std::string& version, const BinnedScores& scores);
  // Closes the window and compares it, if there are enough scores; else the window goes on.
  ModelState Look();
  // An explicit act: what comes from here on is the reference.
  void Accept();

  const ScoreShift& Last() const { return last_; }
  const State& Save() const { return state_; }
  void Load(const State& state) { state_ = state; }

 private:
  BinnedScores& Place(const std::string& version);

  ScoreShiftOptions options_;
  State state_;
  ScoreShift last_;
};

}  // namespace labelwatch
