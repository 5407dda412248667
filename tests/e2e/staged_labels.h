#pragma once
// Files of labels in which something goes wrong.

#include <string>

namespace labelwatch {

// Frames by Ann and Bob in turn; each fiftieth is labeled twice, from frame 5,000 on each sixth of Bob's.
// Returns the path of the file.
std::string LabelsWithAnIncident(const std::string& folder);

}  // namespace labelwatch
