#include <gtest/gtest.h>

#include "config/config.h"
#include "config/key.h"

namespace labelwatch {
namespace {

std::string Fingerprint(const std::string& text) {
  const auto config = ParseConfig(text);
  EXPECT_TRUE(config) << text;
  return config ? JudgeFingerprint(*config) : "";
}

TEST(FingerprintTest, IsSixteenHexDigits) {
  const std::string fingerprint = JudgeFingerprint(Config{});
  EXPECT_EQ(fingerprint.size(), 16u);
  EXPECT_EQ(fingerprint.find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST(FingerprintTest, ChangesWithEveryOptionOfJudging) {
  // Names every member: a new one does not compile until it is here, and then counts against the keys.
  [[maybe_unused]] const auto [min_score, max_predictions, max_models, flag_probability, flag_per_1000, flag_half_life,
                               rate_probability, rate_after_frames, missing, wrong_class, inaccurate, spurious,
                               duplicate, wrong_frame_class, frozen, block_frames, learn_all_frames, learn_often_until,
                               learn_often_every, learn_rarely_every, learning_half_life, reference_half_life,
                               omission_by_size, seed, models, margins, groups, ontology, tracks] = InspectOptions();
  [[maybe_unused]] const auto [enabled, frames, sequences, objects, gap, rate] = tracks;
  constexpr std::size_t kMembers = 28 + 6;
  // Which findings count for rates changes no finding.
  std::size_t keys = 2;
  for (const Key& key : ConfigKeys()) keys += key.path.starts_with("inspect.") || key.path == "calibration.mode";
  EXPECT_EQ(keys, kMembers);

  const std::string before = JudgeFingerprint(Config{});
  for (const char* text : {"min_score: 0.1",
                           "max_predictions: 7",
                           "max_models: 7",
                           "flag_probability: 1",
                           "flag_per_1000: 10",
                           "flag_half_life: 5000",
                           "rate_missing: 0.1",
                           "rate_wrong_class: 0.1",
                           "rate_inaccurate: 0.1",
                           "rate_spurious: 0.1",
                           "rate_duplicate: 0.1",
                           "rate_wrong_frame_class: 0.1",
                           "omission_by_size: 0.1",
                           "seed: 2",
                           "models: {yolo: {classes: {van: car}}}",
                           "models: {yolo: {unknown: [car]}}",
                           "margins: {car: 0.1}",
                           "groups: {vehicle: [car]}",
                           "tracks: {mode: off}",
                           "tracks: {gap: 1}",
                           "tracks: {rate: 0.1}"}) {
    EXPECT_NE(Fingerprint("inspect: {" + std::string(text) + "}"), before) << text;
  }
  EXPECT_NE(Fingerprint("calibration: {mode: frozen}"), before);
  EXPECT_NE(Fingerprint("names: {classes: 10}"), before) << "classes without a place are judged as one";
}

TEST(FingerprintTest, StaysForEverythingElse) {
  const std::string before = JudgeFingerprint(Config{});
  EXPECT_EQ(Fingerprint("join: {window: 5m}\nlog: {level: debug}\nmetrics: {address: \"a:1\"}\n"), before);
  EXPECT_EQ(Fingerprint("names: {annotators: 10}"), before) << "they are only counted";
  EXPECT_EQ(Fingerprint("inspect: {min_score: 0.020}"), before) << "another text of the same value";
}

TEST(FingerprintTest, DoesNotDependOnTheOrderOfKeys) {
  EXPECT_EQ(Fingerprint("inspect: {seed: 2, min_score: 0.1}"), Fingerprint("inspect: {min_score: 0.1, seed: 2}"));
}

}  // namespace
}  // namespace labelwatch
