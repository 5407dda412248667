#include "config/commands/advice.h"

#include <string>
#include <vector>

#include "config/class_advice.h"
#include "config/commands/console.h"
#include "config/margin_advice.h"

namespace labelwatch {

void PrintAdvice(const StreamCounts& counts, const Calibration& calibration, const Names& names,
                 const InspectOptions& options) {
  for (const std::vector<std::string>& advice : {ClassAdvice(counts, calibration, names, options.models),
                                                 MarginAdvice(counts, names.classes, options.margins)}) {
    for (const std::string& sentence : advice) Say(sentence);
  }
}

}  // namespace labelwatch
