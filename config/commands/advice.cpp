#include "config/commands/advice.h"

#include <iostream>

#include "config/class_advice.h"

namespace labelwatch {

void PrintAdvice(const StreamCounts& counts, const Calibration& calibration, const Names& names,
                 const InspectOptions& options) {
  for (const std::string& advice : ClassAdvice(counts, calibration, names, options.models)) {
    std::cerr << "labelwatch: " << advice << "\n";
  }
}

}  // namespace labelwatch
