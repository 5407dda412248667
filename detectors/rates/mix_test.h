#pragma once
// The mix of labels against the mix of predictions on the same frames: who changed, the annotators, the world or the
// model?
//
// Watched are objects: each has a class that the label says and one that the model says; where one side saw nothing,
// the caller counts it with a class of its own ("none"). Two things are asked.
//
// 1. Did a mix move? For each class and each side of it a bet that may be looked at at any time. Per visit (frames of
//    one sequence) with n objects of which the share x is of the class:
//      more than p:  L = 1 + a (x/p - 1),        a = (q - p) / (q - p + (1 - q) d),  q = r p
//      less than p:  L = 1 + a (p - x)/(1 - p),  a = (p - q) / (p - q + q d),        q = p / r
//    with d = rho + (1 - rho)/n for objects of one visit being alike, and r = 1.5, 2, 4 in equal parts. p is the share
//    in the reference, moved away by `tolerance` and by what the reference leaves open. Each bet begins anew at each
//    visit t with the weight b_t = ln 2 (1/ln(t+1) - 1/ln(t+2)), which sum to 1: a long calm before a change costs
//    little.
//      E_t = W_t + ln 2 / ln(t+2),  W_t = (W_(t-1) + b_t) L_t
//    While the share given the past is at most (at least) p, E is a supermartingale that starts at 1: it exceeds
//    1/alpha ever with probability at most alpha [Ville]. Over K classes those moved that e-BH selects: with E sorted
//    downwards, the first k for the largest k with E_(k) >= K / (k alpha); of what is selected at most the share alpha
//    is wrong in expectation, whatever the dependence [Wang & Ramdas 2022].
//
// 2. Which labels would fit the predictions of now? With C_ij the share of reference objects predicted i and labeled j,
//    and mu the mix of predictions now, C w = mu gives w, by how much each class of labels became more frequent if
//    labels still meant what they meant and the model still did what it did (BBSE, Lipton et al. 2018); the labels
//    expected are w_j p_j. Classes that moved and the most frequent ones are told apart, all others are one.
//
//      labels     predictions  labels expected                     verdict
//      one of them moved, or both, and those expected are those seen  the world
//      moved      as before    are those of before                 annotators or guideline
//      as before  moved        (those seen are those of before)    the model
//      anything else                                               unclear
//
// Serialisable; the same visits in the same order give the same state. Single-owner.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace labelwatch {

// Objects that were labeled and predicted so; numbers of classes are below `classes` of the reference.
struct MixPair {
  std::uint32_t labeled = 0;
  std::uint32_t predicted = 0;
  std::uint32_t objects = 0;
};

struct MixReference {
  std::size_t classes = 0;
  std::vector<MixPair> pairs;
  double visits = 0;  // that the pairs are from: says how much alike objects of a visit make the reference uncertain
};

struct MixOptions {
  double alpha = 0.01;         // share of wrong among classes said to have moved
  double tolerance = 0.25;     // a share may move by that part of it
  double least_share = 0.005;  // shares below are watched as if they were that
  double likeness = 0.2;       // rho: correlation of objects of one visit; changes speed, not validity
  double half_life = 200;      // visits after which those before count half in the mix of now
  double agreement = 0.35;     // labels expected are those seen: apart by at most that part of the move
};

enum class MixVerdict : std::uint8_t { kSteady, kAnnotatorsOrGuideline, kWorld, kModel, kUnclear };

std::string_view VerdictWord(MixVerdict verdict);  // "steady", "annotators_or_guideline", "world", "model", "unclear"

struct MixMove {
  std::uint32_t of_class = 0;
  double evidence = 1;  // E of the class
  double before = 0;    // share in the reference
  double now = 0;
};

// What was seen of late, at a time that was chosen without looking at mixes: since a rate rose.
struct MixWindow {
  std::vector<double> labels, predictions;  // objects by class
  double visits = 0;
};

struct MixFinding {
  MixVerdict verdict = MixVerdict::kSteady;
  std::string reason;                        // in words
  std::vector<MixMove> labels, predictions;  // what moved, the strongest evidence first
};

class MixTest {
 public:
  static constexpr std::array<double, 3> kRatios = {1.5, 2, 4};

  // What there is to keep. One list per side (labels, predictions), 2 * kRatios bets per class: more, then less.
  struct Side {
    std::vector<double> bets;  // W
    std::vector<double> now;   // objects by class, older visits count less
    std::uint64_t visits = 0;  // that had objects on this side
  };
  struct State {
    Side labels, predictions;
  };

  // REQUIRES: options in their ranges: alpha, likeness, agreement and least_share in (0, 1), tolerance in [0, 1),
  // half_life > 0. Pairs with a class of `classes` or above are left out.
  explicit MixTest(const MixReference& reference, const MixOptions& options = {});

  // One visit. Pairs with a class that the reference has no number for are left out and counted.
  // `frames`: so many visits of about the same size, of which only the sum is known.
  void Add(std::span<const MixPair> visit, double frames = 1);
  std::uint64_t Unknown() const { return unknown_; }

  // `name_of(c)` is what people call class c.
  MixFinding Find(const std::function<std::string(std::uint32_t)>& name_of) const;
  // The same question of one window: moved is a share whose limits lie beyond p. It takes tens of frames where the
  // bets, which are ready at any time, take hundreds; in exchange it may be asked once, not until it says what one
  // likes.
  MixFinding FindIn(const MixWindow& window, const std::function<std::string(std::uint32_t)>& name_of) const;

  // Objects of the reference, and of now as `Add` keeps them, by class.
  const std::vector<double>& ReferenceLabels() const { return labels_.objects; }
  const std::vector<double>& ReferencePredictions() const { return predictions_.objects; }

  const State& Save() const { return state_; }
  // False, and nothing changes, if the state is none that a test of this reference could have saved.
  bool Load(const State& state);

 private:
  struct Watched {
    std::vector<double> objects;      // of the reference, by class
    std::vector<double> most, least;  // p of the two bets; least 0: too rare to see it get rarer
  };

  Watched Watch(std::vector<double> objects, double visits) const;
  void Bet(const Watched& watched, std::span<const double> objects, double frames, Side& side) const;
  std::vector<MixMove> Moved(const Watched& watched, const Side& side) const;
  std::vector<MixMove> MovedIn(const Watched& watched, std::span<const double> now, double visits) const;
  void Decide(const MixWindow& now, const std::function<std::string(std::uint32_t)>& name_of,
              MixFinding& finding) const;
  MixVerdict Verdict(const MixFinding& moved, const MixWindow& window, std::string& why) const;

  MixOptions options_;
  std::size_t classes_;
  std::vector<MixPair> pairs_;  // of the reference
  Watched labels_, predictions_;
  State state_;
  std::uint64_t unknown_ = 0;
};

}  // namespace labelwatch
