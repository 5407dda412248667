#pragma once
// One series drawn: its rate over time with what is known of it, what is usual, and what was raised and cleared. Plain
// data in, an SVG element out; kSeriesPlotCss is its style, of light and dark pages, wide and narrow ones.
//
//   SeriesPlot plot;
//   plot.title = "annotator bob: wrong class";
//   plot.counts = counts;                       // of each minute, say
//   plot.baseline = .02;
//   plot.incidents = {{since_ms, raised_ms, cleared_ms}};
//   page += DrawSeries(plot);
//
// All texts are escaped here. Pure.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/label_times.h"
#include "consumers/plot/count_history.h"
#include "detectors/rates/intervals.h"

namespace labelwatch {

struct PlotIncident {
  std::int64_t since_ms = 0;
  std::optional<std::int64_t> raised_ms;   // nothing: that was before anybody looked
  std::optional<std::int64_t> cleared_ms;  // nothing: it goes on
};

struct SeriesPlot {
  std::string title;               // for those who cannot see the drawing, and for search
  std::vector<PlotCount> counts;   // in order of time; flagged <= frames
  std::int64_t count_ms = 60'000;  // how long each of them lasts
  double deff = 1;                 // so many frames tell as much as one alone would (detectors/rates/baseline.h)
  std::optional<double> baseline;
  std::vector<PlotIncident> incidents;
  LabelTimes times;
};

// Counts of equal parts of time, wide enough that there are about a hundred at most; those without frames are left out.
struct PlotBins {
  std::int64_t width_ms = 0;
  std::vector<PlotCount> bins;
};
PlotBins BinsOf(const SeriesPlot& plot);

std::string DrawSeries(const SeriesPlot& plot);
// What the signs of a drawing mean: a list in HTML.
std::string PlotLegend();

extern const std::string_view kSeriesPlotCss;

}  // namespace labelwatch
