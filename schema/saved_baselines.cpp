#include "schema/saved_baselines.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cmath>

#include "labelwatch/v1/labelwatch.pb.h"
#include "schema/proto_json.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

tl::unexpected<Error> NoBaselines(const std::string& why) {
  return BadInput("these are no baselines that were saved: " + why);
}

bool Possible(const SavedSeries& series) {
  const auto numbers = {series.frames, series.flagged, series.frame_pairs, series.flagged_pairs,
                        series.flagged_in_groups};
  return std::ranges::all_of(numbers, [](double number) { return std::isfinite(number) && number >= 0; });
}

Result<SavedSeries> Read(const v1::SeriesBaseline& proto) {
  const auto dimension = DimensionFromWord(proto.dimension());
  if (!dimension) return NoBaselines("there is no dimension '" + Printable(proto.dimension()) + "'");
  const auto kind = SeriesKindFromWord(proto.kind());
  if (!kind) return NoBaselines("there is no kind '" + Printable(proto.kind()) + "'");
  SavedSeries series{{*dimension, proto.value()},
                     *kind,
                     proto.models(),
                     proto.learnt(),
                     proto.version(),
                     proto.frames(),
                     proto.flagged(),
                     proto.frame_pairs(),
                     proto.flagged_pairs(),
                     proto.flagged_in_groups(),
                     proto.regime()};
  if (!Possible(series)) return NoBaselines("a sum of frames is no number from 0 on");
  return series;
}

}  // namespace

std::string BaselinesToJson(const SavedBaselines& baselines) {
  v1::Baselines proto;
  proto.set_in_order(baselines.in_order);
  proto.set_frames_per_ms(baselines.frames_per_ms);
  for (const WeightsMark& weights : baselines.weights) {
    v1::PinnedWeights& out = *proto.add_weights();
    out.set_model(weights.model);
    out.set_mark(weights.mark);
  }
  for (const SavedSeries& series : baselines.series) {
    v1::SeriesBaseline& out = *proto.add_series();
    out.set_dimension(std::string(kDimensions[Place(series.value.dimension)].word));
    out.set_value(CleanText(series.value.name));
    out.set_kind(std::string(SeriesKindWord(series.kind)));
    out.set_models(CleanText(series.models));
    out.set_regime(CleanText(series.regime));
    out.set_learnt(series.learnt);
    out.set_version(series.version);
    out.set_frames(series.frames);
    out.set_flagged(series.flagged);
    out.set_frame_pairs(series.frame_pairs);
    out.set_flagged_pairs(series.flagged_pairs);
    out.set_flagged_in_groups(series.flagged_in_groups);
  }
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.add_whitespace = true;
  std::string json;
  (void)google::protobuf::util::MessageToJsonString(proto, &json, options);  // texts are UTF-8: it has a form
  return json;
}

Result<SavedBaselines> BaselinesFromJson(std::string_view json) {
  v1::Baselines proto;
  if (auto read = ReadOwnJson(json, "baselines", proto); !read) return NoBaselines(read.error().message);
  SavedBaselines baselines;
  baselines.in_order = proto.in_order();
  baselines.frames_per_ms = proto.frames_per_ms();
  if (!std::isfinite(baselines.frames_per_ms) || baselines.frames_per_ms < 0) {
    return NoBaselines("frames_per_ms is no number from 0 on");
  }
  for (const v1::PinnedWeights& weights : proto.weights()) {
    baselines.weights.push_back({weights.model(), weights.mark()});
  }
  for (const v1::SeriesBaseline& one : proto.series()) {
    auto series = Read(one);
    if (!series) return tl::unexpected(series.error());
    if (series->learnt && baselines.frames_per_ms == 0) return NoBaselines("frames_per_ms is not said");
    baselines.series.push_back(std::move(*series));
  }
  if (baselines.series.empty()) return NoBaselines("it holds no series");
  return baselines;
}

}  // namespace labelwatch
