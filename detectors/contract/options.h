#pragma once
// Options of judging. Defaults live here and nowhere else; config/ reads them, a test holds the shipped file equal.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "detectors/contract/ontology.h"
#include "detectors/contract/track_options.h"
#include "schema/finding.h"

namespace labelwatch {

// How the classes of a model are those of the labels (detectors/class_map.h). Classes that are not named are the same.
struct ModelClasses {
  std::map<std::string, std::string> classes;  // the model's -> the labels'; empty: predictions of it are left out
  std::vector<std::string> unknown;            // classes of the labels that the model does not know
};
using ModelClassesByName = std::map<std::string, ModelClasses>;  // by model, whatever its version

// By which share of its object's size each side of a label of a class is meant to lie outside of the object, or, if
// negative, inside (detectors/labels/margin.h).
using MarginsByClass = std::map<std::string, double>;

// Classes that contain others, or many of them: {vehicle: [car, bus], people: [person]} (detectors/class_groups.h).
using ClassGroupsByName = std::map<std::string, std::vector<std::string>>;

struct InspectOptions {
  // Predictions below this confidence are not read (or the lowest that the detector delivers, if higher).
  double min_score = 0.02;
  // At most this many predictions of one frame and model, the most confident ones.
  std::size_t max_predictions = 300;
  // At most this many models of one frame are heard, the first by name and version; the others are counted.
  std::size_t max_models = 16;
  // A finding is flagged from this probability on: the share of errors among labels that look like its own.
  double flag_probability = 0.3;
  // Instead of that: of 1,000 inspected frames so many are flagged, those with the highest frame scores
  // (detectors/flagging.h). 0: by flag_probability.
  double flag_per_1000 = 0;
  // A frame that was inspected counts half for that after this many further ones: some 14,000 are compared, so that at
  // 10 in 1,000 the share of flagged ones varies by 6 %, at 1 in 1,000 by 19 %. Until a stream that gets worse has
  // filled them, more are flagged than the budget says, after one half-life at most twice as many.
  double flag_half_life = 10'000;
  // A frame counts for the rate of a kind where a finding of it has this probability or more.
  double rate_probability = 0.3;
  // The weights that decide it are those of a model that has learnt from so many frames, and move no more
  // (detectors/learning/pinning.h).
  std::uint64_t rate_after_frames = 1000;
  // Assumed share of labels with an error, by kind; replaced by the stream's own estimate where that is lower.
  double rate_missing = 0.05, rate_wrong_class = 0.05, rate_inaccurate = 0.05, rate_spurious = 0.02;
  double rate_duplicate = 0.02;  // labels that a second one stands on
  double rate_wrong_frame_class = 0.05;
  // Frozen: no learning; detectors judge with the calibration they were started with.
  bool frozen = false;
  // Learning, per model: the weights move after each block of this many frames.
  std::uint64_t block_frames = 8;
  // Every frame is learned from until `learn_all_frames` were, then about one in `learn_often_every` until about
  // `learn_often_until` were seen, then one in `learn_rarely_every`: later frames teach little and learning costs
  // three times as much as judging. Which ones is decided by a hash of the frame id. Frame classes: all.
  std::uint64_t learn_all_frames = 1000, learn_often_until = 8000;
  std::uint32_t learn_often_every = 4, learn_rarely_every = 32;
  // What was learned counts half after this many further frames that were learned from.
  double learning_half_life = 50'000;
  // A slow copy of the weights goes half of its way to the present ones in this many frames that were learned from. It
  // keeps flagging what a source has taught the monitor not to see.
  double reference_half_life = 100'000;
  // Small objects are left out more often: weight of that correction, 0..1.
  double omission_by_size = 0.5;
  // Of the made errors: same seed, same errors.
  std::uint64_t seed = 1;
  // What the models call the classes of the labels, where they do not use the same names.
  ModelClassesByName models;
  // Of labels that are meant to be larger or smaller than their objects; -0.4..1.
  MarginsByClass margins;
  // Classes whose labels hold what a model calls by finer names.
  ClassGroupsByName groups;
  // Rules that labels have to keep.
  OntologyOptions ontology;
  // Errors of tracks, over the frames of a sequence.
  TrackOptions tracks;
};

}  // namespace labelwatch
