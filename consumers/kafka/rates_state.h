#pragma once
// The topic of the rates' state: by which keys it is written, and what it holds now. The owner of the rates goes on
// from it; whoever only wants to know how the rates stand reads it likewise.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "consumers/kafka/options.h"
#include "detectors/rates/causes.h"
#include "detectors/rates/series_state.h"
#include "schema/result.h"

namespace labelwatch {

// Of what tells causes, by its key in the stage.
std::string CauseKey(const std::string& group, const std::string& key);
// Null: of the stage. Groups may share a topic.
std::string RatesKey(const std::string& group, const SeriesName* series);

struct KeptRates {
  std::optional<StageState> stage;  // nothing: none was written yet, or it cannot be read
  std::vector<SeriesState> series;
  std::vector<KeptCause> causes;
  std::size_t unreadable = 0;  // records, left out
};

// The last that was committed of each series of the group.
Result<KeptRates> ReadRates(const KafkaOptions& options);

}  // namespace labelwatch
