#include "consumers/files/formats/frame_class_csv/frame_class_csv.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <span>
#include <unordered_map>
#include <vector>

#include "consumers/files/text/csv_reader.h"
#include "consumers/files/text/text_arena.h"
#include "schema/frame.h"
#include "schema/text.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

std::string At(const CsvReader& csv) { return csv.Path() + ":" + std::to_string(csv.Line()) + ": "; }

// The header, or why it is none.
Result<void> ReadHeader(CsvReader& csv, std::vector<std::string>& columns) {
  const auto read = csv.Next();
  if (!read) return tl::unexpected<Error>(read.error());
  columns.assign(csv.Fields().begin(), csv.Fields().end());
  if (!csv.Damage().empty()) return BadInput(At(csv) + csv.Damage());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!ValidUtf8(columns[i])) return BadInput(At(csv) + "the header is not UTF-8");
    if (columns[i].empty()) return BadInput(At(csv) + "column " + std::to_string(i + 1) + " has no name");
    if (std::find(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(i), columns[i]) !=
        columns.begin() + static_cast<std::ptrdiff_t>(i)) {
      return BadInput(At(csv) + "the column " + columns[i] + " occurs twice");
    }
  }
  return {};
}

// What every row must be; empty: it is.
std::string RowTrouble(const CsvReader& csv, std::size_t columns) {
  if (!csv.Damage().empty()) return csv.Damage();
  if (!std::ranges::all_of(csv.Fields(), ValidUtf8)) return "it holds text that is not UTF-8";
  if (csv.Fields().size() != columns) {
    return "it has " + std::to_string(csv.Fields().size()) + " fields, the header has " + std::to_string(columns);
  }
  return csv.Fields()[0].empty() ? "the frame_id is empty" : "";
}

class Labels : public LabelSource {
 public:
  explicit Labels(NameTable& classes) : classes_(classes) {}

  std::size_t Frames() const override { return rows_.size(); }
  FrameRef Frame(std::size_t number) const override {
    const Row& row = rows_[number];
    return {row.frame_id, {}, row.time_ms == 0 ? std::nullopt : std::optional(row.time_ms), this, number, {}};
  }
  void Encode(std::size_t number, std::int64_t event_time_ms, std::string& value) override {
    const Row& row = rows_[number];
    frame_.Clear();
    frame_.frame_id = row.frame_id;
    frame_.event_time_ms = event_time_ms;
    frame_.frame_classes.push_back(row.label);
    if (row.annotator != 0) frame_.annotator = annotators_.Name(row.annotator);
    if (row.source != 0) frame_.source = sources_.Name(row.source);
    value.clear();
    labelwatch::Encode(frame_, classes_, value);
  }

  Result<void> Read(CsvReader& csv, Problems& problems) {
    std::vector<std::string> columns;
    if (auto header = ReadHeader(csv, columns); !header) return header;
    constexpr std::array<std::string_view, 5> kColumns = {"frame_id", "label", "annotator", "source", "time"};
    std::array<std::size_t, kColumns.size()> place;
    place.fill(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto known = std::ranges::find(kColumns, columns[i]);
      if (known == kColumns.end()) {
        return BadInput(At(csv) + "unknown column " + columns[i] +
                        "; labels have the columns frame_id, label and, if known, annotator, source, time");
      }
      place[static_cast<std::size_t>(known - kColumns.begin())] = i;
    }
    if (place[1] == columns.size()) return BadInput(At(csv) + "there is no column label");
    for (;;) {
      const auto more = csv.Next();
      if (!more) return tl::unexpected<Error>(more.error());
      if (!*more) return {};
      const auto field = [&](std::size_t column) {
        return place[column] < columns.size() ? csv.Fields()[place[column]] : std::string_view();
      };
      std::string trouble = RowTrouble(csv, columns.size());
      if (trouble.empty() && field(1).empty()) trouble = "the label is empty";
      std::optional<std::int64_t> time_ms;
      if (trouble.empty() && !field(4).empty()) {
        time_ms = ParseTime(field(4));
        if (!time_ms) trouble = "the time is neither a date nor a Unix time";
      }
      if (!trouble.empty()) {
        problems.LeftOut(At(csv) + trouble);
        continue;
      }
      rows_.push_back({arena_.Keep(field(0)), time_ms.value_or(0), classes_.Add(field(1)),
                       field(2).empty() ? 0 : annotators_.Add(field(2)),
                       field(3).empty() ? 0 : sources_.Add(field(3))});
    }
  }

 private:
  struct Row {
    std::string_view frame_id;
    std::int64_t time_ms;  // 0: not said
    NameId label, annotator, source;
  };
  NameTable& classes_;
  NameTable annotators_{1u << 20}, sources_{1u << 20};
  TextArena arena_;
  std::vector<Row> rows_;
  LabeledFrame frame_;  // reused
};

class Predictions : public PredictionSource {
 public:
  Predictions(const std::string& model, NameTable& classes) : model_(model), classes_(classes) {}

  bool Encode(const FrameRef& frame, std::int64_t event_time_ms, std::string& value) override {
    const auto it = by_frame_.find(frame.frame_id);
    if (it == by_frame_.end()) return false;
    Row& row = rows_[it->second];
    row.claimed = true;
    frame_.Clear();
    frame_.frame_id = row.frame_id;
    frame_.sequence = frame.sequence;
    frame_.model = model_.name;
    frame_.model_version = model_.version;
    frame_.event_time_ms = event_time_ms;
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      frame_.class_probabilities.push_back({ids_[i], row.probabilities[i]});
    }
    value.clear();
    labelwatch::Encode(frame_, classes_, value);
    return true;
  }

  std::optional<FrameRef> NextUnclaimed() override {
    while (next_ < rows_.size() && rows_[next_].claimed) ++next_;
    if (next_ == rows_.size()) return {};
    FrameRef frame;
    frame.frame_id = rows_[next_++].frame_id;
    return frame;
  }

  Result<void> Read(CsvReader& csv, Problems& problems) {
    std::vector<std::string> columns;
    if (auto header = ReadHeader(csv, columns); !header) return header;
    for (std::size_t i = 1; i < columns.size(); ++i) ids_.push_back(classes_.Add(columns[i]));
    std::vector<double> row(ids_.size());
    for (;;) {
      const auto more = csv.Next();
      if (!more) return tl::unexpected<Error>(more.error());
      if (!*more) return {};
      std::string trouble = RowTrouble(csv, columns.size());
      if (trouble.empty()) trouble = ReadProbabilities(csv, columns, row);
      if (trouble.empty() && by_frame_.contains(csv.Fields()[0])) trouble = "the frame has a row already";
      if (!trouble.empty()) {
        problems.LeftOut(At(csv) + trouble);
        continue;
      }
      const std::string_view frame_id = arena_.Keep(csv.Fields()[0]);
      char* memory = arena_.Allocate(row.size() * sizeof(double));
      std::memcpy(memory, row.data(), row.size() * sizeof(double));
      by_frame_.emplace(frame_id, static_cast<std::uint32_t>(rows_.size()));
      rows_.push_back({frame_id, reinterpret_cast<const double*>(memory), false});
    }
  }

 private:
  struct Row {
    std::string_view frame_id;
    const double* probabilities;
    bool claimed;
  };

  static std::string ReadProbabilities(const CsvReader& csv, const std::vector<std::string>& columns,
                                       std::vector<double>& row) {
    for (std::size_t i = 1; i < columns.size(); ++i) {
      const std::string_view text = csv.Fields()[i];
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), row[i - 1]);
      // Too small for a double is a probability of 0.
      if (error == std::errc::result_out_of_range && text.find("e-") != std::string_view::npos) {
        row[i - 1] = 0;
      } else if (error != std::errc() || end != text.data() + text.size()) {
        return "the probability of " + columns[i] + " is not a number";
      }
      if (!(row[i - 1] >= 0 && row[i - 1] <= 1)) return "the probability of " + columns[i] + " is not within 0..1";
    }
    return {};
  }

  const ModelName model_;
  NameTable& classes_;
  TextArena arena_;
  std::vector<NameId> ids_;
  std::vector<Row> rows_;
  std::unordered_map<std::string_view, std::uint32_t> by_frame_;
  std::size_t next_ = 0;
  PredictedFrame frame_;  // reused
};

}  // namespace

Result<std::unique_ptr<LabelSource>> ReadFrameClassLabels(ByteSource& source, NameTable& classes, Problems& problems) {
  auto labels = std::make_unique<Labels>(classes);
  CsvReader csv(source);
  if (auto read = labels->Read(csv, problems); !read) return tl::unexpected<Error>(read.error());
  return labels;
}

Result<std::unique_ptr<PredictionSource>> ReadFrameClassPredictions(ByteSource& source, const std::string& model,
                                                                    NameTable& classes, Problems& problems) {
  auto predictions = std::make_unique<Predictions>(model, classes);
  CsvReader csv(source);
  if (auto read = predictions->Read(csv, problems); !read) return tl::unexpected<Error>(read.error());
  return predictions;
}

}  // namespace labelwatch
