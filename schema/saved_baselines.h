#pragma once
// Baselines as a file: protobuf JSON of labelwatch.v1.Baselines. What is written is read back exactly.
//
// Plain data. detectors/rates/held_baselines.h makes it of a stage, and holds another stage to it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema/result.h"
#include "schema/series_sums.h"

namespace labelwatch {

struct SavedSeries {
  SeriesValue value;
  SeriesKind kind = SeriesKindOf(Kind::kMissing);
  std::string models;         // that judged, where the kind rests on any
  bool learnt = false;        // else the sums are not enough for a baseline yet
  std::uint32_t version = 0;  // of the baseline
  // As BaselineSums has them: finite, none below 0.
  double frames = 0, flagged = 0, frame_pairs = 0, flagged_pairs = 0, flagged_in_groups = 0;
  std::string regime = {};  // empty: none is told apart

  friend bool operator==(const SavedSeries&, const SavedSeries&) = default;
};

// By which weights findings counted.
struct WeightsMark {
  std::string model;       // ModelKey
  std::uint64_t mark = 0;  // other weights have another one

  friend bool operator==(const WeightsMark&, const WeightsMark&) = default;
};

struct SavedBaselines {
  bool in_order = false;     // learnt over frames in their order, not over label time
  double frames_per_ms = 0;  // counted in all series, summed; 0: no baseline was there yet
  std::vector<WeightsMark> weights;
  std::vector<SavedSeries> series;

  friend bool operator==(const SavedBaselines&, const SavedBaselines&) = default;
};

std::string BaselinesToJson(const SavedBaselines& baselines);
// Any text: baselines that can be some, or why not.
Result<SavedBaselines> BaselinesFromJson(std::string_view json);

}  // namespace labelwatch
