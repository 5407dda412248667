#pragma once
// What several annotators say of one picture, as frames that are compared with each other: each annotator's labels are
// a frame of its own, and what the others labeled there speaks as the predictions of one model, `annotators`. How sure
// it is of an object is the share of the others who labeled it, their boxes (IoU >= 0.5, one class) averaged; of a
// frame class likewise. Pure.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "schema/frame.h"

namespace labelwatch {

inline constexpr std::string_view kAnnotatorsModel = "annotators";

// One annotator's labels of one picture. What views point to must outlive it.
struct AnnotatedFrame {
  std::string_view annotator;
  LabeledFrame frame;
};

// By annotator of the labels, in the order of first sight; labels without one are those of the frame's. An annotator of
// the frame who labeled nothing is there, too.
std::vector<AnnotatedFrame> ByAnnotator(const LabeledFrame& frame);

// What all but `self` say. `seen`: all frame classes of the input. The frame's id and model are for the caller to set.
PredictedFrame OthersOf(const std::vector<AnnotatedFrame>& all, std::size_t self, const std::vector<NameId>& seen);

}  // namespace labelwatch
