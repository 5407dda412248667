#pragma once
// What the page knows of every finding before it reads any: a column for each thing that filters ask for. Names are
// numbers into lists, 0 none, so that 100,000 findings take about 5 MB. For consumers/report only.

#include <string>
#include <vector>

#include "consumers/report/kept_frames.h"

namespace labelwatch {

// Where a finding stands: its frame, and its place among the findings of that.
struct IndexedFinding {
  std::size_t frame = 0, place = 0;
};

// All findings of the frames, worst first: by score, then by frame id and kind.
std::vector<IndexedFinding> OrderFindings(const std::vector<SharedFrame>& frames);

// Members of an object, as text: "names", "frames" and "index". `pictures`: of each frame, as the page finds them.
std::string IndexJson(const std::vector<SharedFrame>& frames, const std::vector<std::string>& pictures,
                      const std::vector<IndexedFinding>& rows);

}  // namespace labelwatch
