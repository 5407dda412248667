// What the alarm on a rate promises and what it costs, by simulation through the code that raises it; Markdown tables.
//
//   cmake --build --preset release --target alarm_runs && build/release/tests/alarm_runs --help
//
// Clusters are beta-binomial. Reference: the note on alarms, sections 2 and 3.

#include <CLI/CLI.hpp>
#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "detectors/labels/random.h"
#include "detectors/rates/series_alarm.h"

namespace labelwatch {
namespace {

constexpr std::uint64_t kMixed = 0;  // 1, 5, 20, 100 frames with .4, .3, .2, .1

// A stream of one cluster a tick.
struct Stream {
  std::uint64_t size = 1;
  double icc = 0;

  Cluster Next(double rate, Random& random) const {
    Cluster cluster = {SizeFor(random), 0};
    if (icc <= 0) {
      for (std::uint64_t i = 0; i < cluster.n; ++i) cluster.k += random.Uniform() < rate ? 1 : 0;
      return cluster;
    }
    // Polya's urn: what was flagged makes the next frame likelier to be.
    const double balls = 1 / icc - 1;
    for (std::uint64_t i = 0; i < cluster.n; ++i) {
      const double flagged = balls * rate + static_cast<double>(cluster.k);
      cluster.k += random.Uniform() * (balls + static_cast<double>(i)) < flagged ? 1 : 0;
    }
    return cluster;
  }
  std::string Name() const { return size == kMixed ? "mixed" : std::to_string(size); }

 private:
  std::uint64_t SizeFor(Random& random) const {
    if (size != kMixed) return size;
    const double u = random.Uniform();
    return u < 0.4 ? 1 : u < 0.7 ? 5 : u < 0.9 ? 20 : 100;
  }
};

class Mean {
 public:
  void Add(double x) {
    ++n_;
    const double away = x - mean_;
    mean_ += away / n_;
    squares_ += away * (x - mean_);
  }
  double Value() const { return mean_; }
  double Error() const { return std::sqrt(squares_ / (n_ * (n_ - 1))); }

 private:
  double n_ = 0, mean_ = 0, squares_ = 0;
};

// Frames up to an alarm, the cluster that raises it included. `most`: nothing after so many.
std::optional<double> FramesToAlarm(const AlarmTerms& terms, const Stream& stream, double rate, double most,
                                    SeriesAlarm& state, std::int64_t& tick, Random& random) {
  double frames = 0;
  while (frames < most) {
    const CountedCluster one = {stream.Next(rate, random)};
    frames += static_cast<double>(one.cluster.n);
    if (Advance(terms, tick++, {&one, 1}, state)) return frames;
  }
  return std::nullopt;
}

constexpr std::uint64_t kSizes[] = {1, 20, 100, kMixed};
constexpr double kRates[] = {0.005, 0.02, 0.05};
constexpr double kCorrelations[] = {0, 0.2};

void FalseAlarms(int runs, std::uint64_t seed) {
  std::printf("## Mean run to a false alarm, the rate being p0, %d runs\n\n", runs);
  std::printf("| A | p0 | n | ICC | frames | s.e. | / A |\n|---|---|---|---|---|---|---|\n");
  for (const double a : {1000.0, 10'000.0}) {
    for (const double p0 : kRates) {
      for (const std::uint64_t size : kSizes) {
        for (const double icc : kCorrelations) {
          if (size == 1 && icc > 0) continue;
          Random random(seed);
          Mean mean;
          for (int run = 0; run < runs; ++run) {
            SeriesAlarm state;
            std::int64_t tick = 0;
            mean.Add(*FramesToAlarm({p0, icc, a}, {size, icc}, p0, 1e12, state, tick, random));
          }
          std::printf("| %.0f | %.1f %% | %s | %.1f | %.0f | %.0f | %.3f |%s\n", a, 100 * p0,
                      Stream{size}.Name().c_str(), icc, mean.Value(), mean.Error(), mean.Value() / a,
                      mean.Value() < a ? " **below**" : "");
          std::fflush(stdout);
        }
      }
    }
  }
  std::printf("\n");
}

void ManySeries(double budget, std::uint64_t seed) {
  constexpr int kSeries = 10'000;
  constexpr double kFrames = 20'000;
  Random random(seed);
  double frames = 0, raised = 0, cleared = 0;
  for (int i = 0; i < kSeries; ++i) {
    const Stream stream = {kSizes[i % 4], kCorrelations[i / 4 % 2]};
    const double p0 = kRates[i / 8 % 3];
    const AlarmTerms terms = {p0, stream.icc, kSeries * kFrames / budget};
    SeriesAlarm state;
    for (std::int64_t tick = 0; frames < (i + 1) * kFrames; ++tick) {
      const CountedCluster one = {stream.Next(p0, random)};
      frames += static_cast<double>(one.cluster.n);
      if (const auto change = Advance(terms, tick, {&one, 1}, state)) ++(change->raised ? raised : cleared);
    }
  }
  const double most = budget + 3 * std::sqrt(budget);
  std::printf("| %d | %.0f | %.0f | %.0f | %.0f | %.1f |%s\n", kSeries, frames, budget, raised, cleared, most,
              raised > most ? " **beyond**" : "");
  std::fflush(stdout);
}

// Figures of the note; columns 2 -> 3 %, 2 -> 4 %, 2 -> 8 %, 5 -> 10 %.
struct DelayRow {
  Stream stream;
  std::array<double, 4> note;
};
constexpr DelayRow kDelays[] = {
    {{1, 0}, {1007, 411, 100, 205}},         {{20, 0}, {1017, 438, 139, 240}},
    {{20, 0.2}, {2383, 1117, 314, 601}},     {{100, 0}, {1079, 569, 271, 405}},
    {{100, 0.2}, {4784, 2790, 970, 1644}},   {{kMixed, 0}, {1120, 522, 182, 327}},
    {{kMixed, 0.2}, {2771, 1360, 393, 739}},
};
constexpr std::array<double, 4> kBefore = {0.02, 0.02, 0.02, 0.05}, kAfter = {0.03, 0.04, 0.08, 0.1};

// Runs that alarm within the calm frames do not count.
void Delays(int runs, std::uint64_t seed) {
  constexpr double kCalm = 2000, kA = 10'000;
  std::printf("## Mean delay in frames after 2,000 calm ones, A = 10,000, %d runs (s.e., ratio to the note)\n\n", runs);
  std::printf("| n | ICC | 2 -> 3 %% | 2 -> 4 %% | 2 -> 8 %% | 5 -> 10 %% |\n|---|---|---|---|---|---|\n");
  double logs = 0, least = 9, most = 0;
  for (const DelayRow& row : kDelays) {
    std::printf("| %s | %.1f |", row.stream.Name().c_str(), row.stream.icc);
    for (std::size_t i = 0; i < row.note.size(); ++i) {
      Random random(seed);
      const AlarmTerms terms = {kBefore[i], row.stream.icc, kA};
      Mean mean;
      for (int run = 0; run < runs;) {
        SeriesAlarm state;
        std::int64_t tick = 0;
        if (FramesToAlarm(terms, row.stream, kBefore[i], kCalm, state, tick, random)) continue;
        mean.Add(*FramesToAlarm(terms, row.stream, kAfter[i], 1e12, state, tick, random));
        ++run;
      }
      const double ratio = mean.Value() / row.note[i];
      logs += std::log(ratio);
      least = std::min(least, ratio);
      most = std::max(most, ratio);
      std::printf(" %.0f (%.0f, %.2f) |", mean.Value(), mean.Error(), ratio);
      std::fflush(stdout);
    }
    std::printf("\n");
  }
  std::printf("\nRatio to the note: geometric mean %.3f, %.2f to %.2f.\n\n",
              std::exp(logs / (4.0 * std::size(kDelays))), least, most);
}

}  // namespace
}  // namespace labelwatch

int main(int argc, char** argv) try {
  CLI::App app{"What the alarm on a rate promises and what it costs, by simulation."};
  int runs = 1000, delay_runs = 4000;
  std::uint64_t seed = 1;
  std::vector<std::string> parts = {"runs", "series", "delays"};
  app.add_option("--runs", runs, "runs to a false alarm for each cell")->capture_default_str();
  app.add_option("--delay-runs", delay_runs, "runs for each delay")->capture_default_str();
  app.add_option("--seed", seed, "of the random numbers")->capture_default_str();
  app.add_option("--parts", parts, "which tables: runs, series, delays")
      ->delimiter(',')
      ->check(CLI::IsMember({"runs", "series", "delays"}))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  for (const std::string& part : parts) {
    if (part == "runs") labelwatch::FalseAlarms(runs, seed);
    if (part == "delays") labelwatch::Delays(delay_runs, seed);
    if (part != "series") continue;
    std::printf("## 10,000 series at once, the rate of each being p0\n\n");
    std::printf("| series | frames | budget | raised | cleared | budget + 3 s.e. |\n|---|---|---|---|---|---|\n");
    for (const double budget : {20.0, 200.0}) labelwatch::ManySeries(budget, seed);
    std::printf("\n");
  }
} catch (const std::exception& error) {
  std::fprintf(stderr, "alarm_runs: %s\n", error.what());
  return 1;
}
