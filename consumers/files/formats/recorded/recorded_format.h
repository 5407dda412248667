#pragma once
// Recorded streams in the list of formats: messages as they went over the topic. Passed on one by one
// (dataset/recorded_stream.h).

#include "consumers/files/formats/format.h"

namespace labelwatch {

// A message of one line in protobuf JSON: it has a frame id, which no other JSON has. One broken line does not hide
// the others.
bool IsRecordedJson(const FileHead& head);
// Messages, each after its length as a varint.
bool IsRecordedBinary(const FileHead& head);

Result<void> OpenRecordedLabels(GivenInput& given, OpenInputs& inputs);
Result<void> OpenRecordedPredictions(GivenInput& given, const std::string& model, OpenInputs& inputs);

}  // namespace labelwatch
