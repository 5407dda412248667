#include "consumers/files/formats/recorded/recorded_format.h"

#include "consumers/files/dataset/recorded_stream.h"

namespace labelwatch {
namespace {

std::unique_ptr<RecordedStream> StreamOf(GivenInput& given, Side side) {
  const RecordedForm form = given.format->syntax == Syntax::kJson ? RecordedForm::kLines : RecordedForm::kDelimited;
  return std::make_unique<RecordedStream>(std::move(given.source), side, form);
}

}  // namespace

bool IsRecordedJson(const FileHead& head) {
  if (!head.IsObject()) return false;
  return head.HasAny({"frame_id", "frameId"}) || head.AnotherLineHas("frame_id") || head.AnotherLineHas("frameId");
}

bool IsRecordedBinary(const FileHead& head) {
  constexpr char kFrameIdTag = '\x0A';  // field 1, a text
  return BeginsWithMessage(head.Bytes(), kFrameIdTag);
}

Result<void> OpenRecordedLabels(GivenInput& given, OpenInputs& inputs) {
  inputs.Labels().emplace_back().recorded = StreamOf(given, Side::kLabels);
  return {};
}

// The model is the one in the message.
Result<void> OpenRecordedPredictions(GivenInput& given, const std::string&, OpenInputs& inputs) {
  inputs.Predictions().emplace_back().recorded = StreamOf(given, Side::kPredictions);
  return {};
}

}  // namespace labelwatch
