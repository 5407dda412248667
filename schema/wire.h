#pragma once
// Bytes <-> types: the only door for messages. Input may be plain protobuf, Confluent-framed protobuf or protobuf
// JSON; whatever it is, it ends as a checked struct or as one Rejection. Nothing here throws or aborts on any bytes.

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "schema/frame.h"

namespace labelwatch {

// Why a message was refused: a metric label, so the set is small and closed.
enum class Rejection : std::uint8_t {
  kEmpty,           // no bytes
  kTooLarge,        // more bytes than the limit
  kFraming,         // unknown first byte, truncated Confluent header, unexpected message index
  kMalformed,       // not protobuf (truncated, wrong wire type, nested too deep)
  kBadJson,         // starts like JSON, is not the JSON form of the message
  kBadText,         // a text field is not valid UTF-8, or too long
  kMissingId,       // no frame id; a prediction without model
  kBadNumber,       // NaN or infinite score or probability, score outside 0..1, image size beyond the limit
  kTooManyObjects,  // more labels, predictions or probabilities than the limit
};
inline constexpr std::size_t kRejections = 9;
std::string_view RejectionWord(Rejection reason);  // "empty", "too_large", ...

enum class Side : std::uint8_t { kLabels, kPredictions };
inline constexpr std::size_t kSides = 2;
std::string_view SideWord(Side side);  // "labels", "predictions"

template <typename T>
using Decoded = tl::expected<T, Rejection>;

struct WireLimits {
  std::size_t message_bytes = 10 << 20;
  std::size_t text_bytes = 1024;       // ids, names, annotators, URIs
  std::size_t objects = 10000;         // labels or predictions of one frame
  std::uint32_t image_side = 1 << 20;  // pixels
};

// Removes the framing. The result is plain protobuf: a view into `bytes`, or into `scratch` where the message was JSON.
// Only structure is judged, not content. `unknown`: where not null, the names of the fields of a JSON message that
// nobody knows; left as it is where there are none.
Decoded<std::string_view> Unframe(std::string_view bytes, Side side, const WireLimits& limits, std::string& scratch,
                                  std::vector<std::string>* unknown = nullptr);

// What the join needs to know of a message; read without looking into the objects. Views into `message`.
struct Envelope {
  std::string_view frame_id, sequence;
  std::string_view model, model_version;  // predictions only
  std::uint64_t label_revision = 0;       // of predictions: that they are sent again for; 0: none
  std::uint32_t predictions_follow = 0;   // labels only
  std::int64_t event_time_ms = 0;         // 0: not said
};
Decoded<Envelope> ReadEnvelope(std::string_view message, Side side, const WireLimits& limits);

// Reads plain protobuf in one pass into a reused struct whose views point into `message`. Class names become numbers.
// Shapes that are broken (NaN, negative size) pass: a broken shape is a finding, not a broken message.
// Single-owner: one per thread.
class FrameDecoder {
 public:
  explicit FrameDecoder(NameTable& classes, WireLimits limits = {}) : classes_(classes), limits_(limits) {}

  Decoded<void> Decode(std::string_view message, LabeledFrame& frame);
  Decoded<void> Decode(std::string_view message, PredictedFrame& frame);
  const WireLimits& Limits() const { return limits_; }

 private:
  NameCache classes_;
  WireLimits limits_;
};

// The inverse: plain protobuf bytes, appended to `out`. Decode(Encode(x)) equals x.
void Encode(const LabeledFrame& frame, const NameTable& classes, std::string& out);
void Encode(const PredictedFrame& frame, const NameTable& classes, std::string& out);

}  // namespace labelwatch
