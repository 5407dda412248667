#include "agreement.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <labelwatch/v1/labelwatch.pb.h>

#include <limits>
#include <set>
#include <string>
#include <vector>

namespace labelwatch {
namespace {

// No limits here: what a limit refuses is no matter of reading, and has tests of its own.
constexpr WireLimits kNoLimits{.message_bytes = std::size_t{1} << 31,
                               .text_bytes = std::size_t{1} << 31,
                               .objects = std::size_t{1} << 31,
                               .image_side = std::numeric_limits<std::uint32_t>::max()};

bool Share(double p) { return p >= 0 && p <= 1; }

// Our rules beyond protobuf's.
bool KeepsRules(const v1::LabeledFrame& frame) { return !frame.frame_id().empty(); }
bool KeepsRules(const v1::PredictedFrame& frame) {
  bool shares = true;
  for (const auto& p : frame.class_probabilities()) shares = shares && Share(p.probability());
  for (const auto& prediction : frame.predictions()) {
    shares = shares && Share(prediction.score());
    for (const auto& p : prediction.class_probabilities()) shares = shares && Share(p.probability());
  }
  return shares && !frame.frame_id().empty() && !frame.model().empty();
}

// What our frame structs do not tell apart: an image reference that says nothing and none, a region without a box and
// one with an empty box, a frame class that is named once and more often.
void Normalize(v1::LabeledFrame& frame) {
  frame.DiscardUnknownFields();
  const auto& image = frame.image();
  if (image.uri().empty() && image.sha256().empty() && image.inline_bytes().empty()) frame.clear_image();
  for (auto& region : *frame.mutable_ignore_regions()) region.mutable_box();
  std::set<std::string> seen;
  const std::vector<std::string> classes(frame.frame_classes().begin(), frame.frame_classes().end());
  frame.clear_frame_classes();
  for (const std::string& name : classes) {
    if (seen.insert(name).second) frame.add_frame_classes(name);
  }
}
void Normalize(v1::PredictedFrame& frame) { frame.DiscardUnknownFields(); }

// The bytes of a message in one order only: maps are sorted. NaN keeps its bits.
std::string Canonical(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializePartialToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

bool SaysTheSame(const Envelope& envelope, const v1::LabeledFrame& frame) {
  return envelope.frame_id == frame.frame_id() && envelope.sequence == frame.sequence() &&
         envelope.label_revision == frame.label_revision() &&
         envelope.predictions_follow == frame.predictions_follow() &&
         envelope.event_time_ms == frame.event_time_unix_ms();
}
bool SaysTheSame(const Envelope& envelope, const v1::PredictedFrame& frame) {
  return envelope.frame_id == frame.frame_id() && envelope.sequence == frame.sequence() &&
         envelope.model == frame.model() && envelope.model_version == frame.model_version() &&
         envelope.event_time_ms == frame.event_time_unix_ms() && envelope.label_revision == frame.for_label_revision();
}

// Our verdict on bytes that the generated class refuses (`parsed` false) or that break our rules.
std::string RefusalDisagreement(bool parsed, Rejection reason) {
  // A score may be judged before the place where the message breaks; a broken rule is no broken message.
  const bool right =
      parsed ? reason == Rejection::kMissingId || reason == Rejection::kBadNumber
             : reason == Rejection::kMalformed || reason == Rejection::kBadText || reason == Rejection::kBadNumber;
  return right ? "" : "refused as " + std::string(RejectionWord(reason)) + (parsed ? "" : ", it is malformed");
}

template <typename Ours, typename Theirs>
std::string Compare(std::string_view bytes, Side side) {
  NameTable classes(std::size_t{1} << 20);
  FrameDecoder decoder(classes, kNoLimits);
  // A copy without a byte behind it, so that the address sanitizer sees reads past the end.
  const std::vector<char> exact(bytes.begin(), bytes.end());
  const std::string_view message(exact.data(), exact.size());
  Ours ours;
  const Decoded<void> decoded = decoder.Decode(message, ours);
  const Decoded<Envelope> envelope = ReadEnvelope(message, side, kNoLimits);

  const google::protobuf::LogSilencer silence;  // it tells of every text that is not UTF-8
  Theirs theirs;
  const bool parsed = theirs.ParseFromArray(message.data(), static_cast<int>(message.size()));
  if (decoded.has_value() != (parsed && KeepsRules(theirs))) {
    return decoded ? parsed ? "accepted against the rules" : "accepted, the generated class refuses it"
                   : "refused as " + std::string(RejectionWord(decoded.error())) + ", the generated class accepts it";
  }
  if (!decoded) return RefusalDisagreement(parsed, decoded.error());
  if (!envelope) return "the envelope is refused as " + std::string(RejectionWord(envelope.error()));
  if (!SaysTheSame(*envelope, theirs)) return "the envelope says something else";

  std::string encoded, again;
  Encode(ours, classes, encoded);
  Theirs back;
  if (!back.ParseFromString(encoded)) return "what was encoded again is no message";
  Normalize(theirs);
  Normalize(back);
  if (Canonical(theirs) != Canonical(back)) {
    return "read as\n" + back.DebugString() + "instead of\n" + theirs.DebugString();
  }
  Ours twice;
  if (!decoder.Decode(encoded, twice)) return "what was encoded again is refused";
  Encode(twice, classes, again);
  return encoded == again ? "" : "encoding twice gives other bytes";
}

}  // namespace

std::string Disagreement(std::string_view bytes, Side side) {
  return side == Side::kLabels ? Compare<LabeledFrame, v1::LabeledFrame>(bytes, side)
                               : Compare<PredictedFrame, v1::PredictedFrame>(bytes, side);
}

}  // namespace labelwatch
