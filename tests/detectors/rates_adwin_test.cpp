// Adaptive windows: hand-made streams, River's answers on all streams of the oracle, and series with known changes.
#include <fstream>
#include <iterator>
#include <limits>

#include "detectors/rates/adwin.h"
#include "tests/detectors/rates_oracle.h"

namespace labelwatch {
namespace {

std::vector<std::size_t> ChangesIn(const std::vector<double>& values, const AdwinOptions& options = {}) {
  Adwin adwin(options);
  std::vector<std::size_t> changes;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (adwin.Add(values[i])) changes.push_back(i);
  }
  return changes;
}

std::vector<double> Steps(std::initializer_list<std::pair<std::size_t, double>> steps) {
  std::vector<double> values;
  for (const auto& [count, value] : steps) values.insert(values.end(), count, value);
  return values;
}

TEST(RatesAdwin, AStepIsFoundAtTheNextTry) {
  EXPECT_THAT(ChangesIn(Steps({{1000, 0}, {1000, 1}})), testing::ElementsAre(1023));
}

TEST(RatesAdwin, AStreamThatStaysHasNoChange) { EXPECT_TRUE(ChangesIn(Steps({{5000, 0.25}})).empty()); }

TEST(RatesAdwin, SumsAreThoseOfTheWindow) {
  Adwin adwin;
  for (const double value : {1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0}) adwin.Add(value);
  EXPECT_EQ(adwin.Width(), 7);
  EXPECT_DOUBLE_EQ(adwin.Mean(), 4);
  EXPECT_DOUBLE_EQ(adwin.Deviations(), 28);
}

TEST(RatesAdwin, SaysWhereTheStreamsMeet) {
  Adwin adwin;
  for (std::size_t i = 0; i < 1000; ++i) adwin.Add(0);
  while (!adwin.Add(1)) {
  }
  EXPECT_NEAR(static_cast<double>(adwin.Border().before), 1000, 16);
  EXPECT_LT(adwin.Border().mean_before, 0.02);
  EXPECT_GT(adwin.Border().mean_after, 0.9);
}

TEST(RatesAdwin, WhatIsNoValueIsLeftOut) {
  Adwin adwin;
  for (const double value :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), -1e101}) {
    EXPECT_FALSE(adwin.Add(value));
  }
  EXPECT_EQ(adwin.Width(), 0);
  for (int i = 0; i < 1000; ++i) adwin.Add(i % 2 == 0 ? 1e100 : -1e100);
  EXPECT_TRUE(std::isfinite(adwin.Deviations()));
  EXPECT_TRUE(std::isfinite(adwin.Mean()));
}

TEST(RatesAdwin, GoesOnFromSavedState) {
  Uniforms uniforms(7);
  Adwin whole;
  std::optional<Adwin> parts = Adwin();
  for (int i = 0; i < 6000; ++i) {
    const double value = uniforms.Is(i < 3000 ? 0.1 : 0.3) ? 1 : 0;
    ASSERT_EQ(whole.Add(value), parts->Add(value)) << i;
    if (i % 17 == 0) parts = Adwin::From(parts->State());
    ASSERT_TRUE(parts.has_value());
    ASSERT_EQ(whole.State(), parts->State());
  }
}

TEST(RatesAdwin, RefusesStateThatIsNone) {
  AdwinState state;
  state.buckets = {{3, 1, 0}, {4, 1, 0}};  // a smaller one before a larger one
  EXPECT_FALSE(Adwin::From(state));
  state.buckets.assign(6, {0, 1, 0});
  EXPECT_FALSE(Adwin::From(state));
  state.buckets = {{4000000000u, 1, 0}};
  EXPECT_FALSE(Adwin::From(state));
  state.buckets = {{0, std::numeric_limits<double>::quiet_NaN(), 0}};
  EXPECT_FALSE(Adwin::From(state));
  state.buckets.clear();
  state.deviations = -1;
  EXPECT_FALSE(Adwin::From(state));
}

// The settings that the oracle knows, by the names that it gives them.
const std::pair<const char*, AdwinOptions> kSettings[] = {
    {"ADWIN", {}},
    {"ADWIN delta=0.05", {.delta = 0.05}},
    {"ADWIN clock=1", {.clock = 1}},
    {"ADWIN delta=1e-5 clock=8", {.delta = 1e-5, .clock = 8}},
    {"ADWIN max_buckets=3 min_window_length=10 grace_period=30", {.buckets = 3, .least = 10, .grace = 30}},
};

std::vector<double> StreamOf(const rapidjson::Value& stream) {
  Uniforms uniforms(stream["seed"].GetUint64());
  const std::string kind = stream["kind"].GetString();
  std::vector<double> values;
  for (const auto& segment : stream["segments"].GetArray()) {
    const double a = segment[1].GetDouble(), b = segment[2].GetDouble();
    for (auto left = segment[0].GetUint64(); left > 0; --left) {
      const double u = uniforms.Next();
      if (kind == "bernoulli") {
        values.push_back(u < a ? 1 : 0);
      } else {
        values.push_back(a + b * (kind == "uniform" ? u : (u + uniforms.Next()) / 2));
      }
    }
  }
  return values;
}

std::vector<double> Series(const std::string& name) {
  std::ifstream file(std::string(LABELWATCH_SHARED) + "/data/drift_tcpd/series/" + name + ".json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  rapidjson::Document document;
  document.Parse(text.c_str());
  if (document.HasParseError()) return {};
  return NumbersOf(document["series"][0]["raw"]);
}

std::vector<double> Scaled(std::vector<double> values) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const double low = *least, span = *most - *least;
  for (double& value : values) value = (value - low) / span;
  return values;
}

void ExpectAgreement(const std::string& name, const std::vector<double>& values, const rapidjson::Value& results) {
  for (const auto& [setting, options] : kSettings) {
    const auto& theirs = results[setting];
    EXPECT_THAT(ChangesIn(values, options), testing::Pointwise(testing::Eq(), NumbersOf(theirs["detections"])))
        << name << ", " << setting;
    if (!theirs.HasMember("checkpoints")) continue;
    Adwin adwin(options);
    std::size_t i = 0;
    for (const auto& checkpoint : theirs["checkpoints"].GetArray()) {
      const auto state = NumbersOf(checkpoint);
      while (static_cast<double>(i) <= state[0]) adwin.Add(values[i++]);
      EXPECT_EQ(static_cast<double>(adwin.Width()), state[1]) << name << ", " << setting << " at " << i;
      EXPECT_TRUE(Agree(adwin.Sum(), state[2], 1e-12)) << name << ", " << setting << " at " << i;
      // What the oracle calls variance is not divided by the width.
      EXPECT_TRUE(Agree(adwin.Deviations(), state[3], 1e-12))
          << name << ", " << setting << " at " << i << ": " << adwin.Deviations() << " for " << state[3];
    }
  }
}

TEST(RatesAdwin, AgreesWithRiver) {
  const auto oracles = Oracles("drift_river.json");
  if (oracles.empty()) GTEST_SKIP() << "no shared data in " << LABELWATCH_SHARED;
  std::size_t made = 0, real = 0;
  for (const auto& one : oracles.back()["cases"].GetArray()) {
    const std::string name = one["name"].GetString();
    if (one.HasMember("stream")) {
      const auto values = StreamOf(one["stream"]);
      ASSERT_EQ(values.size(), one["n"].GetUint64()) << name;
      ExpectAgreement(name, values, one["results"]);
      ++made;
    } else if (name.starts_with("tcpd ")) {
      const auto values = Series(name.substr(5));
      if (values.size() != one["n"].GetUint64()) continue;
      ExpectAgreement(name, values, one["results"]);
      if (one.HasMember("results_scaled_to_0_1")) {
        ExpectAgreement(name + " scaled", Scaled(values), one["results_scaled_to_0_1"]);
      }
      ++real;
    }
  }
  EXPECT_EQ(made, 12);
  EXPECT_EQ(real, 21);
  RecordProperty("streams", static_cast<int>(made + real));
}

// Where people marked a change of level, one is found within 60 points after it and none before.
TEST(RatesAdwin, FindsChangesThatPeopleMarked) {
  const std::pair<const char*, std::size_t> marked[] = {
      {"quality_control_1", 146}, {"quality_control_2", 97}, {"quality_control_3", 179}};
  for (const auto& [name, change] : marked) {
    const auto values = Series(name);
    if (values.empty()) GTEST_SKIP() << "no shared data in " << LABELWATCH_SHARED;
    const auto changes = ChangesIn(values);
    ASSERT_FALSE(changes.empty()) << name;
    EXPECT_GE(changes.front(), change) << name;
    EXPECT_LE(changes.front(), change + 32) << name;
    std::cout << name << ": marked at " << change << ", found at " << testing::PrintToString(changes) << "\n";
  }
  EXPECT_TRUE(ChangesIn(Series("quality_control_5")).empty());
}

}  // namespace
}  // namespace labelwatch
