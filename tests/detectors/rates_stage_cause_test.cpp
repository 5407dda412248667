// Streams in which it is known who changed, through the whole stage: what the alarm says of it.

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

#include "detectors/rates/rates_stage.h"
#include "tests/detectors/rates_oracle.h"

namespace labelwatch {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::int64_t kMinute = 60'000;
constexpr std::uint32_t kNothing = 99;
const std::vector<std::string> kClasses = {"car", "dog", "person", "truck"}, kPeople = {"ann", "bob", "cleo", "dan"},
                               kCameras = {"east", "west"};

// Frames of two objects, one annotator and one camera, a model that takes one truck in four for a car.
struct Stream {
  std::vector<double> world = {.4, .3, .25, .05};
  std::vector<double> of_bob;   // what Bob is given; empty: the world
  double bob_renames = 0;       // share of his labels that get the next class
  double all_rename_dogs = 0;   // share of dogs that everybody labels as persons
  double model_misses = .02;    // share of objects
  double model_sees_twice = 0;  // objects per object where nothing is
  double model_renames = 0;     // share of objects that it gives the next class
  double score_scale = 1;
  std::string sequences;  // each tick is one, with this before its number; empty: none
};

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : uniforms_(seed) {}

  SeriesSums Tick(const Stream& stream, std::int64_t number) {
    sums_ = {};
    numbers_.clear();
    SeriesBlock& block = sums_.blocks.emplace_back();
    block.tick_ms = number * kMinute;
    block.models = "yolo@7";
    block.kinds = kPairingKinds;
    if (!stream.sequences.empty()) block.sequence = stream.sequences + std::to_string(number);
    rows_.clear();
    held_.clear();
    pairs_.clear();
    said_ = {Number(Dimension::kModel, "yolo@7"), 0, {}, {}};
    for (int i = 0; i < 40; ++i) Frame(stream);
    for (const auto& [value, row] : rows_) block.rows.push_back(row);
    for (const auto& [key, objects] : pairs_) said_.pairs.push_back({key.first, key.second, objects});
    for (const auto& [key, frames] : held_) block.held.push_back({key.first, key.second, frames});
    block.models_said = {said_};
    return sums_;
  }

 private:
  std::uint32_t Number(Dimension dimension, const std::string& name) {
    const auto [number, added] =
        numbers_.try_emplace({dimension, name}, static_cast<std::uint32_t>(sums_.values.size()));
    if (added) sums_.values.push_back({dimension, name});
    return number->second;
  }
  std::uint32_t ClassNumber(std::uint32_t c) {
    return c == kNothing ? kNoValue : Number(Dimension::kClass, kClasses[c]);
  }

  void Frame(const Stream& stream) {
    const std::string& person = kPeople[uniforms_.Below(4)];
    const std::vector<double>& world = person == "bob" && !stream.of_bob.empty() ? stream.of_bob : stream.world;
    std::map<std::uint32_t, SeriesKinds> holds;
    const std::vector<std::uint32_t> shared = {Number(Dimension::kOverall, ""), Number(Dimension::kAnnotator, person),
                                               Number(Dimension::kSource, kCameras[uniforms_.Below(2)]), said_.model};
    for (const std::uint32_t value : shared) holds[value];
    std::set<std::uint32_t> classes;
    const auto object = [&](std::uint32_t labeled, std::uint32_t predicted) {
      const SeriesKinds kind = labeled == kNothing     ? Bit(SeriesKind::kUnmatchedPrediction)
                               : predicted == kNothing ? Bit(SeriesKind::kUnmatchedLabel)
                               : labeled != predicted  ? Bit(SeriesKind::kOtherClass)
                                                       : 0;
      ++pairs_[{ClassNumber(labeled), ClassNumber(predicted)}];
      for (const std::uint32_t value : shared) holds[value] |= kind;
      holds[ClassNumber(labeled == kNothing ? predicted : labeled)] |= kind;
      if (labeled != kNothing) classes.insert(ClassNumber(labeled));
      if (predicted != kNothing) {
        ++said_.scores[static_cast<std::size_t>(64 * std::min(.999, stream.score_scale * (.5 + uniforms_.Next() / 2)))];
      }
    };
    for (int i = 0; i < 2; ++i) {
      double u = uniforms_.Next();
      std::uint32_t real = 0;
      for (; real < 3 && u >= world[real]; ++real) u -= world[real];
      std::uint32_t labeled = real, predicted = real;
      if (person == "bob" && uniforms_.Is(stream.bob_renames)) labeled = (real + 1) % 4;
      if (real == 1 && uniforms_.Is(stream.all_rename_dogs)) labeled = 2;
      if (real == 3 && uniforms_.Is(.25)) predicted = 0;
      if (uniforms_.Is(.01 + stream.model_renames)) predicted = (real + 1) % 4;
      if (uniforms_.Is(stream.model_misses)) predicted = kNothing;
      object(labeled, predicted);
      if (uniforms_.Is(stream.model_sees_twice)) object(kNothing, real);
    }
    ++said_.frames;
    for (const auto& [value, kinds] : holds) {
      SeriesRow& row = rows_.try_emplace(value, SeriesRow{value, 0, {}}).first->second;
      ++row.frames;
      for (std::size_t kind = 0; kind < kSeriesKinds; ++kind) row.flagged[kind] += kinds >> kind & 1U;
    }
    for (const std::uint32_t of_class : classes) {
      ++held_[{shared[1], of_class}];
      ++held_[{shared[2], of_class}];
    }
  }

  Uniforms uniforms_;
  SeriesSums sums_;
  std::map<std::pair<Dimension, std::string>, std::uint32_t> numbers_;
  std::map<std::uint32_t, SeriesRow> rows_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> pairs_, held_;
  ModelSaid said_;
};

RateOptions Options() {
  RateOptions options;
  options.lateness_ms = 0;
  options.baseline_frames = 1000;
  options.budget_ms = 24 * 3'600'000;
  return options;
}

constexpr std::int64_t kCalm = 250, kEnd = 330;  // ticks of 40 frames; baselines of 1,000 frames take the first 110

struct Told {
  std::map<std::string, RiseCauseFound> why;  // "annotator bob other_class": of the alarms that stand at the end
  std::string causes;                         // of them, each once
};

Told Standing(const RatesStage& stage) {
  Told told;
  std::set<std::string> causes;
  for (const FollowedSeries& series : stage.Series()) {
    if (!series.Raised()) continue;
    const SeriesName& name = series.Name();
    const RiseCauseFound why = stage.WhyRose(series);
    causes.emplace(CauseWord(why.cause));
    told.why[std::string(kDimensions[Place(name.dimension)].word) + " " + name.value + " " +
             std::string(SeriesKindWord(name.kind))] = why;
  }
  for (const std::string& cause : causes) told.causes += (told.causes.empty() ? "" : " ") + cause;
  return told;
}

// What is said of a stream that was calm and then `changed`, and is told on failure.
Told Follow(const Stream& changed, std::uint64_t seed = 1, const Stream& calm = {}) {
  RatesStage stage(Options());
  Maker maker(seed);
  for (std::int64_t tick = 0; tick < kCalm; ++tick) stage.Take(maker.Tick(calm, tick), tick * kMinute);
  EXPECT_TRUE(stage.TakeEvents().empty());
  for (std::int64_t tick = kCalm; tick < kEnd; ++tick) stage.Take(maker.Tick(changed, tick), tick * kMinute);
  return Standing(stage);
}

std::string TextOf(const Told& told) {
  std::string text;
  for (const auto& [series, why] : told.why)
    text += series + ": " + std::string(CauseWord(why.cause)) + ", " + why.reason + "\n";
  return text;
}

std::string Reason(const Told& told, const std::string& series) {
  const auto found = told.why.find(series);
  return found == told.why.end() ? "no alarm" : found->second.reason;
}

TEST(RatesCauses, AStreamThatDoesNotChangeTellsNothing) { EXPECT_EQ(TextOf(Follow({})), ""); }

TEST(RatesCauses, OneAnnotatorWhoTurnsBadIsTheCause) {
  Stream bad;
  bad.bob_renames = .3;
  const Told told = Follow(bad);
  EXPECT_EQ(told.causes, "annotators_or_guideline") << TextOf(told);
  EXPECT_THAT(Reason(told, "annotator bob other_class"),
              HasSubstr("only annotator bob: the other 3 annotators are where they were"));
}

TEST(RatesCauses, AllAnnotatorsAtOnceWhereOnlyLabelsMovedAreTheGuideline) {
  Stream guideline;
  guideline.all_rename_dogs = .5;
  const Told told = Follow(guideline);
  EXPECT_EQ(told.causes, "annotators_or_guideline") << TextOf(told);
  EXPECT_THAT(Reason(told, "overall  other_class"),
              AllOf(HasSubstr("dog fell"), HasSubstr("4 of 4 annotators rose together")));
}

TEST(RatesCauses, LabelsAndPredictionsThatMoveTogetherAreTheWorld) {
  Stream trucks;
  trucks.world = {.2, .2, .2, .4};
  const Told told = Follow(trucks);
  EXPECT_EQ(told.causes, "world") << TextOf(told);
}

TEST(RatesCauses, AModelThatMissesMoreInSilenceIsTheCause) {
  Stream blind;
  blind.model_misses = .2;
  const Told told = Follow(blind);
  EXPECT_EQ(told.causes, "model") << TextOf(told);
  EXPECT_THAT(Reason(told, "overall  unmatched_label"), HasSubstr("predictions from 1.95 to 1.6"));
}

// By shares alone it looks as if labels were missing.
TEST(RatesCauses, AModelThatSeesWhatIsNotThereIsTheCause) {
  Stream dreaming;
  dreaming.model_sees_twice = .2;
  const Told told = Follow(dreaming);
  EXPECT_EQ(told.causes, "model") << TextOf(told);
}

TEST(RatesCauses, ScoresThatMovedAreTheModelEvenWhereNoMixDid) {
  Stream calm, unsure;
  calm.world = unsure.world = {.25, .25, .25, .25};
  unsure.score_scale = .75;
  unsure.model_renames = .1;
  const Told told = Follow(unsure, 1, calm);
  EXPECT_EQ(told.causes, "model") << TextOf(told);
  EXPECT_THAT(Reason(told, "overall  other_class"), HasSubstr("scores of yolo@7"));
}

TEST(RatesCauses, AnAnnotatorWhoIsGivenOtherClassesIsNotBlamed) {
  Stream given;
  given.of_bob = {.1, .05, .05, .8};
  const Told told = Follow(given);
  ASSERT_TRUE(told.why.contains("annotator bob other_class"));
  EXPECT_EQ(told.causes, "world") << TextOf(told);
}

TEST(RatesCauses, WhatHadMovedLongBeforeIsNoNews) {
  RatesStage stage(Options());
  Maker maker(1);
  Stream stream;
  std::int64_t tick = 0;
  const auto go = [&](std::int64_t ticks) {
    for (const std::int64_t end = tick + ticks; tick < end; ++tick)
      stage.Take(maker.Tick(stream, tick), tick * kMinute);
  };
  go(kCalm);
  stream.world = {.3, .2, .45, .05};  // nothing is harder
  go(600);
  EXPECT_EQ(TextOf(Standing(stage)), "");
  stream.bob_renames = .3;
  go(60);
  const Told told = Standing(stage);
  EXPECT_EQ(told.causes, "annotators_or_guideline") << TextOf(told);
}

TEST(RatesCauses, ARenewalOfEverythingForgetsWhatWasUsual) {
  RatesStage stage(Options());
  Maker maker(1);
  for (std::int64_t tick = 0; tick < kCalm; ++tick) stage.Take(maker.Tick({}, tick), tick * kMinute);
  ASSERT_TRUE(stage.WhatTellsCauses().Mixes().begin()->second.Learnt());
  RatesAct of_bob, of_all;  // renewals
  of_bob.which.value = "bob";
  of_all.which.dimension = Dimension::kOverall;
  stage.Take(of_bob, 0);
  EXPECT_TRUE(stage.WhatTellsCauses().Mixes().begin()->second.Learnt());
  stage.Take(of_all, 0);
  EXPECT_FALSE(stage.WhatTellsCauses().Mixes().begin()->second.Learnt());
}

// Taken up again after each tick from what was written down.
TEST(RatesCauses, AStageThatIsRestoredSaysTheSameWords) {
  for (const char* sequences : {"", "drive "}) {
    Stream calm, bad;
    calm.sequences = bad.sequences = sequences;
    bad.bob_renames = .3;
    Maker maker(1);
    RatesStage whole(Options());
    std::map<SeriesName, SeriesState> series;
    std::map<std::string, std::string> causes;
    StageState kept;
    std::vector<AlarmEvent> events;
    for (std::int64_t tick = 0; tick < kEnd; ++tick) {
      const SeriesSums sums = maker.Tick(tick < kCalm ? calm : bad, tick);
      whole.Take(sums, tick * kMinute);
      RatesStage stage(Options());
      if (tick > 0) {
        std::vector<SeriesState> states;
        for (const auto& [name, state] : series) states.push_back(state);
        ASSERT_EQ(stage.Restore(kept, states), 0U);
        for (const auto& [key, bytes] : causes) ASSERT_TRUE(stage.RestoreCause(key, bytes)) << key;
      }
      stage.Take(sums, tick * kMinute);
      for (AlarmEvent& event : stage.TakeEvents()) events.push_back(std::move(event));
      for (SeriesState& state : stage.TakeChanged()) series[state.name] = state;
      for (KeptCause& cause : stage.TakeChangedCauses()) causes[cause.key] = cause.bytes;
      kept = stage.State();
    }
    const auto key = [](const AlarmEvent& event) { return std::tuple(event.time_ms, event.series, event.why.reason); };
    auto expected = whole.TakeEvents();
    ASSERT_FALSE(expected.empty());
    ASSERT_EQ(events.size(), expected.size());
    std::ranges::sort(events, {}, key);
    std::ranges::sort(expected, {}, key);
    for (std::size_t i = 0; i < events.size(); ++i) EXPECT_EQ(key(events[i]), key(expected[i]));
  }
}

TEST(RatesCauses, AnyBytesAreWhatWasKeptOrRefused) {
  RateOptions options = Options();
  options.baseline_frames = 100;
  RatesStage stage(options);
  Maker maker(1);
  Stream stream;
  stream.sequences = "drive ";
  for (std::int64_t tick = 0; tick < 20; ++tick) stage.Take(maker.Tick(stream, tick), tick * kMinute);
  for (const KeptCause& kept : stage.TakeChangedCauses()) {
    for (std::size_t i = 0; i < kept.bytes.size(); i += 7) {
      EXPECT_FALSE(RatesStage(options).RestoreCause(kept.key, kept.bytes.substr(0, i)));
      std::string damaged = kept.bytes;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
      RatesStage other(options);
      if (!other.RestoreCause(kept.key, damaged)) continue;
      other.Take(maker.Tick(stream, 21), 21 * kMinute);
      other.Finish();
      for (const auto& [name, mix] : other.WhatTellsCauses().Mixes()) {
        mix.Since(0, 10);
        mix.OfLate();
      }
    }
  }
}

TEST(RatesCauses, ModelsBeyondTheLimitAreCountedAndRefused) {
  RateOptions options = Options();
  options.max_mixes = 0;
  options.max_held = 1;
  RatesStage stage(options);
  Maker maker(1);
  stage.Take(maker.Tick({}, 0), 0);
  EXPECT_EQ(stage.WhatTellsCauses().Refused(), 6U);  // one model, three annotators, two cameras
  EXPECT_TRUE(stage.WhatTellsCauses().Mixes().empty());
}

}  // namespace
}  // namespace labelwatch
