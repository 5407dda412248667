#include "consumers/outcome.h"

#include "metrics/counts.h"

namespace labelwatch {

static_assert(kOutcomes == kOutcomeCount);

std::string_view OutcomeWord(Outcome outcome) { return kOutcomeWords[static_cast<std::size_t>(outcome)]; }

}  // namespace labelwatch
