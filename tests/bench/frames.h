#pragma once
// Made frames for benchmarks: ten labels and ten predictions each, most of them agreeing, as messages on the wire.

#include <random>
#include <string>
#include <vector>

#include "schema/wire.h"

namespace labelwatch::bench {

inline std::string Id(std::uint64_t number) {
  char id[32];
  std::snprintf(id, sizeof id, "camera-07/%012llu", static_cast<unsigned long long>(number));
  return id;
}

// Messages of `count` different frames; the place of the digits in a message lets a benchmark give it a new id.
struct Messages {
  explicit Messages(std::size_t count, std::size_t objects = 10) {
    NameTable classes(100);
    const char* const names[] = {"car", "person", "truck", "bicycle", "traffic light", "bus", "dog", "motorcycle"};
    std::mt19937 random(7);
    std::uniform_real_distribution<> uniform(0, 1);
    for (std::size_t i = 0; i < count; ++i) {
      const std::string id = Id(i);
      LabeledFrame frame;
      PredictedFrame predicted;
      frame.frame_id = predicted.frame_id = id;
      frame.source = "camera-07";
      frame.annotator = "team-a";
      frame.event_time_ms = predicted.event_time_ms = 1'700'000'000'000 + static_cast<std::int64_t>(i);
      frame.image_width = 1280;
      frame.image_height = 720;
      predicted.model = "yolo";
      predicted.model_version = "8";
      std::vector<std::string> ids(objects);
      for (std::size_t o = 0; o < objects; ++o) {
        ids[o] = std::to_string(i * 100 + o);
        const double w = 20 + 150 * uniform(random), h = 20 + 150 * uniform(random);
        const double x = (1280 - w) * uniform(random), y = (720 - h) * uniform(random);
        const NameId class_id = classes.Add(names[random() % std::size(names)]);
        Label label;
        label.id = ids[o];
        label.class_id = class_id;
        label.shape = {ShapeKind::kBox, {x, y, x + w, y + h}, {}};
        frame.labels.push_back(label);
        Prediction prediction;
        const auto shake = [&] { return 4 * uniform(random) - 2; };
        prediction.shape = {ShapeKind::kBox, {x + shake(), y + shake(), x + w + shake(), y + h + shake()}, {}};
        if (uniform(random) < 0.1) {  // sees something else somewhere else
          prediction.shape.bounds = {x / 2, y / 2, x / 2 + w, y / 2 + h};
        }
        prediction.class_id = uniform(random) < 0.03 ? classes.Add(names[random() % std::size(names)]) : class_id;
        prediction.score = 0.05 + 0.94 * uniform(random);
        predicted.predictions.push_back(prediction);
      }
      Encode(frame, classes, labels.emplace_back());
      Encode(predicted, classes, predictions.emplace_back());
    }
  }

  // The message with the id of frame `number`, written over the old one digit by digit: printing it took a tenth of the
  // time that was to be measured.
  static void Renumber(std::string& message, std::uint64_t number) {
    constexpr std::size_t kDigits = 12, kFirst = 2 + 10;  // behind tag, length and "camera-07/": the first field
    for (std::size_t i = kDigits; i-- > 0; number /= 10) message[kFirst + i] = static_cast<char>('0' + number % 10);
  }

  std::vector<std::string> labels, predictions;
};

}  // namespace labelwatch::bench
