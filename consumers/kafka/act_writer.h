#pragma once
// Writes what a person decided about rates (schema/rates_act.h) to the topic of tallies, where everybody takes it.

#include <cstdint>
#include <string>

#include "consumers/kafka/options.h"
#include "schema/rates_act.h"
#include "schema/result.h"

namespace labelwatch {

struct WrittenAct {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t offset = -1;
};

// Where it stands once the brokers have acknowledged it, within ten seconds. With a producer of its own: acts are rare,
// and any process may write one. Thread-safe.
Result<WrittenAct> WriteAct(const KafkaOptions& options, const RatesAct& act);

}  // namespace labelwatch
