#include "detectors/labels/object_shapes.h"

#include "detectors/labels/scene.h"
#include "schema/shape_codec.h"

namespace labelwatch {

double ObjectShapes::OfClass(NameId class_id) {
  if (class_id == NameTable::kOther) return 0;  // several classes, each with its own
  if (of_class_.size() <= class_id) of_class_.resize(class_id + 1);
  std::optional<double>& margin = of_class_[class_id];
  if (!margin) {
    const auto found = margins_.find(std::string(classes_.Name(class_id)));
    margin = found == margins_.end() ? 0.0 : found->second;
  }
  return *margin;
}

double ObjectShapes::MarginOf(ShapeKind kind, NameId class_id) {
  if (margins_.empty() || (kind != ShapeKind::kBox && kind != ShapeKind::kRotatedBox)) return 0;
  return OfClass(class_id);
}

Shape ObjectShapes::Turned(const Shape& label, double margin, std::string& encoded) const {
  auto box = DecodeRotatedBox(label.encoded);
  if (!box) return label;
  box->width /= 1 + 2 * margin;
  box->height /= 1 + 2 * margin;
  encoded.clear();
  return EncodeRotatedBox(*box, encoded);
}

std::span<const ObjectShape> ObjectShapes::Of(const LabeledFrame& frame) {
  if (margins_.empty()) return {};
  objects_.clear();
  // All at once: the shapes view the texts, which must not move.
  if (encoded_.size() < frame.labels.size()) encoded_.resize(frame.labels.size());
  bool any = false;
  for (std::size_t i = 0; i < frame.labels.size(); ++i) {
    const Label& label = frame.labels[i];
    ObjectShape& object = objects_.emplace_back();
    object.shape = label.shape;
    if (label.crowd || label.ignore || !SoundBox(label.shape.bounds)) continue;
    object.margin = MarginOf(label.shape.kind, label.class_id);
    if (object.margin == 0) continue;
    any = true;
    if (label.shape.kind == ShapeKind::kRotatedBox) {
      object.shape = Turned(label.shape, object.margin, encoded_[i]);
    } else {
      object.shape.bounds = BoundsWithoutMargin(label.shape, object.margin, ImageSizeOf(frame));
    }
  }
  return any ? std::span<const ObjectShape>(objects_) : std::span<const ObjectShape>();
}

}  // namespace labelwatch
