#pragma once
// Boxes of some frames of a stream, kept to ask at the end whether labels and predictions are about the same thing at
// all: whether other coordinates, the frame before or another class would make them meet (coordinates.h,
// class_order.h).
//
//   InputSample sample;
//   sample.Add(joined);            // each judged frame: nearly always a counter and no more
//   for (const SampledModel& model : sample.Models()) ...
//
// Frames stand in blocks that follow each other, so that a shift by one can be seen. Once all blocks are full every
// second one is dropped, and from then on half as many are taken: at any time the sample is spread over all that was
// read. Bounded: kModels models, kBlocks blocks of kBlockFrames frames, kObjects objects a side; about 2 MB a model at
// most, nearly always a tenth of it. Pure; single-owner.

#include <cstdint>
#include <string>
#include <vector>

#include "schema/frame.h"

namespace labelwatch {

struct SampledObject {
  Box box;
  NameId class_id = 0;
};

struct SampledFrame {
  std::uint64_t number = 0;  // of the frames with predictions of the model, from 0 on
  double width = 0, height = 0;
  bool empty = false;                      // nothing was labeled at all
  std::vector<SampledObject> labels;       // those that are judged
  std::vector<SampledObject> predictions;  // those that speak, the surest first
};

struct SampledModel {
  std::string name;
  std::vector<SampledFrame> frames;
  std::uint64_t seen = 0;    // frames with predictions of the model
  std::uint64_t stride = 1;  // of so many blocks one is kept
};

class InputSample {
 public:
  static constexpr std::size_t kModels = 8, kBlocks = 32, kBlockFrames = 4, kObjects = 50;

  void Add(const JoinedFrame& joined);
  // Labels that were seen, judged or not, and how many of them say that they are a crowd, are to be ignored, or are
  // difficult; frames with labels outside of the picture that lie inside where width and height are exchanged, and that
  // a prediction lies on.
  std::uint64_t labels = 0, crowd = 0, ignored = 0, difficult = 0, turned_pictures = 0;
  // Labels of frames that several annotators labeled, and those of them that lie on a label of their class by another
  // one.
  std::uint64_t by_several = 0, drawn_twice = 0;

  const std::vector<SampledModel>& Models() const { return models_; }

 private:
  void AddAnnotators(const LabeledFrame& labeled);
  SampledModel* Of(std::string_view name);
  static bool Room(SampledModel& model);

  std::vector<SampledModel> models_;
};

}  // namespace labelwatch
