// Cost of judging a frame of 10 labels with 10 predictions, 20 classes, from the decoded frame to findings.
//
// Eight predictions sit on labels (IoU about 0.8), two stand alone; one label in ten has no prediction of its class.
// SteadyState is what a stream pays: the learning schedule after many frames, the steps of the weights included.

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "detectors/inspector.h"
#include "detectors/labels/random.h"
#include "detectors/learning/working_copy.h"

namespace labelwatch {
namespace {

constexpr std::size_t kFrames = 512;
constexpr int kObjects = 10, kClasses = 20;

class FrameSet {
 public:
  explicit FrameSet(int objects = kObjects) : names_(100) {
    for (int c = 0; c < kClasses; ++c) names_.Add("class " + std::to_string(c));
    Random random(1);
    for (std::size_t i = 0; i < kFrames; ++i) ids_.push_back("sequence/frame_" + std::to_string(100'000 + i) + ".jpg");
    for (std::size_t i = 0; i < kFrames; ++i) AddFrame(i, objects, random);
  }

  JoinedFrame At(std::size_t i) const { return {labels_[i % kFrames], {&predictions_[i % kFrames], 1}}; }
  const NameTable& Classes() const { return names_; }

 private:
  static Box RandomBox(Random& random) {
    const double width = random.Uniform(20, 200), height = random.Uniform(20, 200);
    const double x = random.Uniform(0, 1280 - width), y = random.Uniform(0, 720 - height);
    return {x, y, x + width, y + height};
  }

  void AddFrame(std::size_t i, int objects, Random& random) {
    LabeledFrame& frame = labels_.emplace_back();
    frame.frame_id = ids_[i];
    frame.image_width = 1280;
    frame.image_height = 720;
    PredictedFrame& predicted = predictions_.emplace_back();
    predicted.model = "yolo";
    predicted.model_version = "1";
    for (int o = 0; o < objects; ++o) {
      Label label;
      label.class_id = static_cast<NameId>(1 + random.Below(kClasses));
      label.shape = {ShapeKind::kBox, RandomBox(random), {}};
      Prediction prediction;
      prediction.class_id = random.Below(10) == 0 ? static_cast<NameId>(1 + random.Below(kClasses)) : label.class_id;
      prediction.score = random.Uniform(0.3, 0.99);
      if (o % 5 == 4) {
        prediction.shape = {ShapeKind::kBox, RandomBox(random), {}};
        prediction.score = random.Uniform(0.02, 0.6);
      } else {
        Box box = label.shape.bounds;
        box.x_min += random.Normal() * 0.05 * box.Width();
        box.y_max += random.Normal() * 0.05 * box.Height();
        prediction.shape = {ShapeKind::kBox, box, {}};
      }
      frame.labels.push_back(label);
      predicted.predictions.push_back(prediction);
    }
  }

  NameTable names_;
  std::vector<std::string> ids_;
  std::vector<LabeledFrame> labels_;
  std::vector<PredictedFrame> predictions_;
};

// Judges and learns like a task does; ids repeat after kFrames, so the share of frames learned from is that of the
// schedule up to chance.
class Stream {
 public:
  Stream(const FrameSet& set, const InspectOptions& options)
      : set_(set), options_(options), learning_(options, set.Classes()), inspector_(options, set.Classes()) {
    calibration_ = learning_.Current();
  }

  void Frame() {
    benchmark::DoNotOptimize(inspector_.Inspect(set_.At(next_++), *calibration_, sums_).frame_score);
    if (sums_.frames >= options_.block_frames) calibration_ = learning_.Learn(sums_);
  }
  void Frames(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) Frame();
  }

 private:
  const FrameSet& set_;
  InspectOptions options_;
  WorkingCopy learning_;
  Inspector inspector_;
  std::shared_ptr<const Calibration> calibration_;
  LearningTally sums_;
  std::size_t next_ = 0;
};

void Run(benchmark::State& state, const InspectOptions& options, std::size_t frames_before, int objects = kObjects) {
  const FrameSet set(objects);
  Stream stream(set, options);
  stream.Frames(frames_before);
  for (auto _ : state) stream.Frame();
  state.SetItemsProcessed(state.iterations());
}

void BM_JudgeFrozen(benchmark::State& state) {
  InspectOptions options;
  options.frozen = true;
  Run(state, options, 10);
}
BENCHMARK(BM_JudgeFrozen);

void BM_JudgeAndLearnEveryFrame(benchmark::State& state) {
  InspectOptions options;
  options.learn_all_frames = static_cast<std::uint64_t>(-1);
  Run(state, options, 1000);
}
BENCHMARK(BM_JudgeAndLearnEveryFrame);

// Argument: frames seen before. The cost is flat.
void BM_SteadyState(benchmark::State& state) { Run(state, {}, static_cast<std::size_t>(state.range(0))); }
BENCHMARK(BM_SteadyState)->Arg(10'000)->Arg(100'000)->Arg(1'000'000);

// Argument: labels and predictions of a frame.
void BM_SteadyStateByObjects(benchmark::State& state) { Run(state, {}, 10'000, static_cast<int>(state.range(0))); }
BENCHMARK(BM_SteadyStateByObjects)->Arg(1)->Arg(3)->Arg(30)->Arg(100);

}  // namespace
}  // namespace labelwatch

BENCHMARK_MAIN();
