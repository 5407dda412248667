#include "detectors/matching/mask_runs.h"

#include <algorithm>

namespace labelwatch {

void MaskRuns::Clear(std::uint64_t picture_width, std::uint64_t picture_height) {
  width = picture_width;
  height = picture_height;
  area = 0;
  runs.clear();
}

void MaskRuns::Append(PixelRun run) {
  if (!runs.empty() && run.begin <= runs.back().end) {
    if (run.end <= runs.back().end) return;
    area += run.end - runs.back().end;
    runs.back().end = run.end;
  } else if (run.begin < run.end) {
    area += run.end - run.begin;
    runs.push_back(run);
  }
}

bool ReadRuns(const Mask& mask, MaskRuns& runs) {
  runs.Clear(mask.width, mask.height);
  const std::uint64_t total = runs.width * runs.height;  // of 32-bit sides: cannot overflow
  std::uint64_t at = 0;
  bool foreground = false;
  for (const std::uint32_t count : mask.counts) {
    if (count > total - at) return false;
    if (foreground) runs.Append({at, at + count});
    at += count;
    foreground = !foreground;
  }
  return at == total;
}

std::span<const PixelRun> RunsWithin(const MaskRuns& mask, std::uint64_t begin, std::uint64_t end) {
  const auto first = std::partition_point(mask.runs.begin(), mask.runs.end(),
                                          [begin](const PixelRun& run) { return run.end <= begin; });
  const auto last =
      std::partition_point(first, mask.runs.end(), [end](const PixelRun& run) { return run.begin < end; });
  return {first, last};
}

std::optional<std::uint64_t> SharedPixels(const MaskRuns& a, const MaskRuns& b) {
  if (a.width != b.width || a.height != b.height) return std::nullopt;
  if (a.runs.empty() || b.runs.empty()) return 0;
  return SharedPixels(RunsWithin(a, b.runs.front().begin, b.runs.back().end),
                      RunsWithin(b, a.runs.front().begin, a.runs.back().end));
}

std::uint64_t SharedPixels(std::span<const PixelRun> a, std::span<const PixelRun> b) {
  std::uint64_t shared = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const std::uint64_t begin = std::max(a[i].begin, b[j].begin), end = std::min(a[i].end, b[j].end);
    shared += end > begin ? end - begin : 0;
    // The run that ends first is done with. Which one is as good as random, so there is no branch.
    const bool first = a[i].end <= b[j].end, second = b[j].end <= a[i].end;
    i += first ? 1 : 0;
    j += second ? 1 : 0;
  }
  return shared;
}

void Unite(std::vector<PixelRun>& runs, MaskRuns& result) {
  std::sort(runs.begin(), runs.end(), [](const PixelRun& a, const PixelRun& b) { return a.begin < b.begin; });
  result.Clear(result.width, result.height);
  for (const PixelRun& run : runs) result.Append(run);
}

void Subtract(const MaskRuns& a, const MaskRuns& b, MaskRuns& result) {
  result.Clear(a.width, a.height);
  auto hole = b.runs.begin();
  for (PixelRun run : a.runs) {
    while (hole != b.runs.end() && hole->end <= run.begin) ++hole;
    for (auto at = hole; at != b.runs.end() && at->begin < run.end; ++at) {
      if (at->begin > run.begin) result.Append({run.begin, at->begin});
      run.begin = std::min(at->end, run.end);
    }
    result.Append(run);
  }
}

}  // namespace labelwatch
