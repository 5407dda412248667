#include "consumers/files/formats/recorded/recorded_format.h"

#include <cstdint>

#include "consumers/files/dataset/recorded_stream.h"

namespace labelwatch {
namespace {

std::unique_ptr<RecordedStream> StreamOf(GivenInput& given, Side side) {
  return std::make_unique<RecordedStream>(std::move(given.source), side, given.format->syntax == Syntax::kJson);
}

}  // namespace

bool IsRecordedJson(const FileHead& head) {
  if (!head.IsObject()) return false;
  return head.HasAny({"frame_id", "frameId"}) || head.AnotherLineHas("frame_id") || head.AnotherLineHas("frameId");
}

bool IsRecordedBinary(const FileHead& head) {
  const std::string_view bytes = head.Bytes();
  std::uint64_t size = 0;
  std::size_t i = 0;
  for (int shift = 0; shift < 35; shift += 7) {
    if (i == bytes.size()) return false;
    const auto byte = static_cast<unsigned char>(bytes[i++]);
    size |= std::uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) break;
  }
  // A message starts with its frame id: field 1, a text (0x0A), whose length fits into the message.
  return size >= 3 && i + 1 < bytes.size() && bytes[i] == '\x0A' && static_cast<unsigned char>(bytes[i + 1]) < 0x80 &&
         static_cast<unsigned char>(bytes[i + 1]) + 2u <= size;
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
