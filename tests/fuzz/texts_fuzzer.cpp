// libFuzzer target: any text as each of the small ones that come from outside: lines of findings and verdicts, acts and
// requests for them over HTTP, committed positions, saved calibrations and baselines, tallies. The first byte chooses.

#include "consumers/position.h"
#include "metrics/act_pages.h"
#include "schema/calibration_codec.h"
#include "schema/output.h"
#include "schema/rates_act.h"
#include "schema/saved_baselines.h"
#include "schema/tally_codec.h"
#include "schema/verdict.h"
#include "tests/fuzz/fuzzing.h"

namespace labelwatch {
namespace {

template <typename Read>
bool HoldReads(const Read& read) {
  if (!read) HoldOneLine(read.error().message);
  return read.has_value();
}

void TryVerdict(std::string_view text) {
  const auto verdict = VerdictFromJson(text);
  if (!HoldReads(verdict)) return;
  std::string line, again;
  AppendVerdictJson(*verdict, line);
  const auto read = VerdictFromJson(line);
  Hold(read.has_value(), "a verdict that was written can be read");
  AppendVerdictJson(*read, again);
  Hold(again == line, "a verdict reads the same after writing");
}

// Whatever is posted, the answer is one and the next is given.
void TryRequest(std::string_view text) {
  static Names names{NameLimits()};
  static Metrics metrics(names, {});
  static const std::vector<Page> pages = ActPages(
      {.token = "0123456789abcdef", .loopback = true}, "group",
      [](const RatesAct&) { return Result<std::string>("written"); }, [] { return std::int64_t{1}; }, metrics);
  const Request request{.body = std::string(text),
                        .content_type = "application/json",
                        .host = "localhost",
                        .authorization = "Bearer 0123456789abcdef",
                        .from = "127.0.0.1"};
  for (const Page& page : pages) {
    if (page.act) Hold(page.act(request).status >= 200, "a request has an answer");
  }
}

void Try(std::uint8_t which, std::string_view text) {
  switch (which % 8) {
    case 0:
      HoldReads(FindingFromJson(text));
      break;
    case 1:
      TryVerdict(text);
      break;
    case 2:
      TryRequest(text);
      break;
    case 3:
      PositionFromText(text);
      break;
    case 4:
      HoldReads(CalibrationFromJson(text));
      break;
    case 5:
      HoldReads(BaselinesFromJson(text));
      break;
    case 6:
      DecodeTally(text);
      break;
    default:
      if (LooksLikeRatesAct(text)) DecodeRatesAct(text);
  }
}

}  // namespace
}  // namespace labelwatch

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  labelwatch::FuzzedBytes bytes(data, size);
  const std::uint8_t which = bytes.Byte();
  labelwatch::Try(which, bytes.Rest());
  return 0;
}
