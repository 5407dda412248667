// Cost of one frame, bytes to findings and flagged frame, against the size of each dimension of its messages: none may
// grow worse than n log n, up to the limits of wire and beyond the bounds of the work on a frame.

#include <benchmark/benchmark.h>

#include <cmath>
#include <deque>
#include <functional>
#include <numbers>
#include <string>

#include "consumers/flagged_frame.h"
#include "consumers/task.h"
#include "frames.h"
#include "schema/attributes.h"
#include "schema/message_json.h"
#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

class FlaggedFrames : public Outputs {
 public:
  explicit FlaggedFrames(const NameTable& classes) : classes_(classes) {}
  void Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
              const Inspector& inspector) override {
    if (!judgement.flagged) return;
    const FlaggedFrame flagged = MakeFlaggedFrame(frame, calibration, judgement, inspector, "bench", classes_);
    benchmark::DoNotOptimize(EncodeFlaggedFrame(flagged));
  }
  void Refused(const Record&, Rejection) override { ++refused; }
  std::uint64_t refused = 0;

 private:
  const NameTable& classes_;
};

// The messages of one frame: ten labels and predictions, and what a benchmark adds.
struct Messages {
  Messages() {
    labels.frame_id = Text(bench::Id(0));
    labels.image_width = labels.image_height = 4000;
    AddModel("yolo");
    for (std::size_t i = 0; i < 10; ++i) {
      AddLabel(Spread(i, 10));
      AddPrediction(Spread(i, 10));
    }
  }

  std::string_view Text(std::string text) { return texts.emplace_back(std::move(text)); }
  NameId Class(const std::string& name, std::size_t number) { return classes.Add(name + std::to_string(number)); }
  static Box Spread(std::size_t i, std::size_t n) {
    const auto side = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(n))));
    const double cell = 4000.0 / static_cast<double>(side);
    const double x = cell * static_cast<double>(i % side), y = cell * static_cast<double>(i / side);
    return {x, y, x + 0.9 * cell, y + 0.9 * cell};
  }
  Label& AddLabel(const Box& box) {
    Label& label = labels.labels.emplace_back();
    label.id = Text(std::to_string(labels.labels.size()));
    label.class_id = classes.Add("car");
    label.shape = {ShapeKind::kBox, box, {}};
    return label;
  }
  PredictedFrame& AddModel(const std::string& name) {
    PredictedFrame& predicted = predictions.emplace_back();
    predicted.frame_id = labels.frame_id;
    predicted.model = Text(name);
    return predicted;
  }
  Prediction& AddPrediction(const Box& box) {
    Prediction& prediction = predictions.back().predictions.emplace_back();
    prediction.class_id = classes.Add("car");
    prediction.score = 0.8;
    prediction.shape = {ShapeKind::kBox, box, {}};
    return prediction;
  }

  NameTable classes{100'000};
  std::deque<std::string> texts;
  LabeledFrame labels;
  std::deque<PredictedFrame> predictions;
};

using Fill = std::function<void(Messages&, std::size_t n)>;

void JudgeFrame(benchmark::State& state, const Fill& fill, bool json) {
  Messages messages;
  fill(messages, static_cast<std::size_t>(state.range(0)));
  std::string labels;
  std::vector<std::string> predictions;
  Encode(messages.labels, messages.classes, labels);
  for (const PredictedFrame& predicted : messages.predictions)
    Encode(predicted, messages.classes, predictions.emplace_back());
  const std::string as_json = json ? *MessageToJson(labels, Side::kLabels) : std::string();

  Names names;
  TaskOptions options;
  options.wire.message_bytes = 100 << 20;
  options.inspect.flag_probability = 0.01;  // most findings are told
  WorkingCopy learning(options.inspect, names.classes);
  FlaggedFrames outputs(names.classes);
  Task task(options, names, learning, outputs);
  std::int64_t number = 0;
  for (auto _ : state) {
    ++number;
    for (std::string& message : predictions) {
      bench::Messages::Renumber(message, static_cast<std::uint64_t>(number));
      task.Add({Side::kPredictions, "key", message, number, 1}, 1);
    }
    if (json) {
      std::string message = as_json;
      const std::size_t at = message.find("000000000000");
      const std::string digits = std::to_string(number);
      message.replace(at + 12 - digits.size(), digits.size(), digits);
      task.Add({Side::kLabels, "key", message, number, 1}, 1);
    } else {
      bench::Messages::Renumber(labels, static_cast<std::uint64_t>(number));
      task.Add({Side::kLabels, "key", labels, number, 1}, 1);
    }
  }
  if (outputs.refused > 0 || task.Counts().frames != static_cast<std::uint64_t>(number))
    state.SkipWithError("not judged");
  state.SetComplexityN(state.range(0));
  state.counters["bytes"] = static_cast<double>(json ? as_json.size() : labels.size());
}

Ring Circle(std::size_t points, double radius) {
  Ring ring;
  for (std::size_t i = 0; i < points; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(points);
    ring.xy.insert(ring.xy.end(), {2000 + radius * std::cos(angle), 2000 + radius * std::sin(angle)});
  }
  return ring;
}

struct Growth {
  const char* name;
  std::vector<std::int64_t> sizes;
  Fill fill;
  bool json = false;
};

constexpr Box kOnePlace = {1000, 1000, 3000, 3000};
const std::vector<std::int64_t> kObjects = {10, 100, 1000, 9000};

const std::vector<Growth>& Growths() {
  static const std::vector<Growth> kGrowths = {
      {"labels", kObjects,
       [](Messages& m, std::size_t n) {
         for (std::size_t i = 0; i < n; ++i) m.AddLabel(m.Spread(i, n));
       }},
      {"labels_as_json", kObjects,
       [](Messages& m, std::size_t n) {
         for (std::size_t i = 0; i < n; ++i) m.AddLabel(m.Spread(i, n));
       },
       true},
      {"labels_on_one_place", kObjects,
       [](Messages& m, std::size_t n) {
         for (std::size_t i = 0; i < n; ++i) m.AddLabel(kOnePlace);
         m.AddPrediction(kOnePlace);
       }},
      {"predictions", kObjects,
       [](Messages& m, std::size_t n) {
         for (std::size_t i = 0; i < n; ++i) m.AddPrediction(m.Spread(i, n));
       }},
      {"labels_and_predictions", kObjects,
       [](Messages& m, std::size_t n) {
         for (std::size_t i = 0; i < n; ++i) {
           m.AddLabel(m.Spread(i, n));
           m.AddPrediction(m.Spread(i, n));
         }
       }},
      {"all_on_one_place", kObjects,
       [](Messages& m, std::size_t n) {
         for (std::size_t i = 0; i < n; ++i) {
           m.AddLabel(kOnePlace);
           m.AddPrediction(kOnePlace);
         }
       }},
      {"frame_classes", kObjects,
       [](Messages& m, std::size_t n) {
         for (std::size_t i = 0; i < n; ++i) m.labels.frame_classes.push_back(m.Class("labeled", i));
         for (std::size_t i = 0; i < 100; ++i)
           m.predictions[0].class_probabilities.push_back({m.Class("predicted", i), 0.5});
       }},
      {"class_probabilities", kObjects,
       [](Messages& m, std::size_t n) {
         m.labels.frame_classes = {m.Class("labeled", 0)};
         for (std::size_t i = 0; i < n; ++i)
           m.predictions[0].class_probabilities.push_back({m.Class("predicted", i), 0.5});
       }},
      {"frame_classes_and_probabilities", kObjects,
       [](Messages& m, std::size_t n) {
         for (std::size_t i = 0; i < n; ++i) {
           m.labels.frame_classes.push_back(m.Class("labeled", i));
           m.predictions[0].class_probabilities.push_back({m.Class("predicted", i), 0.5});
         }
       }},
      {"object_probabilities", kObjects,
       [](Messages& m, std::size_t n) {
         PredictedFrame& predicted = m.predictions[0];
         Prediction& prediction = m.AddPrediction(kOnePlace);
         prediction.class_id = m.Class("predicted", 0);
         prediction.probabilities = static_cast<std::uint32_t>(n);
         for (std::size_t i = 0; i < n; ++i) predicted.object_probabilities.push_back({m.Class("predicted", i), 0.5});
         for (std::size_t i = 0; i < n; ++i) m.AddLabel(kOnePlace);
       }},
      {"models",
       {1, 4, 16, 32, 100, 1000},
       [](Messages& m, std::size_t n) {
         const std::vector<Prediction> same = m.predictions[0].predictions;
         for (std::size_t i = 1; i < n; ++i) m.AddModel("model " + std::to_string(i)).predictions = same;
       }},
      {"models_of_dense_frames",
       {1, 4, 16, 32},
       [](Messages& m, std::size_t n) {
         for (std::size_t i = 0; i < 1000; ++i) m.AddLabel(m.Spread(i, 1000));
         for (std::size_t i = 0; i < 9'000; ++i) m.AddPrediction(m.Spread(i, 9'000));

         const std::vector<Prediction> same = m.predictions[0].predictions;
         for (std::size_t i = 1; i < n; ++i) m.AddModel("model " + std::to_string(i)).predictions = same;
       }},
      {"polygon_points",
       {10, 100, 1000, 10'000, 100'000},
       [](Messages& m, std::size_t n) {
         const Ring label = Circle(n, 900), prediction = Circle(n, 1000);
         std::string& bytes = m.texts.emplace_back();
         m.AddLabel({}).shape = EncodePolygon({&label, 1}, bytes);
         std::string& others = m.texts.emplace_back();
         m.AddPrediction({}).shape = EncodePolygon({&prediction, 1}, others);
       }},
      {"polygons",
       {10, 100, 1000, 5000},
       [](Messages& m, std::size_t n) {
         const Ring ring = Circle(20, 900);
         for (std::size_t i = 0; i < n; ++i) m.AddLabel({}).shape = EncodePolygon({&ring, 1}, m.texts.emplace_back());
         m.AddPrediction({}).shape = EncodePolygon({&ring, 1}, m.texts.emplace_back());
       }},
      {"attributes",
       {10, 100, 1000, 10'000},
       [](Messages& m, std::size_t n) {
         std::string& encoded = m.texts.emplace_back();
         for (std::size_t i = 0; i < n; ++i) AppendAttribute("name " + std::to_string(i), "value", encoded);
         m.labels.labels[0].attributes = encoded;
         std::string& of_frame = m.texts.emplace_back();
         for (std::size_t i = 0; i < n; ++i) AppendFrameAttribute("name " + std::to_string(i), "value", of_frame);
         m.labels.attributes = of_frame;
       }},
      {"name_length",
       {8, 64, 512, 1000},
       [](Messages& m, std::size_t n) {
         m.labels.source = m.Text(std::string(n, 's'));
         m.labels.annotator = m.Text(std::string(n, 'a'));
         for (Label& label : m.labels.labels) label.class_id = m.classes.Add(m.Text(std::string(n, 'c')));
         m.predictions[0].model = m.Text(std::string(n, 'm'));
       }},
      {"names", kObjects,
       [](Messages& m, std::size_t n) {
         for (std::size_t i = 0; i < n; ++i) {
           Label& label = m.AddLabel(m.Spread(i, n));
           label.class_id = m.Class("class", i);
           label.annotator = m.Text("annotator " + std::to_string(i));
         }
       }},
  };
  return kGrowths;
}

}  // namespace
}  // namespace labelwatch

int main(int argc, char** argv) {
  for (const labelwatch::Growth& growth : labelwatch::Growths()) {
    auto* registered = benchmark::RegisterBenchmark(
        growth.name, [&growth](benchmark::State& state) { labelwatch::JudgeFrame(state, growth.fill, growth.json); });
    for (const std::int64_t size : growth.sizes) registered->Arg(size);
    registered->Unit(benchmark::kMicrosecond);
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
