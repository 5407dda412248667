// What holds for every detector in the registry, the next one included.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "detectors/labels/random.h"
#include "detectors/labels/scene.h"
#include "detectors/labels/start_weights.h"
#include "detectors/registry.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

constexpr std::array<std::string_view, 12> kTracks = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"};

// By name: each test has a detector of its own.
class ConformanceTest : public testing::TestWithParam<std::string> {
 protected:
  ConformanceTest() {
    // Two classes, one of which is to be large and at most twice in a frame; the third is unknown.
    auto rules = std::make_shared<Ontology>();
    rules->classes["a"].min_width = 30;
    rules->classes["a"].at_most = 2;
    rules->classes["b"];
    options_.ontology.rules = std::move(rules);
    detectors_ = MakeDetectors(options_, classes_);
    detector_ = std::find_if(detectors_.begin(), detectors_.end(), [](const auto& detector) {
                  return detector->Name() == GetParam();
                })->get();
  }

  // Shown what it needs: an earlier frame of the sequence, what was found about the pixels, each model.
  std::vector<Finding> Judge(const FrameBuilder& builder, ModelTally* sums = nullptr) {
    const JoinedFrame frame = builder.Frame();
    Scene scene(options_);
    scene.SetLabels(frame.labels);
    SequenceWindows windows(options_.tracks, 1000);
    if (before_) windows.Remember(before_->Frame());
    const SequenceFrame nothing;
    const SequenceMoment moment =
        windows.Follows(frame) ? windows.Remember(frame) : SequenceMoment{nothing, {}, options_.tracks};
    const View view = {scene, &moment, images_};
    std::vector<Finding> findings;
    if (!detector_->Needed().Model()) {
      detector_->Judge(view, findings, nullptr);
      return findings;
    }
    for (std::size_t i = 0; i < frame.predictions.size(); ++i) {
      scene.SetPredictions(frame.predictions[i], static_cast<std::int16_t>(i), StartCalibration(), &pool_);
      if (sums != nullptr) scene.Claim();
      detector_->Judge(view, findings, sums);
    }
    return findings;
  }

  Box RandomBox(Random& random) const {
    const double x = random.Uniform(0, 150), y = random.Uniform(0, 150);
    const double width = random.Uniform(5, 50), height = random.Uniform(5, 50);
    return {x, y, x + width, y + height};
  }
  std::string RandomClass(Random& random) const { return std::string(1, static_cast<char>('a' + random.Below(3))); }

  // Numbers are drawn in statements of their own: compilers differ in the order of arguments.
  void AddLabel(FrameBuilder& frame, Random& random) const {
    const Box box = RandomBox(random);
    frame.Label(RandomClass(random), box);
  }

  // A frame full of disagreement.
  FrameBuilder RandomFrame(std::uint64_t seed) {
    Random random(seed);
    FrameBuilder frame(classes_);
    for (std::size_t i = 0; i < 5 + seed % 8; ++i) AddLabel(frame, random);
    frame.Model("yolo");
    for (std::size_t i = 0; i < 5 + seed % 20; ++i) {
      const Box box = RandomBox(random);
      const double confidence = random.Uniform();
      frame.Prediction(RandomClass(random), box, confidence);
    }
    AddFrameClasses(frame, random.Uniform());
    ShowBefore(frame, random);
    images_ = {{ImageCause::kDark, random.Uniform(), "dark"}, {ImageCause::kGrey, random.Uniform(), "grey"}};
    return frame;
  }
  // The frame before in its sequence: the same tracks somewhere else.
  void ShowBefore(FrameBuilder& frame, Random& random) {
    before_.emplace(classes_);
    for (std::size_t i = 0; i < frame.Labels().labels.size(); ++i) {
      AddLabel(*before_, random);
      frame.Labels().labels[i].track_id = before_->Labels().labels[i].track_id = kTracks[i % kTracks.size()];
    }
    before_->Labels().sequence = frame.Labels().sequence = "drive";
    frame.Labels().sequence_index = 1;
  }
  void AddFrameClasses(FrameBuilder& frame, double probability) {
    frame.Labels().frame_classes = {classes_.Add("a")};
    frame.Predictions()[0].class_probabilities = {{classes_.Add("a"), probability},
                                                  {classes_.Add("b"), 1 - probability}};
  }

  NameTable classes_{20};
  InspectOptions options_;
  LabelPool pool_{{{0.2F, 0.2F, 1}, {0.1F, 0.3F, 2}}, 2, {1, 2}};
  std::optional<FrameBuilder> before_;  // in the sequence
  std::vector<ImageSuspicion> images_;
  Detectors detectors_;
  Detector* detector_ = nullptr;
};

void ExpectSound(const FrameBuilder& builder, const std::vector<Finding>& findings, const Detector& detector) {
  const auto names = detector.FindingNames();
  const JoinedFrame frame = builder.Frame();
  for (const Finding& finding : findings) {
    EXPECT_TRUE(std::isfinite(finding.score));
    EXPECT_EQ(finding.kind, detector.FindsKind());
    EXPECT_NE(std::find(names.begin(), names.end(), finding.detector), names.end()) << finding.detector;
    EXPECT_LT(finding.label, static_cast<std::int32_t>(frame.labels.labels.size()));
    EXPECT_EQ(finding.model >= 0, detector.Needed().Model());
    if (finding.label >= 0) {
      EXPECT_TRUE(frame.labels.labels[static_cast<std::size_t>(finding.label)].Judged());
    }
    if (finding.model < 0) continue;
    ASSERT_LT(finding.model, static_cast<std::int16_t>(frame.predictions.size()));
    EXPECT_LT(finding.prediction,
              static_cast<std::int32_t>(frame.predictions[static_cast<std::size_t>(finding.model)].predictions.size()));
  }
}

TEST_P(ConformanceTest, AnEmptyFrameHasNoFindings) {
  FrameBuilder frame(classes_);
  EXPECT_TRUE(Judge(frame).empty());
  frame.Model("yolo");
  EXPECT_TRUE(Judge(frame).empty());
}

TEST_P(ConformanceTest, PerfectAgreementIsNotSuspicious) {
  FrameBuilder frame(classes_);
  frame.Label("a", {10, 10, 60, 60}).Label("b", {100, 20, 150, 120}).Label("a", {20, 110, 80, 190});
  for (const Label& label : std::vector<Label>(frame.Labels().labels)) {
    frame.Prediction(std::string(classes_.Name(label.class_id)), label.shape.bounds, 0.95);
  }
  AddFrameClasses(frame, 0.95);
  for (const Finding& finding : Judge(frame)) EXPECT_LT(ProbabilityFromScore(finding.score), options_.flag_probability);
}

TEST_P(ConformanceTest, JudgesTheSameTwice) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const FrameBuilder frame = RandomFrame(seed);
    ModelTally first, second;
    const auto once = Judge(frame, &first), again = Judge(frame, &second), without = Judge(frame);
    ASSERT_EQ(once.size(), again.size());
    ASSERT_EQ(once.size(), without.size()) << "learning does not change the judgement";
    for (std::size_t i = 0; i < once.size(); ++i) {
      EXPECT_EQ(once[i].score, again[i].score);
      EXPECT_EQ(once[i].score, without[i].score);
      EXPECT_EQ(once[i].label, again[i].label);
      EXPECT_EQ(once[i].prediction, again[i].prediction);
    }
    for (std::size_t kind = 0; kind < first.kinds.size(); ++kind) {
      EXPECT_EQ(first.kinds[kind].gradient, second.kinds[kind].gradient);
    }
  }
}

TEST_P(ConformanceTest, FindingsPointAtWhatIsThere) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const FrameBuilder frame = RandomFrame(seed);
    const auto findings = Judge(frame);
    ExpectSound(frame, findings, *detector_);
    for (const Finding& finding : findings) {
      EXPECT_NE(detector_->Explain(frame.Frame(), finding, classes_).sentence, "");
    }
  }
}

TEST_P(ConformanceTest, OrderOfLabelsAndPredictionsDoesNotMatter) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    FrameBuilder frame = RandomFrame(seed);
    const auto scores = [&] {
      std::multiset<double> all;
      for (const Finding& finding : Judge(frame)) all.insert(finding.score);
      return all;
    };
    const auto before = scores();
    std::reverse(frame.Labels().labels.begin(), frame.Labels().labels.end());
    std::reverse(frame.Predictions()[0].predictions.begin(), frame.Predictions()[0].predictions.end());
    const auto after = scores();
    ASSERT_EQ(before.size(), after.size()) << seed;
    EXPECT_TRUE(std::equal(before.begin(), before.end(), after.begin(),
                           [](double a, double b) { return std::abs(a - b) < 1e-5; }));
  }
}

TEST_P(ConformanceTest, HostileBoxesAndConfidencesEndInFiniteScores) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN(), kInf = std::numeric_limits<double>::infinity();
  const std::vector<double> hostile = {kNaN, kInf, -kInf, 0, -0.0, 1e308, -1e308, 1e-308, 5e-324, 1 << 30, 1e9, 50, 51};
  Random random(7);
  const auto any = [&] { return hostile[random.Below(hostile.size())]; };
  for (int round = 0; round < 2000; ++round) {
    FrameBuilder frame(classes_, random.Below(2) == 0 ? 0 : 200, random.Below(2) == 0 ? 0 : 200);
    frame.Model("yolo");
    for (int i = 0; i < 4; ++i) {
      frame.Label(RandomClass(random), {any(), any(), any(), any()});
      AddLabel(frame, random);
      frame.Prediction(RandomClass(random), {any(), any(), any(), any()}, any());
      frame.Prediction(RandomClass(random), RandomBox(random), any());
    }
    AddFrameClasses(frame, any());
    ModelTally sums;
    ExpectSound(frame, Judge(frame, &sums), *detector_);
    for (const KindSums& kind : sums.kinds) {
      for (const float value : kind.gradient) ASSERT_TRUE(std::isfinite(value));
      for (const float value : kind.curvature) ASSERT_TRUE(std::isfinite(value));
    }
    for (const FrameClassSum& sum : sums.frame_class_sums) ASSERT_TRUE(std::isfinite(sum.probability));
  }
}

std::vector<std::string> Names() {
  std::vector<std::string> names;
  const NameTable no_classes(1);
  for (const auto& detector : MakeDetectors({}, no_classes)) names.emplace_back(detector->Name());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Registry, ConformanceTest, testing::ValuesIn(Names()),
                         [](const auto& test) { return test.param; });

class RegistryTest : public testing::Test {
 protected:
  NameTable classes_{20};
  const Detectors detectors_ = MakeDetectors({}, classes_);
};

TEST_F(RegistryTest, EveryDetectorIsFoundByTheNamesOfItsFindings) {
  std::set<std::string_view> names;
  for (const auto& detector : detectors_) {
    for (const std::string_view name : detector->FindingNames()) {
      EXPECT_TRUE(names.insert(name).second) << name;
      EXPECT_EQ(FindDetector(detectors_, name).value(), detector.get());
      EXPECT_TRUE(CheckDetectorName(name));
    }
  }
}

TEST_F(RegistryTest, AnUnknownNameIsAnErrorThatNamesThoseThatThereAre) {
  const auto checked = CheckDetectorName("dulpicate");
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().message.substr(0, 75),
            "no detector is named 'dulpicate'; there are invalid, duplicate, conflicting");
}

TEST_F(RegistryTest, AFindingOfAnUnknownDetectorIsNotExplainedByAnother) {
  FrameBuilder frame(classes_);
  Finding finding;
  finding.detector = "dulpicate";
  EXPECT_ANY_THROW(Inspector({}, classes_).Describe(frame.Frame(), {}, finding));
}

}  // namespace
}  // namespace labelwatch
