#pragma once
// A stream of frames to learn from, each different, all following from its number.

#include <deque>
#include <string>

#include "detectors/labels/random.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {

class LearningStream {
 public:
  explicit LearningStream(NameTable& classes) : classes_(classes) {}

  const FrameBuilder& Frame(std::size_t number) {
    while (frames_.size() <= number) Grow();
    return frames_[number];
  }

 private:
  void Grow() {
    Random random(frames_.size() + 1);
    FrameBuilder& frame = frames_.emplace_back(classes_);
    frame.Labels().frame_id = ids_.emplace_back("frame " + std::to_string(frames_.size()));
    frame.Model("yolo");
    for (std::size_t i = 0; i < 4; ++i) {
      const double x = random.Uniform(0, 140), y = random.Uniform(0, 140);
      const std::string name(1, static_cast<char>('a' + random.Below(3)));
      const Box box = {x, y, x + random.Uniform(10, 60), y + random.Uniform(10, 60)};
      if (random.Below(8) != 0) frame.Label(name, box);
      frame.Prediction(name, {box.x_min + 1, box.y_min, box.x_max, box.y_max - 1}, random.Uniform(0.1, 0.95));
    }
    frame.Prediction("a", {0, 0, random.Uniform(5, 50), 20}, random.Uniform(0.02, 0.4));
  }

  NameTable& classes_;
  std::deque<FrameBuilder> frames_;
  std::deque<std::string> ids_;
};

}  // namespace labelwatch
