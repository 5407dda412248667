#include "consumers/files/formats/labelme/labelme_format.h"

#include <deque>

#include "consumers/files/formats/labelme/labelme_picture.h"

namespace labelwatch {
namespace {

// The shape of the frame; its outline is put into `outlines`.
Shape ShapeOf(const LabelmeShape& shape, std::deque<std::string>& outlines) {
  if (shape.rings.empty()) return {ShapeKind::kBox, shape.box, {}};
  return EncodePolygon(shape.rings, outlines.emplace_back());
}

Result<void> AddLabels(const LabelmePicture& picture, NameTable& classes, LabelSet& set) {
  LabeledFrame frame;
  std::deque<std::string> outlines;
  frame.frame_id = picture.path;
  frame.image_width = picture.size.width;
  frame.image_height = picture.size.height;
  for (const std::string& flag : picture.flags) frame.frame_classes.push_back(classes.Add(flag));
  for (const LabelmeShape& shape : picture.shapes) {
    Label& label = frame.labels.emplace_back();
    label.id = shape.id;
    label.class_id = classes.Add(shape.label);
    label.shape = ShapeOf(shape, outlines);
    label.attributes = shape.attributes;
    label.difficult = shape.difficult;
  }
  bool incomplete = false;
  for (const std::string& label : picture.left_out) {
    incomplete = incomplete || label.empty();
    if (!label.empty()) MarkUnknown(frame, classes.Add(label));
  }
  auto added = set.Add(frame);
  if (added && incomplete) set.LastIsIncomplete();
  return added;
}

// Scores beyond 0..1 are left out and named.
Result<void> AddPredictions(const LabelmePicture& picture, const std::string& path, NameTable& classes,
                            PredictionSet& set, LabelmeCounts& counts, Problems& problems) {
  PredictedFrame frame;
  std::deque<std::string> outlines;
  frame.frame_id = picture.path;
  for (const LabelmeShape& shape : picture.shapes) {
    if (shape.score && !(*shape.score >= 0 && *shape.score <= 1)) {
      problems.LeftOut(path + ": shape " + shape.id + ": its score is not within 0..1");
      continue;
    }
    counts.unscored += !shape.score;
    frame.predictions.push_back(
        {ShapeOf(shape, outlines), classes.Add(shape.label), shape.score.value_or(1), {}, 0, 0});
  }
  return set.Add(frame);
}

// Calls add(path, picture) for each file. A broken file of a folder is left out and named; the others are read.
template <typename F>
Result<void> ReadPictures(GivenInput& given, LabelmeCounts& counts, Problems& problems, F add) {
  for (const DataFile& file : given.files) {
    const bool alone = given.source != nullptr;
    auto opened = alone ? Result<std::unique_ptr<ByteSource>>(std::move(given.source)) : ByteSource::Open(file.path);
    if (!opened) return tl::unexpected<Error>(opened.error());
    Result<void> added;
    if (const auto picture = ReadLabelmePicture(**opened, file, counts, problems)) {
      added = add(file.path, *picture);
      if (!added) added = BadInput(file.path + ": " + added.error().message);
    } else {
      added = tl::unexpected<Error>(picture.error());
    }
    if (!added && alone) return added;
    if (!added) problems.LeftOut(added.error().message);
  }
  const auto note = [&](std::uint64_t count, const char* what) {
    if (count > 0) problems.Note(given.path + ": " + std::to_string(count) + " " + what);
  };
  note(counts.without_area, "shapes enclose no area (points, lines): passed over");
  note(counts.masks, "masks are read as their boxes");
  note(counts.unscored, "predictions have no score: 1 is used");
  return {};
}

}  // namespace

// The data of the picture may stand before the shapes, or the shapes be more than is looked at.
bool IsLabelme(const FileHead& head) {
  return head.IsObject() && (head.Has("imageData") ||
                             (head.Has("shapes") && head.HasAny({"version", "flags", "imagePath", "imageHeight"})));
}

Result<void> OpenLabelmeLabels(GivenInput& given, OpenInputs& inputs) {
  LabelSet& set = inputs.SetOf(*given.format);
  LabelmeCounts counts;
  return ReadPictures(given, counts, inputs.Problems(), [&](const std::string&, const LabelmePicture& picture) {
    return AddLabels(picture, inputs.Classes(), set);
  });
}

Result<void> OpenLabelmePredictions(GivenInput& given, const std::string& model, OpenInputs& inputs) {
  auto set = std::make_unique<PredictionSet>(model, inputs.Classes());
  LabelmeCounts counts;
  const auto read =
      ReadPictures(given, counts, inputs.Problems(), [&](const std::string& path, const LabelmePicture& picture) {
        return AddPredictions(picture, path, inputs.Classes(), *set, counts, inputs.Problems());
      });
  if (!read) return read;
  return inputs.Keep(std::move(set));
}

}  // namespace labelwatch
