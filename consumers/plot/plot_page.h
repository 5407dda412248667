#pragma once
// A page of drawings that stands alone: no script, nothing from elsewhere, its style within; light and dark; readable
// on a phone. All texts are escaped here.

#include <string>
#include <vector>

#include "consumers/plot/series_plot.h"

namespace labelwatch {

struct PlotSection {
  SeriesPlot plot;                     // its title is the heading
  std::vector<std::string> sentences;  // about it, each a paragraph
  std::string note;                    // in small below; may be empty
};

struct PlotPage {
  std::string title;
  std::vector<std::string> lines;  // what the page shows, each a paragraph
  std::vector<PlotSection> sections;
};

std::string DrawPage(const PlotPage& page);

}  // namespace labelwatch
