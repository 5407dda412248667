// Acts as bytes of the topic of tallies.

#include <protozero/buffer_string.hpp>
#include <protozero/varint.hpp>

#include "labelwatch/v1/labelwatch.pb.h"
#include "schema/rates_act.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

// What Confluent's framing puts before a message: magic byte, schema id, count and place of the message type.
std::string Header() {
  std::string header(5, '\0');
  for (const std::int64_t number : {std::int64_t{1}, std::int64_t{v1::RatesAct::descriptor()->index()}}) {
    protozero::add_varint_to_buffer(&header, protozero::encode_zigzag64(number));
  }
  return header;
}

Result<SeriesSelection> FromProto(const v1::SeriesSelection& proto) {
  SeriesSelection which{{}, proto.value(), {}, proto.model(), proto.regime()};
  if (!proto.dimension().empty()) {
    which.dimension = DimensionFromWord(proto.dimension());
    if (!which.dimension)
      return BadInput("unknown dimension '" + std::string(CutAtCharacter(proto.dimension(), 50)) + "'");
  }
  if (!proto.kind().empty()) {
    which.kind = SeriesKindFromWord(proto.kind());
    if (!which.kind) return BadInput("unknown kind '" + std::string(CutAtCharacter(proto.kind(), 50)) + "'");
  }
  return which;
}

}  // namespace

std::string EncodeRatesAct(const RatesAct& act) {
  v1::RatesAct proto;
  proto.set_group(act.group);
  proto.set_asked_at_unix_ms(act.asked_ms);
  proto.set_who(act.who);
  proto.set_why(act.why);
  v1::SeriesSelection& which = *proto.mutable_which();
  if (act.which.dimension) which.set_dimension(std::string(kDimensions[Place(*act.which.dimension)].word));
  which.set_value(act.which.value);
  if (act.which.kind) which.set_kind(std::string(SeriesKindWord(*act.which.kind)));
  which.set_model(act.which.model);
  which.set_regime(act.which.regime);
  switch (act.act) {
    case ActKind::kRenew:
      proto.mutable_renewal();
      break;
    case ActKind::kBudget:
      proto.mutable_budget()->set_false_alarms(act.false_alarms);
      proto.mutable_budget()->set_period_ms(act.period_ms);
      break;
    case ActKind::kSilence:
      proto.mutable_silence()->set_until_unix_ms(act.until_ms);
      break;
  }
  return Header() + proto.SerializeAsString();
}

bool LooksLikeRatesAct(std::string_view bytes) { return bytes.starts_with('\0'); }

Result<RatesAct> DecodeRatesAct(std::string_view bytes) {
  const std::string header = Header();
  if (!bytes.starts_with(header)) return BadInput("not an act of this version: another kind of message");
  bytes.remove_prefix(header.size());
  v1::RatesAct proto;
  if (!proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return BadInput("not an act of this version: damaged");
  }
  auto which = FromProto(proto.which());
  if (!which) return tl::unexpected(which.error());
  RatesAct act;
  act.group = proto.group();
  act.asked_ms = proto.asked_at_unix_ms();
  act.who = proto.who();
  act.why = proto.why();
  act.which = std::move(*which);
  switch (proto.act_case()) {
    case v1::RatesAct::kRenewal:
      act.act = ActKind::kRenew;
      break;
    case v1::RatesAct::kBudget:
      act.act = ActKind::kBudget;
      act.false_alarms = proto.budget().false_alarms();
      act.period_ms = proto.budget().period_ms();
      break;
    case v1::RatesAct::kSilence:
      act.act = ActKind::kSilence;
      act.until_ms = proto.silence().until_unix_ms();
      break;
    case v1::RatesAct::ACT_NOT_SET:
      return BadInput("an act of which this version knows nothing");
  }
  if (auto checked = Check(act); !checked) return tl::unexpected(checked.error());
  return act;
}

}  // namespace labelwatch
