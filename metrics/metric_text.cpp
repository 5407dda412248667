#include "metrics/metric_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "schema/text.h"

namespace labelwatch {
namespace {

// ------------------------------------------------------------------------------------------------------------ Accept

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The text up to `end`, which is taken away with it.
std::string_view Until(char end, std::string_view& text) {
  const std::size_t at = std::min(text.find(end), text.size());
  const std::string_view part = Trimmed(text.substr(0, at));
  text.remove_prefix(std::min(at + 1, text.size()));
  return part;
}

bool SameWord(std::string_view a, std::string_view b) {
  const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, small, small);
}

// "application/openmetrics-text; version=1.0.0; q=0.75". What cannot be read asks for nothing.
struct MediaRange {
  std::string_view type, version;
  double quality = 1;

  explicit MediaRange(std::string_view text) : type(Until(';', text)) {
    while (!text.empty()) {
      std::string_view value = Until(';', text);
      const std::string_view name = Until('=', value);
      if (SameWord(name, "version")) version = value;
      if (!SameWord(name, "q")) continue;
      quality = 0;
      std::from_chars(value.data(), value.data() + value.size(), quality);
      quality = quality >= 0 && quality <= 1 ? quality : 0;
    }
  }
};

// ------------------------------------------------------------------------------------------------------------ numbers

// The shortest that is read back as the same; whole numbers without an exponent.
std::string Number(double value) {
  constexpr double kWhole = 1e15;
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  if (std::abs(value) < kWhole && value == std::trunc(value)) return std::to_string(static_cast<std::int64_t>(value));
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

// Texts of label values; those of OpenMetrics' help as well.
void AppendEscaped(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
}

// ------------------------------------------------------------------------------------------------------------ one form

class Writer {
 public:
  Writer(const MetricFamilies& families, TextFormat format, std::int64_t started_ms)
      : families_(families), format_(format), started_ms_(started_ms) {}

  std::string Text() {
    for (std::size_t index = 0; index < families_.Lines().size(); ++index) Family(index);
    if (format_ == TextFormat::kOpenMetrics) out_ += "# EOF\n";
    return std::move(out_);
  }

 private:
  bool Open() const { return format_ == TextFormat::kOpenMetrics; }

  void Family(std::size_t index) {
    const MetricInfo& line = families_.Lines()[index];
    std::string_view name = line.name;
    if (Open() && name.ends_with(kTotal)) name.remove_suffix(kTotal.size());
    out_.append("# HELP ").append(name).append(" ");
    if (Open()) {
      AppendEscaped(line.help, out_);
    } else {
      out_ += line.help;
    }
    out_.append("\n# TYPE ").append(name).append(" ").append(TypeWord(line.type)).append("\n");
    if (const std::string_view unit = UnitOf(name); Open() && !unit.empty()) {
      out_.append("# UNIT ").append(name).append(" ").append(unit).append("\n");
    }
    for (const MetricFamilies::Series& series : families_.Of(index)) {
      if (line.type == MetricType::kHistogram) {
        Histogram(index, series);
      } else {
        Sample(line.name, index, series, {}, Number(series.value), ExampleOf(series, 0));
      }
    }
  }

  void Histogram(std::size_t index, const MetricFamilies::Series& series) {
    const MetricInfo& line = families_.Lines()[index];
    const std::string name(line.name), bucket = name + "_bucket";
    for (std::size_t i = 0; i < series.buckets.size(); ++i) {
      const std::string bound = Number(i < line.bounds.size() ? line.bounds[i] : HUGE_VAL);
      Sample(bucket, index, series, bound, std::to_string(series.buckets[i]), ExampleOf(series, i));
    }
    Sample(name + "_count", index, series, {}, std::to_string(series.buckets.empty() ? 0 : series.buckets.back()));
    Sample(name + "_sum", index, series, {}, Number(series.sum));
  }

  // `bound`: of a bucket; empty: none.
  void Sample(std::string_view name, std::size_t index, const MetricFamilies::Series& series, std::string_view bound,
              std::string_view value, const Example* example = nullptr) {
    out_ += name;
    char before = '{';
    const auto label = [&](std::string_view key, std::string_view text) {
      out_.append(1, before).append(key).append("=\"");
      AppendEscaped(text, out_);
      out_ += '"';
      before = ',';
    };
    for (std::size_t i = 0; i < series.labels.size(); ++i) label(families_.Labels(index)[i], series.labels[i]);
    if (!bound.empty()) label("le", bound);
    if (before == ',') out_ += '}';
    out_.append(" ").append(value);
    if (Open() && example != nullptr) Append(*example);
    out_ += '\n';
  }

  void Append(const Example& example) {
    out_.append(" # {").append(kFrameId).append("=\"");
    AppendEscaped(ShortId(example.frame_id), out_);
    out_.append("\"} ").append(Number(example.probability));
    if (example.time_ms < started_ms_) return;
    out_.append(" ").append(std::to_string(example.time_ms / 1000)).append(".");
    out_ += std::to_string(1000 + example.time_ms % 1000).substr(1);
  }

  static const Example* ExampleOf(const MetricFamilies::Series& series, std::size_t place) {
    return place < series.examples.size() ? series.examples[place] : nullptr;
  }

  // OpenMetrics allows 128 characters for names and values of an example's labels.
  static std::string ShortId(std::string_view id) {
    constexpr std::size_t kMost = 128 - kFrameId.size();
    std::string clean = CleanText(id);
    std::size_t characters = 0, at = 0;
    for (; at < clean.size(); ++at) {
      if (!WithinCharacter(clean[at]) && characters++ == kMost) break;
    }
    clean.resize(at);
    return clean;
  }

  // The unit must be the end of the name.
  static std::string_view UnitOf(std::string_view name) {
    for (const std::string_view unit : {"seconds", "bytes", "ratio"}) {
      if (name.size() > unit.size() && name.ends_with(unit) && name[name.size() - unit.size() - 1] == '_') return unit;
    }
    return {};
  }

  static constexpr std::string_view kTotal = "_total", kFrameId = "frame_id";

  const MetricFamilies& families_;
  const TextFormat format_;
  const std::int64_t started_ms_;
  std::string out_;
};

}  // namespace

TextFormat FormatFor(std::string_view accept) {
  double open = 0, plain = 0;
  while (!accept.empty()) {
    const MediaRange range(Until(',', accept));
    if (SameWord(range.type, "application/openmetrics-text")) {
      if (range.version.empty() || range.version == "1.0.0") open = std::max(open, range.quality);
    } else if (SameWord(range.type, "text/plain") || range.type == "text/*" || range.type == "*/*") {
      plain = std::max(plain, range.quality);
    }
  }
  return open > 0 && open >= plain ? TextFormat::kOpenMetrics : TextFormat::kPrometheus;
}

std::string_view ContentType(TextFormat format) {
  return format == TextFormat::kOpenMetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                            : "text/plain; version=0.0.4; charset=utf-8";
}

std::string MetricText(const MetricFamilies& families, TextFormat format, std::int64_t started_ms) {
  return Writer(families, format, started_ms).Text();
}

}  // namespace labelwatch
