#pragma once
// The shapes of the labeled objects where labels are meant to be drawn with a margin (InspectOptions::margins): what
// detectors compare with predictions. Crowd and ignore regions are as they are drawn. Without margins in the options a
// frame costs one look at them.
//
//   ObjectShapes objects(options.margins, classes);
//   scene.SetLabels(frame, objects.Of(frame));
//
// Single-owner: remembers the margin of each class and reuses memory.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "detectors/contract/options.h"
#include "detectors/labels/margin.h"
#include "schema/frame.h"

namespace labelwatch {

struct ObjectShape {
  Shape shape;
  double margin = 0;  // that was taken off the label; 0: the shape is that of the label
};

inline ImageSize ImageSizeOf(const LabeledFrame& frame) { return {frame.image_width, frame.image_height}; }

class ObjectShapes {
 public:
  // `classes` must outlive the object.
  ObjectShapes(const MarginsByClass& margins, const NameTable& classes) : margins_(margins), classes_(classes) {}

  // By label of the frame; nothing where each is its object's. Valid until the next call, as long as the frame is.
  std::span<const ObjectShape> Of(const LabeledFrame& frame);

  // The margin of labels of this class that are drawn as shapes of this kind; 0: none.
  double MarginOf(ShapeKind kind, NameId class_id);

 private:
  double OfClass(NameId class_id);
  Shape Turned(const Shape& label, double margin, std::string& encoded) const;

  const MarginsByClass margins_;
  const NameTable& classes_;
  std::vector<std::optional<double>> of_class_;  // by class number, as far as it was looked up
  std::vector<ObjectShape> objects_;
  std::vector<std::string> encoded_;  // of turned boxes, by label
};

}  // namespace labelwatch
