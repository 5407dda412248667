#include "consumers/backtest/count_rows.h"

#include <array>
#include <charconv>
#include <string_view>

#include "consumers/files/dataset/event_time.h"
#include "detectors/rates/rates_stage.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::array<std::string_view, 6> kNeeded = {"time", "dimension", "value", "kind", "frames", "flagged"};
constexpr std::string_view kColumns = "time,dimension,value,kind,frames,flagged (and, where known, sequence,models)";

constexpr std::int64_t kLatestMs = 253'402'300'799'999;  // of the year 9999

// What a field holds, or the reason why its row is left out.
using Reason = tl::unexpected<std::string>;
template <typename T>
using Field = tl::expected<T, std::string>;

std::string Quoted(std::string_view text) { return "'" + Printable(text) + "'"; }

std::string DimensionWords() {
  std::string words;
  for (const DimensionInfo& info : kDimensions) words.append(words.empty() ? "" : ", ").append(info.word);
  return words;
}

std::string KindWords() {
  std::string words;
  for (std::size_t place = 1; place < kSeriesKinds; ++place) {
    words.append(words.empty() ? "" : ", ").append(SeriesKindWord(static_cast<SeriesKind>(place)));
  }
  return words;
}

Field<std::int64_t> ReadTime(std::string_view text) {
  const auto time_ms = ParseTime(text);
  if (!time_ms) return Reason("time " + Quoted(text) + " is neither ISO 8601 nor Unix seconds or milliseconds");
  if (*time_ms < 0 || *time_ms > kLatestMs) {
    return Reason("time " + Quoted(text) + " does not lie between the years 1970 and 9999");
  }
  return *time_ms;
}

Field<std::uint32_t> ReadCount(std::string_view column, std::string_view text) {
  std::uint32_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error == std::errc() && rest == end) return count;
  return Reason(std::string(column) + " " + Quoted(text) + " is no whole number from 0 to 4294967295");
}

Field<std::string> ReadText(std::string_view column, std::string_view text) {
  if (text.size() <= CountRows::kLongestText) return std::string(text);
  return Reason(std::string(column) + " is longer than " + std::to_string(CountRows::kLongestText) + " bytes");
}

Field<SeriesName> ReadSeries(std::string_view dimension, std::string_view value, std::string_view kind,
                             std::string_view models) {
  const auto place = DimensionFromWord(dimension);
  if (!place) return Reason("dimension " + Quoted(dimension) + " is none of " + DimensionWords());
  const auto what = SeriesKindFromWord(kind);
  if (!what) return Reason("kind " + Quoted(kind) + " is none of " + KindWords());
  if (*place == Dimension::kOverall && !value.empty()) {
    return Reason("overall has no value, but " + Quoted(value) + " is given");
  }
  if (*place != Dimension::kOverall && value.empty()) {
    return Reason("the value of the " + std::string(dimension) + " is empty");
  }
  auto name = ReadText("value", value);
  if (!name) return Reason(name.error());
  auto judged_by = ReadText("models", models);
  if (!judged_by) return Reason(judged_by.error());
  if (!RestsOnModels(*what)) judged_by->clear();
  return SeriesName{*place, std::move(*name), *what, std::move(*judged_by)};
}

}  // namespace

Result<std::unique_ptr<CountRows>> CountRows::Open(const std::string& path) {
  auto source = ByteSource::Open(path);
  if (!source) return tl::unexpected(source.error());
  return Open(std::move(*source));
}

Result<std::unique_ptr<CountRows>> CountRows::Open(std::unique_ptr<ByteSource> source) {
  std::unique_ptr<CountRows> rows(new CountRows(std::move(source)));
  if (auto found = rows->FindColumns(); !found) return tl::unexpected(found.error());
  return rows;
}

Result<void> CountRows::FindColumns() {
  if (auto header = table_.Header({}); !header) return header;
  std::string missing;
  for (const std::string_view name : kNeeded) {
    if (!table_.Has(name)) missing.append(missing.empty() ? "" : ", ").append(name);
  }
  if (!missing.empty()) {
    return BadInput(source_->Path() + ": its first line must name the columns " + std::string(kColumns) +
                    "; not there: " + missing);
  }
  time_ = table_.Column("time");
  dimension_ = table_.Column("dimension");
  value_ = table_.Column("value");
  kind_ = table_.Column("kind");
  frames_ = table_.Column("frames");
  flagged_ = table_.Column("flagged");
  sequence_ = table_.Column("sequence");
  models_ = table_.Column("models");
  return {};
}

Result<bool> CountRows::Next(CountRow& row) {
  for (;;) {
    auto more = table_.Next();
    if (!more) return more;
    if (!*more) break;
    const auto time_ms = ReadTime(table_[time_]);
    auto series = ReadSeries(table_[dimension_], table_[value_], table_[kind_], table_[models_]);
    auto sequence = ReadText("sequence", table_[sequence_]);
    const auto frames = ReadCount("frames", table_[frames_]), flagged = ReadCount("flagged", table_[flagged_]);
    if (!time_ms) {
      table_.LeaveOut(time_ms.error());
    } else if (!series) {
      table_.LeaveOut(series.error());
    } else if (!sequence) {
      table_.LeaveOut(sequence.error());
    } else if (!frames) {
      table_.LeaveOut(frames.error());
    } else if (!flagged) {
      table_.LeaveOut(flagged.error());
    } else if (*flagged > *frames) {
      table_.LeaveOut(std::to_string(*flagged) + " of " + std::to_string(*frames) + " frames cannot be flagged");
    } else {
      row = {*time_ms, std::move(*series), std::move(*sequence), *frames, *flagged};
      ++read_;
      return true;
    }
  }
  if (auto any = CheckAny(); !any) return tl::unexpected(any.error());
  return false;
}

Result<void> CountRows::CheckAny() const {
  if (read_ > 0) return {};
  if (problems_.LeftOutCount() == 0) return BadInput(source_->Path() + ": holds no rows, only their header");
  return BadInput(source_->Path() + ": none of its " + std::to_string(problems_.LeftOutCount()) +
                  " rows can be used; wanted are the columns " + std::string(kColumns) +
                  "; the first: " + problems_.FirstLeftOut());
}

}  // namespace labelwatch
