#pragma once
// Open Images CSV: boxes, human-verified image-level labels, class descriptions, results of the challenge.
//
//   OpenImages images(classes);
//   images.ReadDescriptions(...);   // class-descriptions-boxable.csv: names for /m/01g317
//   images.ReadImageLabels(...);    // ...-human-imagelabels.csv
//   images.ReadBoxes(...);          // ...-annotations-bbox.csv, after the other two
//
// Corners are parts of the picture in the order XMin, XMax, YMin, YMax; the size of the picture is needed. IsGroupOf is
// a crowd; IsOccluded, IsTruncated, IsDepiction and IsInside become attributes.
//
// Only some classes were looked for in a picture: those that have boxes, and those that a person said are there, where
// boxes of that class are drawn at all, were labeled exhaustively; those that a person said are not there are verified
// absent; of all others nothing is known. Image-level labels of machines are not read.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "consumers/files/dataset/image_sizes.h"
#include "consumers/files/dataset/label_set.h"
#include "consumers/files/text/byte_source.h"
#include "consumers/files/text/problems.h"
#include "consumers/files/text/text_arena.h"
#include "consumers/files/text/text_index.h"

namespace labelwatch {

class OpenImages {
 public:
  // `classes` must outlive the object.
  explicit OpenImages(NameTable& classes) : classes_(classes) {}

  // Errors: the file cannot be read or its columns are others. Broken rows go to `problems`.
  Result<void> ReadDescriptions(ByteSource& source, Problems& problems);
  Result<void> ReadImageLabels(ByteSource& source, Problems& problems);
  Result<std::unique_ptr<LabelSource>> ReadBoxes(ByteSource& source, ImageSizes& sizes, Problems& problems);
  // Boxes with a column Score or Confidence, or the columns ImageID, PredictionString.
  Result<std::unique_ptr<PredictionSource>> ReadResults(ByteSource& source, const std::string& model, ImageSizes& sizes,
                                                        Problems& problems);

 private:
  struct Verified {
    std::uint32_t image;
    NameId class_id;
    bool present;
  };
  struct Row {
    std::uint32_t image = 0;
    NameId class_id = 0;
    double x_min = 0, x_max = 0, y_min = 0, y_max = 0, score = 0;
    std::uint64_t line = 0;
    std::uint8_t flags = 0;  // by place in the list of flags
  };
  struct Boxes;  // rows by image

  NameId ClassOf(std::string_view label) const;
  std::uint32_t ImageOf(std::string_view id);
  Result<void> ReadRows(ByteSource& source, Boxes& boxes, Problems& problems);
  Result<void> ReadStrings(ByteSource& source, Boxes& boxes, Problems& problems);
  void AddLists(std::uint32_t image, std::span<const Row> rows, const Boxes& boxes, LabeledFrame& frame) const;

  NameTable& classes_;
  TextArena arena_;
  std::unordered_map<std::string_view, std::string_view> names_;  // /m/... to words
  std::vector<std::string_view> images_;
  TextIndex image_index_;
  std::vector<Verified> verified_;  // by image once boxes are read
};

}  // namespace labelwatch
