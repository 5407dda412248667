#pragma once
// How rates are followed over what was recorded: in the time in which labels were made, or, where that tells nothing,
// in the order of the frames.
//
//   const FileRates follow = RatesOver(stream, options.rates);
//   if (!follow.why.empty()) std::cerr << follow.why << "\n";
//
// In label time nothing is late: files stand in no order of it, so ticks close when all is read. In order a frame is a
// step of time, and the budget is for the whole stream. Pure.

#include <cstdint>
#include <string>

#include "consumers/files/record_stream.h"
#include "consumers/label_times.h"
#include "detectors/rates/options.h"

namespace labelwatch {

struct FileRates {
  RateOptions options;
  LabelTimes times;
  std::string why;  // one sentence where labels have times and they tell nothing; may be empty
};

RateOptions InLabelTime(RateOptions options);
// `frames`: of the whole stream; 0: not known.
RateOptions InOrder(std::uint64_t frames, RateOptions options);

// Times that all lie within a few ticks are those of an export or an import: nothing follows from them.
FileRates RatesOver(const RecordStream& stream, const RateOptions& options);

}  // namespace labelwatch
