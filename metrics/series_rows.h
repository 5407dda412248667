#pragma once
// Turns judged frames into the rows of a tally (schema/series_sums.h): for every value that a frame holds, that it held
// it and for which kinds it counts as flagged.
//
// A frame holds the classes of its labels and those that a model suggests for an absence, whether flagged or not; what
// it and its labels say of the other dimensions; the models that were asked. It counts once for each, however many of
// its labels are flagged: n frames, k of them flagged, k <= n.
//
// Beside the rows stands what tells why a rate rose: how objects are labeled and predicted, how sure each model is, and
// which classes an annotator or a source holds labels of.
//
// Single-owner.

#include <array>
#include <cstdint>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "detectors/inspector.h"
#include "metrics/paired_counts.h"
#include "schema/attribution.h"
#include "schema/series_sums.h"

namespace labelwatch {

class SeriesRows {
 public:
  // `tick_ms`: > 0. `names` must outlive the object.
  SeriesRows(const Names& names, std::int64_t tick_ms);

  // REQUIRES: `attribution` was started with the frame. `labeled_at_ms`: when its labels were made, >= 0. `regime`:
  // that the frame belongs to; empty: none is told apart.
  void Count(const JoinedFrame& joined, const Judgement& judgement, const Attribution& attribution,
             std::int64_t labeled_at_ms, std::string_view regime = {});

  // What was counted since the last Clear.
  SeriesSums Sums() const;
  void Clear();

 private:
  struct Row {
    Dimension dimension = Dimension::kOverall;
    NameId value = 0;
    std::uint32_t frames = 0;
    std::array<std::uint32_t, kSeriesKinds> flagged{};
  };
  struct Block {
    std::int64_t tick_ms = 0;
    std::string sequence;
    std::vector<NameId> models;
    SeriesKinds kinds = 0;
    std::vector<Row> rows;
    struct Said {
      std::uint32_t frames = 0;
      std::array<std::uint32_t, ModelSaid::kScoreBins> scores{};
    };
    std::vector<Said> said;  // by place in `models`
    std::string regime = {};
  };
  // A value that the frame at hand holds, and the kinds for which it is flagged there.
  struct Held {
    Dimension dimension;
    NameId value;
    SeriesKinds flagged;
  };
  // Of a value: its place in held_, good for one frame, and its row, good for one block.
  struct Spot {
    std::uint64_t frame = 0;
    std::size_t held = 0;
    std::size_t block = ~std::size_t{0};
    std::size_t row = 0;
  };

  Spot& SpotOf(Dimension dimension, NameId value);
  Held& Hold(Dimension dimension, NameId value);
  void HoldValues(const JoinedFrame& joined, const Attribution& attribution);
  void CountFindings(const Judgement& judgement, const Attribution& attribution);
  void CountPairing(const JoinedFrame& joined, const Judgement& judgement, const Attribution& attribution);
  void CountHeldClasses(const JoinedFrame& joined, const Attribution& attribution, std::size_t block);
  void CountObjects(const JoinedFrame& joined, const Judgement& judgement, std::size_t block);
  void CountScores(const JoinedFrame& joined, std::size_t block);
  void CountFrameClass(const JoinedFrame& joined, std::size_t block);
  static void CountScore(double score, Block::Said& said);
  std::size_t BlockOf(std::int64_t tick_ms, std::string_view sequence, std::span<const NameId> models,
                      SeriesKinds kinds, std::string_view regime);
  Row& RowOf(const Held& held, std::size_t block);

  const Names& names_;
  const std::int64_t tick_ms_;
  std::vector<Block> blocks_;
  std::unordered_multimap<std::string, std::size_t> by_sequence_;  // to blocks_
  std::size_t last_block_ = 0;                                     // neighbours mostly share it
  std::vector<Held> held_;  // everything, the classes of labels, then whatever else
  std::size_t labeled_classes_ = 0;
  std::vector<std::vector<Spot>> spots_;  // by dimension and value
  std::uint64_t frame_ = 0;               // number of the frame at hand, from 1 on
  // Objects by block, model, class of the label and of the prediction; frames by block, dimension, value and class.
  PairedCounts objects_, held_classes_;
  std::vector<PairedCounts::Key> of_frame_;  // that the frame at hand is counted for
};

}  // namespace labelwatch
