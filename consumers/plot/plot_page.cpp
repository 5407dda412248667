#include "consumers/plot/plot_page.h"

#include "schema/markup.h"

namespace labelwatch {
namespace {

constexpr std::string_view kPageCss = R"(:root {
  color-scheme: light dark;
  --ground: #f6f6f3; --panel: #ffffff; --line: #dcdcd6; --text: #1d1d1b; --quiet: #5f5f5a;
}
@media (prefers-color-scheme: dark) {
  :root { --ground: #161618; --panel: #202024; --line: #38383e; --text: #ececea; --quiet: #adada7; }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1rem; max-width: 52rem; background: var(--ground); color: var(--text);
  font: 15px/1.45 system-ui, "DejaVu Sans", sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1.3rem; margin: .2rem 0 .5rem; }
h2 { font-size: 1.05rem; margin: 0 0 .3rem; }
header p { margin: .25rem 0; }
.plot-legend { margin: .9rem 0; font-size: .87rem; color: var(--quiet); }
section { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1rem;
  margin: 0 0 1rem; }
section p { margin: .3rem 0 .5rem; }
.note { margin: .4rem 0 0; color: var(--quiet); font-size: .87rem; }
@media (max-width: 560px) { body { padding: .6rem; } section { padding: .7rem .6rem; } }
@media print { section { break-inside: avoid; } }
)";

std::string Element(std::string_view begin, std::string_view text, std::string_view end) {
  return std::string(begin) + EscapedText(text) + std::string(end) + "\n";
}

}  // namespace

// Well-formed as XML, too, so that a test can read it.
std::string DrawPage(const PlotPage& page) {
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "base-uri 'none'; form-action 'none'\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n";
  html += Element("<title>", page.title, "</title>");
  html.append("<style>\n").append(kSeriesPlotCss).append(kPageCss).append("</style>\n</head>\n<body>\n<header>\n");
  html += Element("<h1>", page.title, "</h1>");
  for (const std::string& line : page.lines) html += Element("<p>", line, "</p>");
  if (!page.sections.empty()) html += PlotLegend();
  html += "</header>\n<main>\n";
  for (const PlotSection& section : page.sections) {
    html += "<section>\n" + Element("<h2>", section.plot.title, "</h2>");
    for (const std::string& sentence : section.sentences) html += Element("<p>", sentence, "</p>");
    html += DrawSeries(section.plot);
    if (!section.note.empty()) html += Element("<p class=\"note\">", section.note, "</p>");
    html += "</section>\n";
  }
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace labelwatch
