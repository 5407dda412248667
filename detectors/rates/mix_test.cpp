#include "detectors/rates/mix_test.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <numeric>

#include "detectors/rates/expected_mix.h"
#include "detectors/rates/intervals.h"

namespace labelwatch {
namespace {

constexpr std::size_t kRatioCount = MixTest::kRatios.size();
constexpr std::size_t kBets = 2 * kRatioCount;  // of a class: more, then less
// More says nothing more, and would take long to go when a mix is back. A bet that is cut is still a supermartingale.
constexpr double kMostEvidence = 1e9;
constexpr std::size_t kToldApart = 24;  // classes in the inversion, beside the rest
constexpr double kFewestToTell = 20;    // objects of the reference that a class needs there
constexpr double kMostShare = 0.95;

double Sum(std::span<const double> values) { return std::accumulate(values.begin(), values.end(), 0.0); }

double Share(std::span<const double> objects, std::size_t c) {
  const double all = Sum(objects);
  return all > 0 ? objects[c] / all : 0;
}

// The part of the evidence that has not begun to bet after so many visits, and what begins at visit t >= 1.
double Waiting(std::uint64_t visits) { return std::numbers::ln2 / std::log(static_cast<double>(visits) + 2); }
double Begins(std::uint64_t t) {
  const double next = static_cast<double>(t) + 1;
  return std::numbers::ln2 * std::log1p(1 / next) / (std::log(next) * std::log(next + 1));
}

double Evidence(const MixTest::Side& side, std::size_t c, bool less_watched) {
  double more = 0, less = 0;
  for (std::size_t r = 0; r < kRatioCount; ++r) {
    more += side.bets[c * kBets + r] / kRatioCount;
    less += side.bets[c * kBets + kRatioCount + r] / kRatioCount;
  }
  return Waiting(side.visits) + (less_watched ? (more + less) / 2 : more);
}

std::string Percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %%", 100 * share);
  return text;
}

std::string Tell(const char* side, const std::vector<MixMove>& moves,
                 const std::function<std::string(std::uint32_t)>& name_of) {
  if (moves.empty()) return std::string(side) + " did not change";
  std::string text = std::string(side) + " of ";
  for (std::size_t i = 0; i < std::min<std::size_t>(moves.size(), 3); ++i) {
    const MixMove& move = moves[i];
    if (i > 0) text += ", of ";
    text += name_of(move.of_class) +
            (move.before <= 0         ? " are new, "
             : move.now > move.before ? " rose from " + Percent(move.before) + " to "
                                      : " fell from " + Percent(move.before) + " to ") +
            Percent(move.now);
  }
  if (moves.size() > 3) text += " and of " + std::to_string(moves.size() - 3) + " more classes changed";
  return text;
}

// Sums of |a - b| over the classes that moved.
double Apart(std::span<const std::uint32_t> moved, std::span<const double> a, std::span<const double> b) {
  double apart = 0;
  for (const std::uint32_t c : moved) apart += std::abs(a[c] - b[c]);
  return apart;
}

std::vector<double> Shares(std::span<const double> objects) {
  std::vector<double> shares(objects.begin(), objects.end());
  const double all = Sum(objects);
  for (double& share : shares) share = all > 0 ? share / all : 0;
  return shares;
}

// Shares of labels expected by class; those that are not told apart are 0. Nothing if predictions do not tell.
std::optional<std::vector<double>> Expected(std::span<const MixPair> pairs, std::span<const double> labeled,
                                            std::span<const double> predicted_now, std::span<const std::uint32_t> moved,
                                            std::size_t told_apart) {
  const std::size_t classes = labeled.size();
  std::vector<std::uint32_t> by_size(classes);
  std::iota(by_size.begin(), by_size.end(), 0u);
  std::stable_sort(by_size.begin(), by_size.end(), [&](auto a, auto b) { return labeled[a] > labeled[b]; });
  std::vector<std::uint32_t> told;
  const auto add = [&](std::uint32_t c) {
    if (told.size() >= told_apart || labeled[c] < kFewestToTell) return;
    if (std::find(told.begin(), told.end(), c) == told.end()) told.push_back(c);
  };
  for (const std::uint32_t c : moved) add(c);
  for (const std::uint32_t c : by_size) add(c);

  std::vector<std::size_t> group(classes, told.size());  // all others are one
  for (std::size_t i = 0; i < told.size(); ++i) group[told[i]] = i;
  double rest = 0;
  for (std::size_t c = 0; c < classes; ++c) rest += group[c] == told.size() ? labeled[c] : 0;
  JointCounts joint{told.size() + (rest > 0 ? 1 : 0), {}};
  joint.counts.resize(joint.classes * joint.classes);
  for (const MixPair& pair : pairs) {
    const std::size_t i = group[pair.predicted], j = group[pair.labeled];
    if (i < joint.classes && j < joint.classes) joint.counts[i * joint.classes + j] += pair.objects;
  }
  std::vector<double> now(joint.classes);
  for (std::size_t c = 0; c < classes; ++c) {
    if (group[c] < joint.classes) now[group[c]] += predicted_now[c];
  }
  const auto shares = ExpectedLabels(joint, now);
  if (!shares) return std::nullopt;
  std::vector<double> expected(classes);
  for (std::size_t i = 0; i < told.size(); ++i) expected[told[i]] = (*shares)[i];
  return expected;
}

}  // namespace

std::string_view VerdictWord(MixVerdict verdict) {
  constexpr std::array<std::string_view, 5> kWords = {"steady", "annotators_or_guideline", "world", "model", "unclear"};
  return kWords[static_cast<std::size_t>(verdict)];
}

MixTest::MixTest(const MixReference& reference, const MixOptions& options)
    : options_(options), classes_(reference.classes) {
  std::vector<double> labels(classes_), predictions(classes_);
  for (const MixPair& pair : reference.pairs) {
    if (pair.labeled >= classes_ || pair.predicted >= classes_) continue;
    pairs_.push_back(pair);
    labels[pair.labeled] += pair.objects;
    predictions[pair.predicted] += pair.objects;
  }
  labels_ = Watch(std::move(labels), reference.visits);
  predictions_ = Watch(std::move(predictions), reference.visits);
  for (Side* side : {&state_.labels, &state_.predictions}) {
    side->bets.resize(classes_ * kBets);
    side->now.resize(classes_);
  }
}

// The bounds of the reference hold for all classes and both sides at once.
MixTest::Watched MixTest::Watch(std::vector<double> objects, double visits) const {
  Watched watched{std::move(objects), std::vector<double>(classes_, kMostShare), std::vector<double>(classes_)};
  const double all = Sum(watched.objects);
  if (!(all > 0)) return watched;
  const double size = visits >= 1 ? std::max(1.0, all / visits) : 1;
  const double effect = 1 + options_.likeness * (size - 1);
  const double confidence = 1 - options_.alpha / (4 * static_cast<double>(classes_));
  for (std::size_t c = 0; c < classes_; ++c) {
    const double k = watched.objects[c] / effect, n = all / effect, share = k / n;
    watched.most[c] = std::min(
        kMostShare, std::max({share * (1 + options_.tolerance), options_.least_share, UpperBound(k, n, confidence)}));
    const double least = std::min(share * (1 - options_.tolerance), LowerBound(k, n, confidence));
    watched.least[c] = least >= options_.least_share ? least : 0;
  }
  return watched;
}

void MixTest::Add(std::span<const MixPair> visit, double frames) {
  std::vector<double> labels(classes_), predictions(classes_);
  for (const MixPair& pair : visit) {
    if (pair.labeled >= classes_ || pair.predicted >= classes_) {
      unknown_ += pair.objects;
      continue;
    }
    labels[pair.labeled] += pair.objects;
    predictions[pair.predicted] += pair.objects;
  }
  Bet(labels_, labels, frames, state_.labels);
  Bet(predictions_, predictions, frames, state_.predictions);
}

void MixTest::Bet(const Watched& watched, std::span<const double> objects, double frames, Side& side) const {
  const double n = Sum(objects);
  if (!(n > 0)) return;
  ++side.visits;
  const double begun = Begins(side.visits);
  // Variance of the mean over `visits` of them, of n / visits objects each, for one object's being 1.
  const double visits = std::clamp(frames, 1.0, std::max(1.0, n));
  const double d = (options_.likeness + (1 - options_.likeness) * visits / n) / visits;
  const double keep = std::exp2(-1 / options_.half_life);
  for (std::size_t c = 0; c < classes_; ++c) {
    const double x = objects[c] / n;
    side.now[c] = side.now[c] * keep + objects[c];
    const auto grow = [&](double& bet, double factor) { bet = std::min(kMostEvidence, (bet + begun) * factor); };
    for (std::size_t r = 0; r < kRatioCount; ++r) {
      const double p = watched.most[c], q = std::min(kRatios[r] * p, (1 + p) / 2);
      grow(side.bets[c * kBets + r], 1 + (q - p) / (q - p + (1 - q) * d) * (x / p - 1));
    }
    const double p = watched.least[c];
    if (p <= 0) continue;
    for (std::size_t r = 0; r < kRatioCount; ++r) {
      const double q = p / kRatios[r];
      grow(side.bets[c * kBets + kRatioCount + r], 1 + (p - q) / (p - q + q * d) * (p - x) / (1 - p));
    }
  }
}

// e-BH over the classes.
std::vector<MixMove> MixTest::Moved(const Watched& watched, const Side& side) const {
  std::vector<MixMove> moves;
  for (std::size_t c = 0; c < classes_; ++c) {
    moves.push_back(
        {static_cast<std::uint32_t>(c), Evidence(side, c, watched.least[c] > 0), Share(watched.objects, c), 0});
  }
  std::stable_sort(moves.begin(), moves.end(),
                   [](const MixMove& a, const MixMove& b) { return a.evidence > b.evidence; });
  std::size_t selected = 0;
  for (std::size_t k = 1; k <= moves.size(); ++k) {
    const double needed = static_cast<double>(classes_) / (static_cast<double>(k) * options_.alpha);
    if (moves[k - 1].evidence >= needed) selected = k;
  }
  moves.resize(selected);
  for (MixMove& move : moves) move.now = Share(side.now, move.of_class);
  return moves;
}

MixFinding MixTest::Find(const std::function<std::string(std::uint32_t)>& name_of) const {
  MixFinding finding;
  finding.labels = Moved(labels_, state_.labels);
  finding.predictions = Moved(predictions_, state_.predictions);
  Decide({state_.labels.now, state_.predictions.now, 0}, name_of, finding);
  return finding;
}

MixFinding MixTest::FindIn(const MixWindow& window, const std::function<std::string(std::uint32_t)>& name_of) const {
  MixFinding finding;
  if (window.labels.size() != classes_ || window.predictions.size() != classes_) return finding;
  finding.labels = MovedIn(labels_, window.labels, window.visits);
  finding.predictions = MovedIn(predictions_, window.predictions, window.visits);
  Decide(window, name_of, finding);
  return finding;
}

// All classes and both sides at once hold with 1 - alpha.
std::vector<MixMove> MixTest::MovedIn(const Watched& watched, std::span<const double> now, double visits) const {
  std::vector<MixMove> moves;
  const double all = Sum(now);
  if (!(all > 0 && Sum(watched.objects) > 0)) return moves;
  const double effect = 1 + options_.likeness * (std::max(1.0, visits >= 1 ? all / visits : all) - 1);
  const double confidence = 1 - options_.alpha / (4 * static_cast<double>(classes_));
  for (std::size_t c = 0; c < classes_; ++c) {
    const double k = now[c] / effect, n = all / effect;
    const bool more = LowerBound(k, n, confidence) > watched.most[c];
    const bool less = watched.least[c] > 0 && UpperBound(k, n, confidence) < watched.least[c];
    if (more || less) moves.push_back({static_cast<std::uint32_t>(c), 1, Share(watched.objects, c), now[c] / all});
  }
  std::ranges::stable_sort(moves, std::greater<>(), [](const MixMove& m) { return std::abs(m.now - m.before); });
  return moves;
}

void MixTest::Decide(const MixWindow& now, const std::function<std::string(std::uint32_t)>& name_of,
                     MixFinding& finding) const {
  if (finding.labels.empty() && finding.predictions.empty()) return;
  std::string why;
  finding.verdict = Verdict(finding, now, why);
  finding.reason = Tell("labels", finding.labels, name_of) + "; " +
                   Tell("predictions on the same frames", finding.predictions, name_of) + ": " + why;
}

MixVerdict MixTest::Verdict(const MixFinding& moved, const MixWindow& window, std::string& why) const {
  std::vector<std::uint32_t> classes;
  for (const auto* side : {&moved.labels, &moved.predictions}) {
    for (const MixMove& move : *side) {
      if (std::find(classes.begin(), classes.end(), move.of_class) == classes.end()) classes.push_back(move.of_class);
    }
  }
  const auto before = Shares(labels_.objects), now = Shares(window.labels);
  const double labels_moved = Apart(classes, before, now);
  std::optional<std::vector<double>> expected;
  for (const std::size_t told_apart : {kToldApart, std::size_t{8}, classes.size()}) {
    if (!expected) expected = Expected(pairs_, labels_.objects, window.predictions, classes, told_apart);
  }
  const double expected_moved = expected ? Apart(classes, before, *expected) : 0;
  const double disagreement = expected ? Apart(classes, *expected, now) : 0;

  if (moved.labels.empty()) {
    const double predictions_moved = Apart(classes, Shares(predictions_.objects), Shares(window.predictions));
    if (labels_moved <= options_.agreement * predictions_moved) {
      why = "the model, or what it sees of the same things, changed";
      return MixVerdict::kModel;
    }
    if (expected && disagreement <= options_.agreement * expected_moved) {
      why = "labels go along, so it is a change of the world, or of what is sampled of it";
      return MixVerdict::kWorld;
    }
    why = "labels go along in part";
    return MixVerdict::kUnclear;
  }
  if (!expected) {
    why = "predictions do not tell these classes apart";
    return MixVerdict::kUnclear;
  }
  if (disagreement <= options_.agreement * std::max(labels_moved, expected_moved)) {
    why = moved.predictions.empty()
              ? "predictions go along, so it is a change of the world, or of what is sampled of it"
              : "both tell of the same change of the world, or of what is sampled of it";
    return MixVerdict::kWorld;
  }
  if (!moved.predictions.empty()) {
    why = "both changed, but not in the same way";
    return MixVerdict::kUnclear;
  }
  if (expected_moved <= options_.agreement * labels_moved) {
    why = "annotators or the guideline changed";
    return MixVerdict::kAnnotatorsOrGuideline;
  }
  why = "predictions go along in part";
  return MixVerdict::kUnclear;
}

bool MixTest::Load(const State& state) {
  const auto numbers = [](const std::vector<double>& values, std::size_t size, double most) {
    return values.size() == size &&
           std::all_of(values.begin(), values.end(), [&](double v) { return v >= 0 && v <= most; });
  };
  for (const Side* side : {&state.labels, &state.predictions}) {
    if (!numbers(side->bets, classes_ * kBets, kMostEvidence) || !numbers(side->now, classes_, 1e18)) return false;
  }
  state_ = state;
  return true;
}

}  // namespace labelwatch
