// The alarm held to another program's answers: bets, baselines, trajectories, alarms and recoveries on seeded streams.
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <string>
#include <tuple>
#include <vector>

#include "detectors/rates/baseline.h"
#include "detectors/rates/recovery_test.h"
#include "detectors/rates/series_alarm.h"

namespace labelwatch {
namespace {

using Json = rapidjson::Value;
constexpr double kTolerance = 1e-9;

// The generator that all oracles share.
class Lcg {
 public:
  explicit Lcg(std::uint64_t seed) : state_(seed) {}
  double Uniform() {
    state_ = 6364136223846793005ULL * state_ + 1442695040888963407ULL;
    return static_cast<double>(state_ >> 11) * 0x1p-53;
  }

 private:
  std::uint64_t state_;
};

std::uint64_t SizeOf(const Json& size, Lcg& random) {
  if (size.IsNumber()) return size.GetUint64();
  const double u = random.Uniform();
  return u < 0.4 ? 1 : u < 0.7 ? 5 : u < 0.9 ? 20 : 100;
}

Cluster ClusterOf(const Json& size, double icc, double p, Lcg& random) {
  Cluster cluster = {SizeOf(size, random), 0};
  if (icc > 0 && random.Uniform() < icc) {
    if (random.Uniform() < p) cluster.k = cluster.n;
    return cluster;
  }
  for (std::uint64_t i = 0; i < cluster.n; ++i) cluster.k += random.Uniform() < p ? 1 : 0;
  return cluster;
}

using Ticks = std::vector<std::vector<CountedCluster>>;

// Each tick as TickClusters gives it.
Ticks TicksOf(const Json& one) {
  Lcg random(one["seed"].GetUint64());
  const auto per_tick = one["clusters_per_tick"].GetUint64();
  Ticks ticks;
  for (const auto& segment : one["segments"].GetArray()) {
    std::vector<Cluster> clusters;
    for (std::uint64_t frames = 0; frames < segment[0].GetUint64(); frames += clusters.back().n) {
      clusters.push_back(ClusterOf(one["size"], one["icc"].GetDouble(), segment[1].GetDouble(), random));
    }
    for (std::size_t i = 0; i < clusters.size();) {
      TickClusters tick;
      for (std::size_t end = std::min(clusters.size(), i + per_tick); i < end; ++i) tick.Add(clusters[i]);
      ticks.emplace_back(tick.Pairs().begin(), tick.Pairs().end());
    }
  }
  if (one.HasMember("note")) ticks.insert(ticks.begin() + 3, std::vector<CountedCluster>{});
  return ticks;
}

void ExpectNear(double ours, double theirs, const char* what, std::size_t at) {
  EXPECT_NEAR(ours, theirs, kTolerance * std::max(1.0, std::abs(theirs))) << what << " at " << at;
}

// Compares where the oracle has a point, a list of [tick, value].
class Points {
 public:
  Points(const Json& one, const char* name) : name_(name), list_(one.HasMember(name) ? &one[name] : nullptr) {}
  void Compare(std::size_t tick, double value) {
    if (list_ == nullptr || next_ == list_->Size() || (*list_)[next_][0].GetUint64() != tick) return;
    ExpectNear(value, (*list_)[next_++][1].GetDouble(), name_, tick);
  }
  bool Done() const { return list_ == nullptr || next_ == list_->Size(); }

 private:
  const char* name_;
  const Json* list_;
  rapidjson::SizeType next_ = 0;
};

class RatesOracleTest : public testing::Test {
 protected:
  void SetUp() override {
    std::ifstream file(LABELWATCH_SHARED "/oracles/alarm_trajectories.json");
    if (!file) GTEST_SKIP() << "no shared data in " << LABELWATCH_SHARED;
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    oracle_.Parse(text.c_str());
    ASSERT_FALSE(oracle_.HasParseError());
  }

  std::vector<const Json*> CasesOf(const std::string& form) const {
    std::vector<const Json*> cases;
    for (const Json& one : oracle_["cases"].GetArray()) {
      if (one["form"].GetString() == form) cases.push_back(&one);
    }
    return cases;
  }

  rapidjson::Document oracle_;
};

TEST_F(RatesOracleTest, BetsOnARise) {
  for (const Json& one : oracle_["bets"]["up"].GetArray()) {
    const Factors lambda = RiseBets(one["p0"].GetDouble(), one["rho"].GetDouble()).Lambda(one["n"].GetUint64());
    for (unsigned j = 0; j < kBets; ++j) ExpectNear(lambda[j], one["lambda"][j].GetDouble(), "lambda", j);
  }
}

TEST_F(RatesOracleTest, BetsOnRecovery) {
  for (const Json& one : oracle_["bets"]["down"].GetArray()) {
    RecoveryBets bets(one["pd"].GetDouble(), one["rho_d"].GetDouble(), false);
    const Factors none = bets.Of({one["n"].GetUint64(), 0}), first = bets.Of({one["n"].GetUint64(), 1});
    for (unsigned j = 0; j < kBets; ++j) {
      ExpectNear(std::log(none[j]), one["ln_L_k0"][j].GetDouble(), "ln L", j);
      ExpectNear(std::log(first[j]), one["ln_L_k1"][j].GetDouble(), "ln L", j);
    }
  }
}

TEST_F(RatesOracleTest, Baselines) {
  for (const Json& one : oracle_["baselines"].GetArray()) {
    BaselineSums sums;
    for (const Json& pair : one["multiset"].GetArray()) {
      Add(CountedCluster{{pair[0].GetUint64(), pair[1].GetUint64()}, pair[2].GetUint64()}, sums);
    }
    EXPECT_EQ(FitBaseline(sums).has_value(), one["frames"].GetDouble() >= 2000);
    const auto baseline = FitBaseline(sums, 1);
    ASSERT_TRUE(baseline.has_value());
    for (const auto& [name, ours] : {std::pair{"p", baseline->rate},
                                     {"rho", baseline->rho},
                                     {"deff", baseline->deff},
                                     {"ucb95", baseline->bound},
                                     {"p0", baseline->p0},
                                     {"rho_d", RecoveryRho(baseline->rho)}}) {
      EXPECT_NEAR(ours, one[name].GetDouble(), kTolerance * one[name].GetDouble()) << name;
    }
  }
}

TEST_F(RatesOracleTest, EvidenceDatingAndAlarmsOfARise) {
  ASSERT_GT(CasesOf("up").size(), 20U);
  for (const Json* const at : CasesOf("up")) {
    const Json& one = *at;
    SCOPED_TRACE(one["seed"].GetUint64());
    const RiseBets bets(one["p0"].GetDouble(), one["rho"].GetDouble());
    Points without_reset(one, "ln_M_no_reset"), with_reset(one, "ln_M_with_reset"), dates(one, "dating_no_reset");
    Mixture on, reset;
    Dating on_dating, dating;
    using Alarm = std::tuple<std::int64_t, std::int64_t, std::uint64_t, std::uint64_t>;
    std::vector<Alarm> alarms, expected;
    const Ticks ticks = TicksOf(one);
    ASSERT_EQ(ticks.size(), one["ticks"].GetUint64());
    for (std::size_t t = 0; t < ticks.size(); ++t) {
      const TickFactors factors = Multiply(bets, ticks[t]);
      const auto number = static_cast<std::int64_t>(t);
      Advance(factors, on);
      Advance(factors, number, on_dating);
      without_reset.Compare(t, LnMean(on));
      dates.Compare(t, on_dating.sum);
      Advance(factors, reset);
      Advance(factors, number, dating);
      with_reset.Compare(t, LnMean(reset));
      if (!FloorHolds(dating) || !Reaches(reset, one["A"].GetDouble())) continue;
      alarms.emplace_back(number, dating.since, dating.flagged, dating.frames);
      reset = {};
      dating = StartDating(number + 1);
    }
    for (const Json& alarm : one["alarms"].GetArray()) {
      expected.emplace_back(alarm[0].GetInt64(), alarm[1].GetInt64(), alarm[2].GetUint64(), alarm[3].GetUint64());
    }
    EXPECT_EQ(alarms, expected);
    EXPECT_TRUE(without_reset.Done() && with_reset.Done() && dates.Done());
  }
}

TEST_F(RatesOracleTest, EvidenceAndAlarmsOfRecovery) {
  for (const bool strict : {false, true}) {
    const auto cases = CasesOf(strict ? "down_strict" : "down");
    ASSERT_GT(cases.size(), 10U);
    for (const Json* const at : cases) {
      const Json& one = *at;
      SCOPED_TRACE(one["seed"].GetUint64());
      RecoveryBets bets(one["p0"].GetDouble(), one["rho"].GetDouble(), strict);
      Points without_reset(one, "ln_M_no_reset"), with_reset(one, "ln_M_with_reset");
      Mixture on, reset;
      std::vector<std::uint64_t> alarms, expected;
      const Ticks ticks = TicksOf(one);
      for (std::size_t t = 0; t < ticks.size(); ++t) {
        const TickFactors factors = Multiply(bets, ticks[t]);
        Advance(factors, on);
        without_reset.Compare(t, LnMean(on));
        Advance(factors, reset);
        with_reset.Compare(t, LnMean(reset));
        if (!Reaches(reset, one["A"].GetDouble())) continue;
        alarms.push_back(t);
        reset = {};
      }
      for (const Json& alarm : one["alarms"].GetArray()) expected.push_back(alarm[0].GetUint64());
      EXPECT_EQ(alarms, expected);
      EXPECT_TRUE(without_reset.Done() && with_reset.Done());
    }
  }
}

TEST_F(RatesOracleTest, WholeCycles) {
  ASSERT_FALSE(CasesOf("cycle").empty());
  for (const Json* const at : CasesOf("cycle")) {
    const Json& one = *at;
    SCOPED_TRACE(one["seed"].GetUint64());
    const AlarmTerms terms = {one["p0"].GetDouble(), one["rho"].GetDouble(), one["A"].GetDouble(),
                              one["A_down"].GetDouble()};
    EXPECT_DOUBLE_EQ(RecoveryRho(terms.rho), one["rho_d"].GetDouble());
    SeriesAlarm state;
    const Ticks ticks = TicksOf(one);
    rapidjson::SizeType next = 0;
    for (std::size_t t = 0; t < ticks.size(); ++t) {
      const auto change = Advance(terms, static_cast<std::int64_t>(t), ticks[t], state);
      if (!change) continue;
      ASSERT_LT(next, one["events"].Size());
      const Json& event = one["events"][next++];
      EXPECT_STREQ(change->raised ? "raised" : "cleared", event[0].GetString());
      EXPECT_EQ(change->tick, event[1].GetInt64());
      if (!change->raised) continue;
      EXPECT_EQ(change->since, event[2].GetInt64());
      ExpectNear(change->recovery_rate, event[3].GetDouble(), "pd", t);
    }
    EXPECT_EQ(next, one["events"].Size());
  }
}

}  // namespace
}  // namespace labelwatch
