#include "metrics/series_rows.h"

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "detectors/matching/frame_matching.h"
#include "metrics/label_text.h"

namespace labelwatch {
namespace {

constexpr SeriesKinds kAgainstModels = kPairingKinds | Bit(SeriesKindOf(Kind::kWrongFrameClass));

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
  labeled_classes_ = held_.size() - 1;
  for (const auto& [dimension, value] : attribution.Shared()) {
    if (value != Attribution::kNone) Hold(dimension, value);
  }
  for (const Attribution::OwnValue& own : attribution.Own()) Hold(own.dimension, own.value);
  for (const NameId model : attribution.Models()) Hold(Dimension::kModel, model);
}

// Also absences that do not count: an object that was looked at is there. What is said of a label and does not count
// adds nothing: its values are held already.
void SeriesRows::CountFindings(const Judgement& judgement, const Attribution& attribution) {
  for (const Finding& finding : judgement.findings) {
    if (!finding.counts && finding.label >= 0) continue;
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

// A frame counts once for each value and class that some label of it has both of.
void SeriesRows::CountHeldClasses(const JoinedFrame& joined, const Attribution& attribution, std::size_t block) {
  const auto number = static_cast<std::uint32_t>(block);
  const auto count = [&](Dimension dimension, NameId value, NameId class_id) {
    held_classes_.Add({number, static_cast<std::uint32_t>(Place(dimension)), value, class_id});
  };
  if (attribution.Own().empty()) {  // all labels have the values of the frame
    for (const auto& [dimension, value] : attribution.Shared()) {
      if (value == Attribution::kNone) continue;
      for (std::size_t i = 0; i < labeled_classes_; ++i) count(dimension, value, held_[1 + i].value);
    }
    return;
  }
  of_frame_.clear();
  Finding about;
  const auto hold = [&](const SeriesKey& key) {
    if (key.dimension <= Dimension::kClass || key.dimension == Dimension::kModel) return;
    const NameId class_id = joined.labels.labels[static_cast<std::size_t>(about.label)].class_id;
    of_frame_.push_back({number, static_cast<std::uint32_t>(Place(key.dimension)), key.value, class_id});
  };
  for (std::size_t i = 0; i < joined.labels.labels.size(); ++i) {
    if (!joined.labels.labels[i].Judged()) continue;
    about.label = static_cast<std::int32_t>(i);
    attribution.ForEachSeries(about, hold);
  }
  std::ranges::sort(of_frame_);
  of_frame_.erase(std::unique(of_frame_.begin(), of_frame_.end()), of_frame_.end());
  for (const PairedCounts::Key& key : of_frame_) held_classes_.Add(key);
}

// Objects as pairing sees them. What is not compared, or explained by a crowd, says nothing.
void SeriesRows::CountObjects(const JoinedFrame& joined, const Judgement& judgement, std::size_t block) {
  const auto number = static_cast<std::uint32_t>(block);
  for (std::uint32_t model = 0; model < judgement.matches.size(); ++model) {
    const ModelMatches& matches = judgement.matches[model];
    const auto& predictions = joined.predictions[model].predictions;
    for (std::size_t i = 0; i < matches.labels.size(); ++i) {
      const Label& label = joined.labels.labels[i];
      const LabelMatch& match = matches.labels[i];
      if (!label.Judged() || match.outcome == MatchOutcome::kNotCompared) continue;
      const bool met = match.prediction >= 0 && match.outcome != MatchOutcome::kUnmatched;
      const NameId predicted = met ? predictions[static_cast<std::size_t>(match.prediction)].class_id : kNoValue;
      objects_.Add({number, model, label.class_id, predicted});
    }
    for (const LonePrediction& lone : matches.lone) {
      if (lone.outcome != MatchOutcome::kUnmatched) continue;
      objects_.Add({number, model, kNoValue, predictions[static_cast<std::size_t>(lone.prediction)].class_id});
    }
  }
}

// A frame as a whole is an object too: labeled with its class, predicted as the class that is most probable.
void SeriesRows::CountFrameClass(const JoinedFrame& joined, std::size_t block) {
  if (joined.labels.frame_classes.size() != 1) return;
  for (std::uint32_t model = 0; model < joined.predictions.size(); ++model) {
    const auto& probabilities = joined.predictions[model].class_probabilities;
    const auto most = std::ranges::max_element(probabilities, {}, &ClassProbability::probability);
    if (most == probabilities.end()) continue;
    objects_.Add({static_cast<std::uint32_t>(block), model, joined.labels.frame_classes[0], most->class_id});
    CountScore(most->probability, blocks_[block].said[model]);
  }
}

void SeriesRows::CountScore(double score, Block::Said& said) {
  if (!(score >= 0)) return;
  const double place = std::min(score, 1.0) * ModelSaid::kScoreBins;
  ++said.scores[std::min(ModelSaid::kScoreBins - 1, static_cast<std::size_t>(place))];
}

// Of predictions that speak. How many others there are says more of how cluttered pictures are.
void SeriesRows::CountScores(const JoinedFrame& joined, std::size_t block) {
  std::vector<Block::Said>& said = blocks_[block].said;
  for (std::size_t model = 0; model < said.size(); ++model) {
    ++said[model].frames;
    for (const Prediction& prediction : joined.predictions[model].predictions) {
      if (prediction.score >= FrameMatching::kLeastConfidence) CountScore(prediction.score, said[model]);
    }
  }
}

std::size_t SeriesRows::BlockOf(std::int64_t tick_ms, std::string_view sequence, std::span<const NameId> models,
                                SeriesKinds kinds, std::string_view regime) {
  const auto is_it = [&](const Block& block) {
    return block.tick_ms == tick_ms && block.kinds == kinds && block.sequence == sequence && block.regime == regime &&
           std::ranges::equal(block.models, models);
  };
  if (last_block_ < blocks_.size() && is_it(blocks_[last_block_])) return last_block_;
  const std::string key(sequence);
  const auto [first, end] = by_sequence_.equal_range(key);
  for (auto known = first; known != end; ++known) {
    if (is_it(blocks_[known->second])) return last_block_ = known->second;
  }
  by_sequence_.emplace(key, blocks_.size());
  blocks_.push_back({tick_ms, key, {models.begin(), models.end()}, kinds, {}, {}, std::string(regime)});
  if ((kinds & kAgainstModels) != 0) blocks_.back().said.resize(models.size());
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
                       std::int64_t labeled_at_ms, std::string_view regime) {
  HoldValues(joined, attribution);
  CountFindings(judgement, attribution);
  const SeriesKinds kinds = judgement.asked;
  if ((kinds & kPairingKinds) != 0) CountPairing(joined, judgement, attribution);
  const std::size_t block =
      BlockOf(labeled_at_ms - labeled_at_ms % tick_ms_, joined.labels.sequence, attribution.Models(), kinds, regime);
  CountHeldClasses(joined, attribution, block);
  if ((kinds & kAgainstModels) != 0) {
    CountObjects(joined, judgement, block);
    CountScores(joined, block);
    CountFrameClass(joined, block);
  }
  for (const Held& held : held_) {
    Row& row = RowOf(held, block);
    ++row.frames;
    for (SeriesKinds flagged = held.flagged & kinds; flagged != 0; flagged &= flagged - 1) {
      ++row.flagged[static_cast<std::size_t>(std::countr_zero(flagged))];
    }
  }
}

namespace {

// Sums with the numbers that values have in them.
class Named {
 public:
  explicit Named(const Names& names) : names_(names) {}

  std::uint32_t Number(Dimension dimension, NameId value) {
    const auto [number, added] =
        numbers_.try_emplace({dimension, value}, static_cast<std::uint32_t>(sums.values.size()));
    if (added) sums.values.push_back({dimension, Name(dimension, value)});
    return number->second;
  }
  // Of a class, or that there is none.
  std::uint32_t Class(NameId value) { return value == kNoValue ? kNoValue : Number(Dimension::kClass, value); }
  std::string Name(Dimension dimension, NameId value) const {
    return dimension == Dimension::kOverall ? std::string() : SeriesText(names_.Of(dimension), value);
  }

  SeriesSums sums;

 private:
  const Names& names_;
  std::map<std::pair<Dimension, NameId>, std::uint32_t> numbers_;
};

}  // namespace

SeriesSums SeriesRows::Sums() const {
  Named named(names_);
  for (const Block& block : blocks_) {
    SeriesBlock& out = named.sums.blocks.emplace_back();
    out.tick_ms = block.tick_ms;
    out.sequence = block.sequence;
    out.kinds = block.kinds;
    out.regime = block.regime;
    for (std::size_t i = 0; i < block.models.size(); ++i) {
      if (i > 0) out.models += '+';
      out.models += named.Name(Dimension::kModel, block.models[i]);
      if (i >= block.said.size()) continue;
      out.models_said.push_back(
          {named.Number(Dimension::kModel, block.models[i]), block.said[i].frames, {}, block.said[i].scores});
    }
    for (const Row& row : block.rows) {
      out.rows.push_back({named.Number(row.dimension, row.value), row.frames, row.flagged});
    }
  }
  for (const auto& [key, objects] : objects_.Sorted()) {
    std::vector<ModelSaid>& said = named.sums.blocks[key.block].models_said;
    if (key.what < said.size()) {
      said[key.what].pairs.push_back({named.Class(key.first), named.Class(key.second), objects});
    }
  }
  for (const auto& [key, frames] : held_classes_.Sorted()) {
    named.sums.blocks[key.block].held.push_back(
        {named.Number(static_cast<Dimension>(key.what), key.first), named.Class(key.second), frames});
  }
  return std::move(named.sums);
}

void SeriesRows::Clear() {
  blocks_.clear();
  by_sequence_.clear();
  objects_.Clear();
  held_classes_.Clear();
  last_block_ = 0;
  for (std::vector<Spot>& spots : spots_) {
    for (Spot& spot : spots) spot.block = ~std::size_t{0};
  }
}

}  // namespace labelwatch
