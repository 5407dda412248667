#include "consumers/plot/series_plot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "schema/markup.h"

namespace labelwatch {
namespace {

// In units of the drawing, which is scaled to the width of the page.
constexpr double kWidth = 640, kHeight = 290;
constexpr double kLeft = 70, kRight = 628, kTop = 42, kBottom = 240;
constexpr double kSign = 6;  // half the size of a sign

constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;

std::string Number(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", number);
  return text;
}

// "2.5 %", "20 %"; as many digits as a step between neighbours needs.
std::string PercentText(double share, double step) {
  const int decimals = step >= .01 ? 0 : step >= .001 ? 1 : 2;
  char text[32];
  std::snprintf(text, sizeof text, "%.*f %%", decimals, 100 * share);
  return text;
}

// The least of 1, 2, 5, 10, 20, ... times `unit` that is at least `wanted`.
double RoundStep(double wanted, double unit) {
  for (double power = unit;; power *= 10) {
    for (const double times : {1., 2., 5.}) {
      if (times * power >= wanted) return times * power;
    }
  }
}

// A span of time that people count in, at least `wanted`.
std::int64_t TimeStep(std::int64_t wanted, bool order) {
  constexpr auto kSteps = std::to_array<std::int64_t>(
      {kSecond,     2 * kSecond,  5 * kSecond,  15 * kSecond, 30 * kSecond, kMinute,   2 * kMinute,
       5 * kMinute, 10 * kMinute, 15 * kMinute, 30 * kMinute, kHour,        2 * kHour, 3 * kHour,
       6 * kHour,   12 * kHour,   kDay,         2 * kDay,     3 * kDay,     7 * kDay});
  if (order) return std::llround(RoundStep(static_cast<double>(wanted), static_cast<double>(kFrameIntervalMs)));
  const auto step = std::ranges::lower_bound(kSteps, wanted);
  if (step != kSteps.end()) return *step;
  return std::llround(RoundStep(static_cast<double>(wanted), static_cast<double>(7 * kDay)));
}

// The step at or before a time; steps count from the first frame, or from 1970.
std::int64_t Floor(std::int64_t time_ms, std::int64_t step, bool order) {
  const std::int64_t from = order ? kFirstFrameMs : 0, since = time_ms - from;
  return from + (since >= 0 ? since / step : (since - step + 1) / step) * step;
}

// The usual distance of two counts: that of the middle one.
std::int64_t UsualDistance(std::span<const PlotCount> counts) {
  if (counts.size() < 2) return 0;
  std::vector<std::int64_t> distances;
  for (std::size_t i = 1; i < counts.size(); ++i) distances.push_back(counts[i].time_ms - counts[i - 1].time_ms);
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::ranges::nth_element(distances, middle);
  return *middle;
}

struct Point {
  double x = 0, rate = 0, low = 0, high = 0;
  std::uint64_t frames = 0;
};

// Where times and shares lie on the drawing.
struct Scale {
  std::int64_t first_ms = 0, last_ms = 1;
  double most = 1;  // share at the top
  double share_step = .2;

  double X(std::int64_t time_ms) const {
    const double part = static_cast<double>(std::clamp(time_ms, first_ms, last_ms) - first_ms) /
                        static_cast<double>(last_ms - first_ms);
    return kLeft + part * (kRight - kLeft);
  }
  double Y(double share) const { return kBottom - std::clamp(share / most, 0., 1.) * (kBottom - kTop); }
};

Scale ScaleOf(const SeriesPlot& plot, const PlotBins& bins, std::span<const Point> points) {
  Scale scale;
  if (!bins.bins.empty()) {
    scale.first_ms = bins.bins.front().time_ms;
    scale.last_ms = bins.bins.back().time_ms + bins.width_ms;
  }
  for (const PlotIncident& incident : plot.incidents) {
    scale.last_ms = std::max({scale.last_ms, incident.raised_ms.value_or(0), incident.cleared_ms.value_or(0)});
  }
  // Bins of few frames swing; their bounds are cut at the top rather than that they flatten all others.
  std::vector<std::uint64_t> frames;
  for (const Point& point : points) frames.push_back(point.frames);
  std::ranges::sort(frames);
  const double usual = frames.empty() ? 0 : static_cast<double>(frames[frames.size() / 2]);
  double most = 1.2 * plot.baseline.value_or(0);
  for (const Point& point : points) {
    if (static_cast<double>(point.frames) < usual / 2) continue;
    most = std::max(most, std::min(point.high, 1.6 * point.rate));
    most = std::max(most, 1.05 * point.rate);
  }
  scale.share_step = RoundStep(std::max(most, .002) / 4, .0001);
  scale.most = std::min(1., std::ceil(std::max(most, .002) / scale.share_step) * scale.share_step);
  return scale;
}

std::vector<Point> PointsOf(const SeriesPlot& plot, const PlotBins& bins) {
  std::vector<Point> points;
  for (const PlotCount& bin : bins.bins) {
    const auto frames = static_cast<double>(bin.frames), flagged = static_cast<double>(bin.flagged);
    const Interval known = Wilson(flagged / plot.deff, frames / plot.deff);
    points.push_back({0, flagged / frames, known.low, known.high, bin.frames});
  }
  return points;
}

// --------------------------------------------------------------------------------------------------------- elements

std::string Text(double x, double y, std::string_view anchor, std::string_view css, std::string_view text) {
  return "<text class=\"" + std::string(css) + "\" x=\"" + Number(x) + "\" y=\"" + Number(y) + "\" text-anchor=\"" +
         std::string(anchor) + "\">" + EscapedText(text) + "</text>\n";
}

std::string Line(double x1, double y1, double x2, double y2, std::string_view css) {
  return "<line class=\"" + std::string(css) + "\" x1=\"" + Number(x1) + "\" y1=\"" + Number(y1) + "\" x2=\"" +
         Number(x2) + "\" y2=\"" + Number(y2) + "\"/>\n";
}

// A sign with the words that a pointer on it shows.
std::string Sign(std::string_view css, const std::string& path, const std::string& words) {
  return "<path class=\"" + std::string(css) + "\" d=\"" + path + "\"><title>" + EscapedText(words) +
         "</title></path>\n";
}

std::string Triangle(double x, double y) {
  return "M" + Number(x - kSign) + " " + Number(y - kSign) + "h" + Number(2 * kSign) + "L" + Number(x) + " " +
         Number(y + kSign) + "z";
}

std::string Diamond(double x, double y) {
  return "M" + Number(x - kSign) + " " + Number(y) + "L" + Number(x) + " " + Number(y - kSign) + "L" +
         Number(x + kSign) + " " + Number(y) + "L" + Number(x) + " " + Number(y + kSign) + "z";
}

std::string Tick(double x, double y) {  // a check mark
  return "M" + Number(x - kSign) + " " + Number(y) + "l" + Number(kSign - 1) + " " + Number(kSign - 1) + "l" +
         Number(kSign + 1) + " " + Number(-2 * kSign + 1);
}

// ------------------------------------------------------------------------------------------------------------ parts

std::string DrawShares(const Scale& scale) {
  std::string out;
  for (int i = 0; i * scale.share_step <= scale.most * 1.0001; ++i) {
    const double share = i * scale.share_step, y = scale.Y(share);
    out += Line(kLeft, y, kRight, y, i == 0 ? "axis" : "grid");
    out += Text(kLeft - 7, y + 4, "end", "tick", PercentText(share, scale.share_step));
  }
  return out;
}

// "09:30", "03-01", "2026-03-01", "1,200".
std::string TimeText(std::int64_t time_ms, std::int64_t step, const LabelTimes& times) {
  if (times.order) return times.Text(time_ms).substr(std::string_view("frame ").size());
  const std::string iso = times.Iso(time_ms);
  if (step >= kDay) return iso.substr(0, 10);
  return time_ms % kDay == 0 ? iso.substr(5, 5) : iso.substr(11, step < kMinute ? 8 : 5);
}

std::string DrawTimes(const SeriesPlot& plot, const Scale& scale) {
  constexpr std::int64_t kParts = 6;
  const std::int64_t step = TimeStep((scale.last_ms - scale.first_ms) / kParts + 1, plot.times.order);
  std::string out;
  int number = 0;
  for (std::int64_t at = Floor(scale.first_ms, step, plot.times.order); at <= scale.last_ms; at += step) {
    if (at < scale.first_ms) continue;
    const double x = scale.X(at);
    // Every second one is left out where the page is narrow.
    const std::string css = number++ % 2 == 0 ? "tick" : "tick wide";
    // One at the edge would stand out of the drawing.
    const bool at_edge = x > kRight - 30;
    out += Line(x, kBottom, x, kBottom + 4, "axis");
    out +=
        Text(at_edge ? kRight + 8 : x, kBottom + 22, at_edge ? "end" : "middle", css, TimeText(at, step, plot.times));
  }
  std::string words = "frames, in the order of the files";
  if (!plot.times.order) {
    const std::string first = plot.times.Iso(scale.first_ms).substr(0, 10),
                      last = plot.times.Iso(scale.last_ms).substr(0, 10);
    words = "label time (UTC), " + (first == last ? first : first + " to " + last);
  }
  return out + Text((kLeft + kRight) / 2, kBottom + 45, "middle", "name", words);
}

// The interval as a band and the rate as a line, both torn where nothing was counted for long; what stands alone is a
// bar and a dot.
std::string DrawRate(std::span<const Point> points, double width) {
  constexpr double kTorn = 3.5;      // widths of a bin
  constexpr std::size_t kDots = 70;  // more would run into each other
  std::string bands, lines, dots;
  for (std::size_t begin = 0, end = 0; begin < points.size(); begin = end) {
    for (end = begin + 1; end < points.size() && points[end].x - points[end - 1].x <= kTorn * width;) ++end;
    const auto run = points.subspan(begin, end - begin);
    if (run.size() == 1) {
      bands += Line(run[0].x, run[0].low, run[0].x, run[0].high, "bar");
      dots += "<circle class=\"dot\" cx=\"" + Number(run[0].x) + "\" cy=\"" + Number(run[0].rate) + "\" r=\"2.4\"/>\n";
      continue;
    }
    std::string band, line;
    for (const Point& point : run) {
      band += (band.empty() ? "M" : "L") + Number(point.x) + " " + Number(point.high);
      line += (line.empty() ? "M" : "L") + Number(point.x) + " " + Number(point.rate);
      if (points.size() > kDots) continue;
      dots += "<circle class=\"dot\" cx=\"" + Number(point.x) + "\" cy=\"" + Number(point.rate) + "\" r=\"2.2\"/>\n";
    }
    for (auto point = run.rbegin(); point != run.rend(); ++point) {
      band += "L" + Number(point->x) + " " + Number(point->low);
    }
    bands += "<path class=\"band\" d=\"" + band + "z\"/>\n";
    lines += "<path class=\"rate\" d=\"" + line + "\"/>\n";
  }
  return bands + lines + dots;
}

std::string DrawRaisedTimes(const SeriesPlot& plot, const Scale& scale) {
  std::string out;
  for (const PlotIncident& incident : plot.incidents) {
    const double from = scale.X(incident.since_ms), to = scale.X(incident.cleared_ms.value_or(scale.last_ms));
    out += "<rect class=\"raised\" x=\"" + Number(from) + "\" y=\"" + Number(kTop) + "\" width=\"" +
           Number(std::max(1., to - from)) + "\" height=\"" + Number(kBottom - kTop) + "\"/>\n";
  }
  return out;
}

std::string DrawIncidents(const SeriesPlot& plot, const Scale& scale) {
  std::string out;
  const double above = kTop - kSign - 2;
  for (const PlotIncident& incident : plot.incidents) {
    const double since = scale.X(incident.since_ms);
    out += Line(since, kTop, since, kBottom, "since");
    if (incident.raised_ms) {
      const double raised = scale.X(*incident.raised_ms);
      out += Line(raised, kTop, raised, kBottom, "alarm");
      out += Sign("alarm", Triangle(raised, above), "alarm at " + plot.times.Text(*incident.raised_ms));
    }
    out += Sign("since", Diamond(since, kBottom), "began at about " + plot.times.Text(incident.since_ms));
    if (!incident.cleared_ms) continue;
    const double cleared = scale.X(*incident.cleared_ms);
    out += Line(cleared, kTop, cleared, kBottom, "cleared");
    out += Sign("cleared", Tick(cleared, above), "cleared at " + plot.times.Text(*incident.cleared_ms));
  }
  return out;
}

std::string DrawBaseline(double share, const Scale& scale) {
  const double y = scale.Y(share);
  return Line(kLeft, y, kRight, y, "baseline") +
         Text(kLeft + 6, y - 5, "start", "usual", "usual " + PercentText(share, std::min(scale.share_step, .001)));
}

}  // namespace

PlotBins BinsOf(const SeriesPlot& plot) {
  constexpr std::int64_t kMost = 100;
  PlotBins out;
  if (plot.counts.empty()) return out;
  const std::int64_t count_ms = std::max<std::int64_t>(1, plot.count_ms);
  const std::int64_t span = plot.counts.back().time_ms - plot.counts.front().time_ms + count_ms;
  const std::int64_t wanted = std::max({span / kMost, UsualDistance(plot.counts), count_ms});
  // Whole counts: one that was cut in two would lie in either.
  const std::int64_t step = wanted == count_ms ? count_ms : TimeStep(wanted, plot.times.order);
  out.width_ms = (step + count_ms - 1) / count_ms * count_ms;
  for (const PlotCount& count : plot.counts) {
    if (count.frames == 0) continue;
    const std::int64_t begin = Floor(count.time_ms, out.width_ms, plot.times.order);
    if (out.bins.empty() || out.bins.back().time_ms != begin) out.bins.push_back({begin, 0, 0});
    out.bins.back().frames += count.frames;
    out.bins.back().flagged += count.flagged;
  }
  return out;
}

std::string DrawSeries(const SeriesPlot& plot) {
  const PlotBins bins = BinsOf(plot);
  std::vector<Point> points = PointsOf(plot, bins);
  const Scale scale = ScaleOf(plot, bins, points);
  for (std::size_t i = 0; i < points.size(); ++i) {
    Point& point = points[i];
    point = {scale.X(bins.bins[i].time_ms + bins.width_ms / 2), scale.Y(point.rate), scale.Y(point.low),
             scale.Y(point.high), point.frames};
  }
  const double width =
      static_cast<double>(bins.width_ms) / static_cast<double>(scale.last_ms - scale.first_ms) * (kRight - kLeft);
  std::string svg = "<svg class=\"plot\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 " +
                    Number(kWidth) + " " + Number(kHeight) + "\" aria-label=\"" + EscapedText(plot.title) + "\">\n";
  svg += Text(2, 16, "start", "name", "share of frames flagged");
  svg += DrawRaisedTimes(plot, scale) + DrawShares(scale) + DrawTimes(plot, scale);
  if (points.empty()) svg += Text((kLeft + kRight) / 2, (kTop + kBottom) / 2, "middle", "name", "nothing was counted");
  svg += DrawRate(points, width);
  if (plot.baseline) svg += DrawBaseline(*plot.baseline, scale);
  return svg + DrawIncidents(plot, scale) + "</svg>\n";
}

std::string PlotLegend() {
  const auto entry = [](const std::string& sign, std::string_view words) {
    return "<li><svg class=\"plot\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 16\" aria-hidden=\"true\">" +
           sign + "</svg>" + EscapedText(words) + "</li>\n";
  };
  std::string html = "<ul class=\"plot-legend\">\n";
  html += entry("<path class=\"band\" d=\"M1 2h22v12h-22z\"/><path class=\"rate\" d=\"M1 8h22\"/>",
                "rate, and where it lies with 95 % certainty");
  html += entry(Line(1, 8, 23, 8, "baseline"), "what was usual");
  html += entry("<path class=\"since\" d=\"" + Diamond(12, 8) + "\"/>", "the rise began about here");
  html += entry("<path class=\"alarm\" d=\"" + Triangle(12, 8) + "\"/>", "alarm");
  html += entry("<path class=\"cleared\" d=\"" + Tick(12, 8) + "\"/>", "cleared");
  html += entry("<path class=\"raised\" d=\"M1 1h22v14h-22z\"/>", "risen");
  return html + "</ul>\n";
}

// Signs differ by form, not by colour alone.
const std::string_view kSeriesPlotCss = R"(:root {
  --plot-text: #5a5a55; --plot-line: #e3e3dd; --plot-axis: #8c8c85; --plot-ground: #ffffff;
  --plot-rate: #1f5fbf; --plot-band: #1f5fbf33; --plot-usual: #1c7a47; --plot-alarm: #b3261e; --plot-raised: #b3261e14;
}
@media (prefers-color-scheme: dark) {
  :root {
    --plot-text: #b4b4ae; --plot-line: #34343a; --plot-axis: #85858c; --plot-ground: #202024;
    --plot-rate: #7fb2ff; --plot-band: #7fb2ff38; --plot-usual: #6fd39b; --plot-alarm: #ff8a80; --plot-raised: #ff8a801c;
  }
}
.plot { display: block; width: 100%; height: auto; overflow: visible; }
.plot text { font: 13px system-ui, "DejaVu Sans", sans-serif; fill: var(--plot-text); }
.plot .usual { fill: var(--plot-usual); stroke: var(--plot-ground); stroke-width: 4px; paint-order: stroke; }
.plot .grid { stroke: var(--plot-line); }
.plot .axis { stroke: var(--plot-axis); }
.plot .band { fill: var(--plot-band); }
.plot .bar { stroke: var(--plot-band); stroke-width: 4px; }
.plot .rate { fill: none; stroke: var(--plot-rate); stroke-width: 1.8px; stroke-linejoin: round; }
.plot .dot { fill: var(--plot-rate); }
.plot .baseline { stroke: var(--plot-usual); stroke-width: 1.6px; stroke-dasharray: 7 4; }
.plot .raised { fill: var(--plot-raised); }
.plot line.since { stroke: var(--plot-alarm); stroke-width: 1.2px; stroke-dasharray: 2 3; }
.plot path.since { fill: var(--plot-ground); stroke: var(--plot-alarm); stroke-width: 1.8px; }
.plot line.alarm { stroke: var(--plot-alarm); stroke-width: 1.4px; }
.plot path.alarm { fill: var(--plot-alarm); }
.plot line.cleared { stroke: var(--plot-usual); stroke-width: 1.2px; stroke-dasharray: 4 3; }
.plot path.cleared { fill: none; stroke: var(--plot-usual); stroke-width: 2.6px; }
.plot-legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: 0; padding: 0; list-style: none; }
.plot-legend li { display: flex; align-items: center; gap: .4rem; }
.plot-legend .plot { width: 24px; flex: none; }
@media (max-width: 560px) {
  .plot text { font-size: 21px; }
  .plot .wide { display: none; }
}
)";

}  // namespace labelwatch
