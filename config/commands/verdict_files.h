#pragma once
// Files of verdicts that commands read; people are told what was left out of them.

#include <string>
#include <vector>

#include "config/config.h"
#include "consumers/labeling/verdict_book.h"
#include "consumers/labeling/verdicts.h"

namespace labelwatch {

Result<Verdicts> ReadVerdictFiles(const std::vector<std::string>& paths);

// What `labeling.gold_verdicts` knows: its frames join `labeling.gold`, so that people are asked about them; what is
// returned tells by finding whether it is an error. Empty where the key is.
Result<GoldTruth> TakeGold(Config& config);

}  // namespace labelwatch
