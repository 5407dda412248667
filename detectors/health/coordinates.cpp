#include "detectors/health/coordinates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <vector>

#include "detectors/health/affine_fit.h"
#include "detectors/matching/box_overlap.h"

namespace labelwatch {
namespace {

constexpr double kMeets = 0.5;       // IoU
constexpr std::size_t kFewest = 10;  // objects that could meet: fewer say nothing
constexpr double kMeetWell = 0.5;    // share that meets as it is: then nothing is tried
constexpr double kNearlyAll = 0.6;   // that must meet then
constexpr double kTimesMore = 2;     // than as it is

using Change = std::function<Box(const SampledFrame&, const Box&)>;

struct Hypothesis {
  std::string how;
  Change change;
};

std::size_t Met(const std::vector<SampledObject>& labels, const std::vector<Box>& boxes) {
  std::vector<bool> taken(boxes.size(), false);
  std::size_t met = 0;
  for (const SampledObject& label : labels) {
    double best = kMeets;
    std::size_t at = boxes.size();
    for (std::size_t j = 0; j < boxes.size(); ++j) {
      const double iou = taken[j] ? 0 : IoU(label.box, boxes[j]);
      if (iou >= best) best = iou, at = j;
    }
    if (at == boxes.size()) continue;
    taken[at] = true;
    ++met;
  }
  return met;
}

// `ahead`: the predictions of so many frames later stand for those of the frame.
Meetings Try(const SampledModel& model, const Change& change, std::int64_t ahead) {
  Meetings meetings;
  std::vector<Box> boxes;
  for (std::size_t i = 0; i < model.frames.size(); ++i) {
    const std::int64_t other = static_cast<std::int64_t>(i) + ahead;
    if (other < 0 || other >= static_cast<std::int64_t>(model.frames.size())) continue;
    const SampledFrame &frame = model.frames[i], &from = model.frames[static_cast<std::size_t>(other)];
    if (from.number != frame.number + static_cast<std::uint64_t>(ahead)) continue;
    boxes.clear();
    for (const SampledObject& prediction : from.predictions) boxes.push_back(change(from, prediction.box));
    meetings.possible += std::min(frame.labels.size(), boxes.size());
    meetings.met += Met(frame.labels, boxes);
  }
  return meetings;
}

Box Scaled(const Box& box, double x, double y, double dx = 0, double dy = 0) { return Affine{x, y, dx, dy}.Of(box); }

void AddOrders(std::vector<Hypothesis>& all) {
  all.push_back({"they give the middle of the box where its upper left corner belongs",
                 [](const auto&, const Box& b) { return Scaled(b, 1, 1, -b.Width() / 2, -b.Height() / 2); }});
  all.push_back({"they give the upper left corner of the box where its middle belongs",
                 [](const auto&, const Box& b) { return Scaled(b, 1, 1, b.Width() / 2, b.Height() / 2); }});
  all.push_back({"they give the lower right corner where width and height belong", [](const auto&, const Box& b) {
                   return Box{b.x_min, b.y_min, b.Width(), b.Height()};
                 }});
  all.push_back({"they give width and height where the lower right corner belongs", [](const auto&, const Box& b) {
                   return Box{b.x_min, b.y_min, b.x_min + b.x_max, b.y_min + b.y_max};
                 }});
  all.push_back({"x and y stand in the other order", [](const auto&, const Box& b) {
                   return Box{b.y_min, b.x_min, b.y_max, b.x_max};
                 }});
}

void AddTurns(std::vector<Hypothesis>& all) {
  all.push_back({"they lie in the picture mirrored left to right", [](const SampledFrame& f, const Box& b) {
                   return Box{f.width - b.x_max, b.y_min, f.width - b.x_min, b.y_max};
                 }});
  all.push_back({"they lie in the picture mirrored top to bottom", [](const SampledFrame& f, const Box& b) {
                   return Box{b.x_min, f.height - b.y_max, b.x_max, f.height - b.y_min};
                 }});
  all.push_back({"they lie in the picture turned by 180 degrees", [](const SampledFrame& f, const Box& b) {
                   return Box{f.width - b.x_max, f.height - b.y_max, f.width - b.x_min, f.height - b.y_min};
                 }});
  all.push_back({"they lie in the picture turned by 90 degrees", [](const SampledFrame& f, const Box& b) {
                   return Box{b.y_min, f.height - b.x_max, b.y_max, f.height - b.x_min};
                 }});
  all.push_back({"they lie in the picture turned by 270 degrees", [](const SampledFrame& f, const Box& b) {
                   return Box{f.width - b.y_max, b.x_min, f.width - b.y_min, b.x_max};
                 }});
}

// What models are given: squares of these sides, by stretching the picture or with bars around it; or its shorter side
// is brought to 800 pixels.
void AddModelSizes(std::vector<Hypothesis>& all) {
  constexpr std::array<int, 16> kSides = {224, 256, 300, 320, 384, 416, 448,  480,
                                          512, 608, 640, 672, 768, 800, 1024, 1280};
  for (const int side : kSides) {
    const std::string square = std::to_string(side) + " x " + std::to_string(side);
    all.push_back({"they are in pixels of the picture stretched to " + square,
                   [side](const auto& f, const Box& b) { return Scaled(b, f.width / side, f.height / side); }});
    all.push_back({"they are in pixels of the picture with bars around it, " + square + " (letterbox)",
                   [side](const auto& f, const Box& b) {
                     const double scale = std::max(f.width, f.height) / side;
                     return Scaled(b, scale, scale, -(side * scale - f.width) / 2, -(side * scale - f.height) / 2);
                   }});
    all.push_back({"they are in pixels of the picture brought to " + std::to_string(side) + " on its longer side",
                   [side](const auto& f, const Box& b) {
                     const double scale = std::max(f.width, f.height) / side;
                     return Scaled(b, scale, scale);
                   }});
  }
  all.push_back({"they are in pixels of the picture brought to 800 on its shorter side, at most 1333 on the longer",
                 [](const auto& f, const Box& b) {
                   const double scale = std::max(std::min(f.width, f.height) / 800, std::max(f.width, f.height) / 1333);
                   return Scaled(b, scale, scale);
                 }});
}

// Parts of one picture size for the whole sample are found by their scale; here each frame may have its own.
void AddParts(std::vector<Hypothesis>& all) {
  all.push_back({"they are parts of the picture (0 to 1), not pixels",
                 [](const auto& f, const Box& b) { return Scaled(b, f.width, f.height); }});
  all.push_back(
      {"they are parts of the picture (0 to 1), not pixels, and give its middle where its upper left corner "
       "belongs",
       [](const auto& f, const Box& b) {
         return Scaled(Scaled(b, 1, 1, -b.Width() / 2, -b.Height() / 2), f.width, f.height);
       }});
  all.push_back({"they are percent of the picture, not pixels",
                 [](const auto& f, const Box& b) { return Scaled(b, f.width / 100, f.height / 100); }});
  all.push_back({"they are thousandths of the picture, not pixels",
                 [](const auto& f, const Box& b) { return Scaled(b, f.width / 1000, f.height / 1000); }});
  all.push_back({"they are pixels and the labels parts of the picture (0 to 1)", [](const auto& f, const Box& b) {
                   return f.width > 0 && f.height > 0 ? Scaled(b, 1 / f.width, 1 / f.height) : b;
                 }});
}

std::string Number(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", number);
  return text;
}

// " * 2 - 280"
std::string Calculation(char axis, double scale, double offset) {
  std::string text(1, axis);
  if (std::abs(scale - 1) > 0.01) text += " * " + Number(scale);
  if (std::abs(offset) >= 0.5) text += (offset < 0 ? " - " : " + ") + Number(std::abs(offset));
  return text;
}

Box AsItIs(const SampledFrame&, const Box& box) { return box; }

bool Better(const Meetings& then, const Meetings& now) {
  return then.possible >= kFewest && static_cast<double>(then.met) >= kNearlyAll * static_cast<double>(then.possible) &&
         static_cast<double>(then.met) * static_cast<double>(std::max<std::size_t>(now.possible, 1)) >=
             kTimesMore * static_cast<double>(now.met) * static_cast<double>(then.possible);
}

}  // namespace

Meetings MeetingsOf(const SampledModel& model) { return Try(model, AsItIs, 0); }

std::optional<OtherCoordinates> FindOtherCoordinates(const SampledModel& model) {
  const Meetings now = MeetingsOf(model);
  if (now.possible < kFewest || static_cast<double>(now.met) > kMeetWell * static_cast<double>(now.possible)) return {};
  std::optional<OtherCoordinates> best;
  const auto consider = [&](std::string how, const Meetings& then) {
    // The first of those that are as good: what is simple stands first.
    if (!Better(then, now) || (best && then.met <= best->then.met + best->then.met / 20)) return;
    best = OtherCoordinates{std::move(how), now, then};
  };
  std::vector<Hypothesis> all;
  AddOrders(all);
  AddParts(all);
  AddTurns(all);
  AddModelSizes(all);
  for (const Hypothesis& hypothesis : all) consider(hypothesis.how, Try(model, hypothesis.change, 0));
  for (const int ahead : {1, -1, 2, -2}) {
    const std::string frames = std::abs(ahead) == 1 ? "one frame" : "two frames";
    consider("they are those of " + frames + (ahead > 0 ? " before" : " later"), Try(model, AsItIs, ahead));
  }
  if (const auto fit = FitAffine(model)) {
    const Affine affine = *fit;
    consider("they lie right after " + Calculation('x', affine.scale_x, affine.x_offset) + ", " +
                 Calculation('y', affine.scale_y, affine.y_offset),
             Try(
                 model, [affine](const auto&, const Box& b) { return affine.Of(b); }, 0));
  }
  return best;
}

std::optional<Offset> FindOffset(const SampledModel& model) {
  constexpr std::size_t kPairs = 30;
  constexpr double kPixels = 3, kOfSide = 0.04;  // less is how annotators and models round
  std::vector<double> x, y, sides_x, sides_y;
  for (const SampledFrame& frame : model.frames) {
    for (const SampledObject& label : frame.labels) {
      const SampledObject* nearest = nullptr;
      double best = kMeets;
      for (const SampledObject& prediction : frame.predictions) {
        const double iou = prediction.class_id == label.class_id ? IoU(label.box, prediction.box) : 0;
        if (iou >= best) best = iou, nearest = &prediction;
      }
      if (nearest == nullptr) continue;
      x.push_back((nearest->box.x_min + nearest->box.x_max - label.box.x_min - label.box.x_max) / 2);
      y.push_back((nearest->box.y_min + nearest->box.y_max - label.box.y_min - label.box.y_max) / 2);
      sides_x.push_back(label.box.Width());
      sides_y.push_back(label.box.Height());
    }
  }
  if (x.size() < kPairs) return {};
  // Off by the same distance: three of four lie on the same side, by more than half of it.
  const auto common = [&](std::vector<double>& off, std::vector<double>& sides) {
    const auto quarter = static_cast<std::ptrdiff_t>(off.size() / 4),
               half = static_cast<std::ptrdiff_t>(off.size() / 2);
    std::ranges::sort(off);
    std::ranges::sort(sides);
    const double middle = off[static_cast<std::size_t>(half)];
    const double spread =
        off[off.size() - 1 - static_cast<std::size_t>(quarter)] - off[static_cast<std::size_t>(quarter)];
    const bool far = std::abs(middle) >= std::max(kPixels, kOfSide * sides[static_cast<std::size_t>(half)]);
    return far && spread <= std::abs(middle) ? middle : 0.0;
  };
  const Offset offset{common(x, sides_x), common(y, sides_y), x.size()};
  if (offset.x == 0 && offset.y == 0) return {};
  return offset;
}

}  // namespace labelwatch
