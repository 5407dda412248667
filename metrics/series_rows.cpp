#include "metrics/series_rows.h"

#include <algorithm>
#include <bit>
#include <map>

namespace labelwatch {
namespace {

SeriesKinds KindOf(MatchOutcome outcome) {
  if (outcome == MatchOutcome::kUnmatched) return Bit(SeriesKind::kUnmatchedLabel);
  return outcome == MatchOutcome::kOtherClass ? Bit(SeriesKind::kOtherClass) : 0;
}

}  // namespace

SeriesRows::SeriesRows(const Names& names, std::int64_t tick_ms)
    : names_(names), tick_ms_(tick_ms), spots_(names.Dimensions().size()) {}

SeriesRows::Spot& SeriesRows::SpotOf(Dimension dimension, NameId value) {
  std::vector<Spot>& spots = spots_[Place(dimension)];
  if (value >= spots.size()) [[unlikely]]
    spots.resize(value + 1);
  return spots[value];
}

SeriesRows::Held& SeriesRows::Hold(Dimension dimension, NameId value) {
  Spot& spot = SpotOf(dimension, value);
  if (spot.frame != frame_) {
    spot.frame = frame_;
    spot.held = held_.size();
    held_.push_back({dimension, value, 0});
  }
  return held_[spot.held];
}

void SeriesRows::HoldValues(const JoinedFrame& joined, const Attribution& attribution) {
  held_.clear();
  ++frame_;
  Hold(Dimension::kOverall, 0);
  for (const Label& label : joined.labels.labels) {
    if (label.Judged()) Hold(Dimension::kClass, label.class_id);
  }
  for (const NameId class_id : joined.labels.frame_classes) Hold(Dimension::kClass, class_id);
  for (const auto& [dimension, value] : attribution.Shared()) {
    if (value != Attribution::kNone) Hold(dimension, value);
  }
  for (const Attribution::OwnValue& own : attribution.Own()) Hold(own.dimension, own.value);
  for (const NameId model : attribution.Models()) Hold(Dimension::kModel, model);
}

// Also those that do not count: an object that was looked at is there.
void SeriesRows::CountFindings(const Judgement& judgement, const Attribution& attribution) {
  for (const Finding& finding : judgement.findings) {
    const SeriesKinds kind = finding.counts ? Bit(SeriesKindOf(finding.kind)) : 0;
    attribution.ForEachSeries(finding, [&](const SeriesKey& key) { Hold(key.dimension, key.value).flagged |= kind; });
  }
}

// What pairing says of a label or a prediction counts for the series that a finding about it would count for.
void SeriesRows::CountPairing(const JoinedFrame& joined, const Judgement& judgement, const Attribution& attribution) {
  const auto flag = [&](const Finding& about, SeriesKinds kind) {
    attribution.ForEachSeries(about, [&](const SeriesKey& key) { Hold(key.dimension, key.value).flagged |= kind; });
  };
  for (std::size_t model = 0; model < judgement.matches.size(); ++model) {
    const ModelMatches& matches = judgement.matches[model];
    Finding about;
    about.model = static_cast<std::int16_t>(model);
    for (std::size_t i = 0; i < matches.labels.size(); ++i) {
      const SeriesKinds kind = joined.labels.labels[i].Judged() ? KindOf(matches.labels[i].outcome) : 0;
      if (kind == 0) continue;
      about.label = static_cast<std::int32_t>(i);
      flag(about, kind);
    }
    about.label = -1;
    for (const LonePrediction& lone : matches.lone) {
      if (lone.outcome != MatchOutcome::kUnmatched) continue;
      const auto& predictions = joined.predictions[model].predictions;
      about.suggested_class = predictions[static_cast<std::size_t>(lone.prediction)].class_id;
      flag(about, Bit(SeriesKind::kUnmatchedPrediction));
    }
  }
}

std::size_t SeriesRows::BlockOf(std::int64_t tick_ms, std::string_view sequence, std::span<const NameId> models,
                                SeriesKinds kinds) {
  const auto is_it = [&](const Block& block) {
    return block.tick_ms == tick_ms && block.kinds == kinds && block.sequence == sequence &&
           std::ranges::equal(block.models, models);
  };
  if (last_block_ < blocks_.size() && is_it(blocks_[last_block_])) return last_block_;
  const std::string key(sequence);
  const auto [first, end] = by_sequence_.equal_range(key);
  for (auto known = first; known != end; ++known) {
    if (is_it(blocks_[known->second])) return last_block_ = known->second;
  }
  by_sequence_.emplace(key, blocks_.size());
  blocks_.push_back({tick_ms, key, {models.begin(), models.end()}, kinds, {}});
  return last_block_ = blocks_.size() - 1;
}

SeriesRows::Row& SeriesRows::RowOf(const Held& held, std::size_t block) {
  std::vector<Row>& rows = blocks_[block].rows;
  Spot& spot = SpotOf(held.dimension, held.value);
  if (spot.block != block) {
    const auto same = [&](const Row& row) { return row.dimension == held.dimension && row.value == held.value; };
    const auto known = std::find_if(rows.begin(), rows.end(), same);
    spot.block = block;
    spot.row = static_cast<std::size_t>(known - rows.begin());
    if (known == rows.end()) rows.push_back({held.dimension, held.value});
  }
  return rows[spot.row];
}

void SeriesRows::Count(const JoinedFrame& joined, const Judgement& judgement, const Attribution& attribution,
                       std::int64_t labeled_at_ms) {
  HoldValues(joined, attribution);
  CountFindings(judgement, attribution);
  const SeriesKinds kinds = judgement.asked;
  if ((kinds & kPairingKinds) != 0) CountPairing(joined, judgement, attribution);
  const std::size_t block =
      BlockOf(labeled_at_ms - labeled_at_ms % tick_ms_, joined.labels.sequence, attribution.Models(), kinds);
  for (const Held& held : held_) {
    Row& row = RowOf(held, block);
    ++row.frames;
    for (SeriesKinds flagged = held.flagged & kinds; flagged != 0; flagged &= flagged - 1) {
      ++row.flagged[static_cast<std::size_t>(std::countr_zero(flagged))];
    }
  }
}

SeriesSums SeriesRows::Sums() const {
  SeriesSums sums;
  std::map<std::pair<Dimension, NameId>, std::uint32_t> numbers;
  const auto name = [&](Dimension dimension, NameId value) {
    return dimension == Dimension::kOverall ? std::string() : std::string(names_.Of(dimension).Name(value));
  };
  for (const Block& block : blocks_) {
    SeriesBlock& out = sums.blocks.emplace_back(SeriesBlock{block.tick_ms, block.sequence, {}, block.kinds, {}});
    for (const NameId model : block.models) {
      if (!out.models.empty()) out.models += '+';
      out.models += names_.Of(Dimension::kModel).Name(model);
    }
    for (const Row& row : block.rows) {
      const auto [number, added] =
          numbers.try_emplace({row.dimension, row.value}, static_cast<std::uint32_t>(sums.values.size()));
      if (added) sums.values.push_back({row.dimension, name(row.dimension, row.value)});
      out.rows.push_back({number->second, row.frames, row.flagged});
    }
  }
  return sums;
}

void SeriesRows::Clear() {
  blocks_.clear();
  by_sequence_.clear();
  last_block_ = 0;
  for (std::vector<Spot>& spots : spots_) {
    for (Spot& spot : spots) spot.block = ~std::size_t{0};
  }
}

}  // namespace labelwatch
