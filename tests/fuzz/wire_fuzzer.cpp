// libFuzzer target: any bytes as a record of either topic. The first byte chooses the topic.

#include <cstdio>
#include <cstdlib>

#include "agreement.h"
#include "messages.h"
#include "schema/recorded.h"
#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

void Fail(Side side, const std::string& words) {
  std::fprintf(stderr, "%s: %s\n", std::string(SideWord(side)).c_str(), words.c_str());
  std::abort();
}

void Try(std::string_view bytes, Side side) {
  std::string scratch;
  const auto message = Unframe(bytes, side, {}, scratch);
  for (const std::string_view each : {bytes, message.value_or(bytes)}) {
    if (const std::string words = Disagreement(each, side); !words.empty()) Fail(side, words);
  }
  // A run string that is read and written reads the same.
  if (const auto runs = RunsFromCocoString(bytes); runs && RunsFromCocoString(CocoStringFromRuns(*runs)) != runs) {
    Fail(side, "a run string reads differently after writing");
  }
  std::size_t consumed = 0;
  if (FirstDelimited(bytes, consumed) && consumed > bytes.size()) Fail(side, "more consumed than there is");
}

// Now and then a random message replaces what libFuzzer has: it would need long to guess nested messages from nothing.
std::string Fresh(unsigned seed) {
  RandomMessages random(seed);
  return seed % 2 ? '\1' + random.Labeled().SerializeAsString()
                  : std::string(1, '\0') + random.Predicted().SerializeAsString();
}

}  // namespace
}  // namespace labelwatch

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  if (seed % 64 == 0) {
    const std::string fresh = labelwatch::Fresh(seed / 64);
    if (fresh.size() <= max_size) {
      std::copy(fresh.begin(), fresh.end(), data);
      size = fresh.size();
    }
  }
  return LLVMFuzzerMutate(data, size, max_size);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace labelwatch;
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  Try(bytes, data[0] % 2 ? Side::kLabels : Side::kPredictions);
  return 0;
}
