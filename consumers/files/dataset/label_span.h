#pragma once
// From when to when the labels of a set were made, where every frame of it says so.
//
//   LabelSpanSurvey survey;
//   for (const Frame& frame : frames) survey.Add(frame.labeled_at_ms);
//   if (const auto span = survey.Span()) ...   // nothing: there is no frame, or one that does not say it
//
// Single-owner.

#include <algorithm>
#include <cstdint>
#include <optional>

namespace labelwatch {

struct LabelSpan {
  std::int64_t first_ms = 0, last_ms = 0;

  std::int64_t Length() const { return last_ms - first_ms; }
  friend bool operator==(const LabelSpan&, const LabelSpan&) = default;
};

class LabelSpanSurvey {
 public:
  // 0 or less: the frame does not say it.
  void Add(std::int64_t labeled_at_ms) {
    complete_ = complete_ && labeled_at_ms > 0;
    span_ = {std::min(span_.first_ms, labeled_at_ms), std::max(span_.last_ms, labeled_at_ms)};
  }
  // All frames of another set; nothing: one of them does not say it.
  void Add(const std::optional<LabelSpan>& span) {
    Add(span ? span->first_ms : 0);
    if (span) Add(span->last_ms);
  }
  std::optional<LabelSpan> Span() const {
    if (!complete_ || span_.last_ms == 0) return std::nullopt;
    return span_;
  }

 private:
  bool complete_ = true;
  LabelSpan span_{INT64_MAX, 0};
};

}  // namespace labelwatch
