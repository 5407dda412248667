#include "consumers/report/rates_html.h"

#include <algorithm>

#include "schema/markup.h"

namespace labelwatch {
namespace {

// What script/11_rates.js reads: of which frames, from when to when.
std::string Attributes(const SeriesName& series) {
  return " data-dimension=\"" + std::string(kDimensions[Place(series.dimension)].word) + "\" data-value=\"" +
         EscapedText(series.value) + "\" data-kind=\"" + std::string(SeriesKindWord(series.kind)) + "\"";
}

std::string Button(const std::string& words, const std::string& attributes, const std::string& heading) {
  return "<button type=\"button\"" + attributes + " aria-label=\"" + EscapedText(heading + ": " + words) + "\">" +
         EscapedText(words) + "</button>\n";
}

std::string Buttons(const SeriesPlot& plot) {
  std::string html = "<p class=\"buttons\">\n" + Button("its frames", "", plot.title);
  for (const PlotIncident& incident : plot.incidents) {
    std::string words = "since " + plot.times.Text(incident.since_ms);
    std::string times = " data-from=\"" + std::to_string(incident.since_ms) + "\"";
    if (incident.cleared_ms) {
      words += " to " + plot.times.Text(*incident.cleared_ms);
      times += " data-to=\"" + std::to_string(*incident.cleared_ms) + "\"";
    }
    html += Button(words, times, plot.title);
  }
  return html + "</p>\n";
}

std::string Paragraph(std::string_view text, std::string_view css = {}) {
  const std::string open = css.empty() ? "<p>" : "<p class=\"" + std::string(css) + "\">";
  return open + EscapedText(text) + "</p>\n";
}

std::string Article(const SeriesSection& section) {
  const PlotSection& drawn = section.drawn;
  std::string html = "<article class=\"card" + std::string(section.alarmed ? " alarmed" : "") + "\"" +
                     Attributes(section.series->Name()) + ">\n<h3>" + EscapedText(drawn.plot.title) + "</h3>\n";
  for (const std::string& sentence : drawn.sentences) html += Paragraph(sentence);
  return html + DrawSeries(drawn.plot) + Paragraph(drawn.note, "quiet") + Buttons(drawn.plot) + "</article>\n";
}

// A line along zero says no more than a number does.
bool NothingToSee(const SeriesSection& section) { return !section.alarmed && section.series->Flagged() == 0; }

}  // namespace

DrawnRates DrawRates(const FollowedRates& rates) {
  std::vector<SeriesSection> sections = OrderSeries(rates);
  const auto alarmed = std::ranges::count_if(sections, &SeriesSection::alarmed);
  std::string html = "<h2>Rates over time</h2>\n";
  std::string said = std::to_string(rates.stage.Series().size()) + " series followed, " +
                     std::to_string(rates.stage.Series().size() - sections.size()) +
                     " of them still learning what is usual, " + std::to_string(alarmed) + " with an alarm";
  if (const auto quiet = std::erase_if(sections, NothingToSee); quiet > 0) {
    said += "; " + std::to_string(quiet) + " in which nothing was ever flagged are not drawn";
  }
  if (sections.size() > kSeriesInReport) {
    said += "; drawn are the " + std::to_string(kSeriesInReport) + " with the most evidence that their rate rose";
    sections.resize(kSeriesInReport);
  }
  html += Paragraph(said + ".", "quiet");
  if (!sections.empty()) html += PlotLegend();
  html += "<div class=\"rates\">\n";
  for (SeriesSection& section : sections) {
    Draw(rates, section);
    html += Article(section);
  }
  return {html + "</div>\n", static_cast<std::size_t>(alarmed)};
}

}  // namespace labelwatch
