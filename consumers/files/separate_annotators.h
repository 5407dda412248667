#pragma once
// A stream in which several annotators labeled the same frames, so that they are compared with each other
// (annotator_frames.h): of a frame "a.jpg" that ann and bob labeled come the frames "a.jpg@ann" and "a.jpg@bob", with
// what the models say of it and with what the others labeled. Frames of one annotator stay as they are.
//
// The stream is read to its end first, and what it holds is kept. Single-owner.

#include <memory>

#include "consumers/files/record_stream.h"

namespace labelwatch {

Result<std::unique_ptr<RecordStream>> SeparateAnnotators(std::unique_ptr<RecordStream> together);

}  // namespace labelwatch
