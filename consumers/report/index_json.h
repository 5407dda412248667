#pragma once
// What the page knows of every finding before it reads any: a column for each thing that filters ask for. Names are
// numbers into lists, 0 none, so that 100,000 findings take about 5 MB. For consumers/report only.

#include <string>
#include <vector>

#include "consumers/labeling/asked_of.h"
#include "consumers/report/kept_frames.h"

namespace labelwatch {

// Where a finding stands: its frame, and its place among the findings of that; of whom it is asked.
struct IndexedFinding {
  std::size_t frame = 0, place = 0;
  AskedOf asked = AskedOf::kReviewer;
};

// All findings of the frames, worst first: by score, then by frame id and kind.
std::vector<IndexedFinding> OrderFindings(const std::vector<SharedFrame>& frames);

// A report on disk has parts by number; a server's are read frame by frame, by their keys, so that they stay what they
// are while others come and go.
enum class PageHome { kFile, kServer };

// Members of an object, as text: "names", "frames" and "index". `pictures`: of each frame, as the page finds them.
// "keys" of frames, and "place" of findings within them and of whom they are "asked", for a server alone.
std::string IndexJson(const std::vector<SharedFrame>& frames, const std::vector<std::string>& pictures,
                      const std::vector<IndexedFinding>& rows, PageHome home);

}  // namespace labelwatch
