#pragma once
// Labels to and from the shapes of CVAT's annotations: pixels of the picture; one ring a polygon, those of one object
// in one group; masks as runs along the rows of their crop, with its corners behind them.

#include <cstdint>
#include <forward_list>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "consumers/files/dataset/image_size.h"
#include "consumers/labeling/cvat/project.h"
#include "consumers/labeling/labeling_tool.h"
#include "consumers/labeling/shown_request.h"

namespace labelwatch {

// Writes labels as shapes into an open list.
class CvatShapes {
 public:
  using Lose = std::function<void(const char* what, std::uint64_t count)>;
  CvatShapes(const CvatProject& project, ImageSize size, JsonWriter& json, Lose lose)
      : project_(project), size_(size), json_(json), lose_(std::move(lose)) {}

  // An error: the project has no label for it.
  Result<void> Put(const SuggestedLabel& label, const std::string& id);
  // Of each shape that was written: the place of its label.
  const std::vector<std::int32_t>& Places() const { return places_; }

 private:
  struct Drawn {
    const char* type;
    std::vector<double> points;
    double rotation = 0;
  };
  std::vector<Drawn> Draw(const Shape& shape);
  std::vector<Drawn> DrawPolygons(const Shape& shape);
  std::vector<Drawn> DrawMask(const Shape& shape);

  const CvatProject& project_;
  const ImageSize size_;
  JsonWriter& json_;
  const Lose lose_;
  std::vector<std::int32_t> places_;
  std::uint64_t groups_ = 0;
};

// The labels of {"shapes": [...], "tracks": [...]}, of the kinds that labels have; others (points, lines, cuboids,
// skeletons) are passed over. `places`: of shapes by their number, where they are known. Broken ones, unknown classes,
// and more than a frame may have, are an error.
Result<std::vector<ReviewedLabel>> ReadCvatShapes(JsonValue annotations, const CvatProject& project, ImageSize size,
                                                  std::span<const std::int32_t> places,
                                                  std::forward_list<std::string>& texts);

}  // namespace labelwatch
