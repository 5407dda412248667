#include "config/inspect_keys.h"

#include "config/class_groups.h"
#include "config/key_types.h"
#include "config/model_classes.h"
#include "config/ontology_file.h"

namespace labelwatch {
namespace {

auto Inspect(auto member) { return At(&Config::task, &TaskOptions::inspect, member); }
auto Tracks(auto member) { return At(&Config::task, &TaskOptions::inspect, &InspectOptions::tracks, member); }

ModelClassesByName& Models(Config& config) { return config.task.inspect.models; }
ClassGroupsByName& Groups(Config& config) { return config.task.inspect.groups; }

// The rules are read along with the configuration, so that whoever checks it checks them too.
Key OntologyKey(std::string path, std::string doc) {
  const auto read = [](const YamlNode& node, Config& config) -> ConfigErrors {
    if (auto errors = WrongText(node); !errors.empty()) return errors;
    OntologyOptions& ontology = config.task.inspect.ontology;
    ontology = {node.text, nullptr};
    if (node.text.empty()) return {};
    auto rules = LoadOntology(node.text);
    if (rules) {
      ontology.rules = std::make_shared<const Ontology>(std::move(*rules));
      return {};
    }
    ConfigErrors errors;
    for (const ConfigError& error : rules.error()) {
      std::string line = RenderErrors(Printable(node.text, 300), {error});
      if (!line.empty() && line.back() == '\n') line.pop_back();
      errors.push_back({node.at, "", std::move(line)});
    }
    return errors;
  };
  return {std::move(path), "path", std::move(doc), read,
          [](const Config& config) { return PrintText(config.task.inspect.ontology.file); }};
}

constexpr Range<double> kShare = {0, 1}, kRate = {1e-6, 1};

}  // namespace

std::vector<Key> InspectKeys() {
  return {
      Number("inspect.min_score", Inspect(&InspectOptions::min_score), kShare,
             "Predictions below this confidence are not read. Low ones tell a doubtful label from a sure one, so let "
             "the model deliver them."),
      Count("inspect.max_predictions", Inspect(&InspectOptions::max_predictions), {1, 100'000},
            "Predictions of one frame and model that are read, the most confident ones."),
      Count("inspect.max_models", Inspect(&InspectOptions::max_models), {1, 1000},
            "Models of one frame that are heard, the first by name and version; the others are counted in "
            "labelwatch_models_not_heard_total."),
      Number("inspect.flag_probability", Inspect(&InspectOptions::flag_probability), kShare,
             "A finding is flagged from this probability on: of labels that look like its own, this share are errors, "
             "at the assumed rates. Higher sends fewer frames to review."),
      Number("inspect.flag_per_1000", Inspect(&InspectOptions::flag_per_1000), {0, 1000},
             "A budget instead: of 1,000 frames so many are flagged, those with the highest frame scores. In them the "
             "finding with the highest score is flagged, and others from flag_probability on. Which scores "
             "those are follows from the frames seen so far. Frozen, what the saved calibration says holds; without "
             "one flag_probability decides. 0: no budget."),
      Number("inspect.flag_half_life", Inspect(&InspectOptions::flag_half_life), {1, 1e12},
             "A frame counts half for the budget after this many further ones: shorter follows a changing stream "
             "faster, longer keeps a small budget more evenly."),
      Number("inspect.rate_missing", Inspect(&InspectOptions::rate_missing), kRate,
             "Assumed share of objects whose label is missing, until the stream's own estimate is lower."),
      Number("inspect.rate_wrong_class", Inspect(&InspectOptions::rate_wrong_class), kRate,
             "Assumed share of labels with the wrong class, likewise."),
      Number("inspect.rate_inaccurate", Inspect(&InspectOptions::rate_inaccurate), kRate,
             "Assumed share of labels with an inaccurate shape, likewise."),
      Number("inspect.rate_spurious", Inspect(&InspectOptions::rate_spurious), kRate,
             "Assumed share of labels without an object, likewise."),
      Number("inspect.rate_duplicate", Inspect(&InspectOptions::rate_duplicate), kRate,
             "Assumed share of labels that stand on an object with a second one, likewise."),
      Number("inspect.rate_wrong_frame_class", Inspect(&InspectOptions::rate_wrong_frame_class), kRate,
             "Assumed share of frames whose frame class is wrong, likewise."),
      Number("inspect.omission_by_size", Inspect(&InspectOptions::omission_by_size), kShare,
             "Small objects are left out more often: weight of that correction for missing labels. 0: none."),
      Count("inspect.seed", Inspect(&InspectOptions::seed), {},
            "Of the errors that the monitor makes itself to learn from: the same seed makes the same errors."),
      ModelClassesKey("inspect.models", Models,
                      "What a model calls the classes of the labels, where names differ or several of its classes are "
                      "one of theirs: {yolo: {classes: {automobile: car, van: car, kite: ~}, unknown: [stroller]}}. "
                      "`~` leaves predictions of a class out; on classes in `unknown`, which the model does not know, "
                      "it is not asked. Others keep their names. After a replay, names that never met are suggested."),
      // From -0.5 on nothing is left of a label; a label three times as large as its object is no label any more.
      NumberMap("inspect.margins", Inspect(&InspectOptions::margins), {-0.4, 1}, "{class: share}",
                "Classes whose labels are meant to be larger or smaller than the object: by which share of the "
                "object's width and height each side lies outside of it, or, below 0, inside: {car: 0.1, person: "
                "-0.05}. A side at the border of the image stays there. For boxes and turned boxes; polygons and "
                "masks are drawn to the object. Suggested boxes are drawn likewise."),
      ClassGroupsKey("inspect.groups", Groups,
                     "Classes that contain others, or hold many of them: {vehicle: [car, bus], people: [person]}. A "
                     "label `vehicle` on what a model calls a car is right, and so is a label `car` on what it calls a "
                     "vehicle. A label `people` with several persons inside explains them and is not judged."),
      OntologyKey(
          "inspect.ontology",
          "A file with the classes that there are, their least sizes, counts per frame and attributes; labels "
          "that break it are findings of kind ontology. Empty: no rules. `labelwatch ontology --help` makes one "
          "from a labeling tool's project."),
  };
}

std::vector<Key> TrackKeys() {
  return {
      Word<bool>("inspect.tracks.mode", Tracks(&TrackOptions::enabled), {{"on", true}, {"off", false}},
                 "on: frames that name a sequence and their place in it are also judged by the frames before them. "
                 "Others cost nothing."),
      Count("inspect.tracks.frames", Tracks(&TrackOptions::frames), {2, 1000},
            "Frames of a sequence that are remembered, the newest by sequence_index."),
      Count("inspect.tracks.sequences", Tracks(&TrackOptions::sequences), {1, 100'000},
            "Sequences remembered per partition pair; beyond it the one whose newest frame is oldest is dropped."),
      Count("inspect.tracks.objects", Tracks(&TrackOptions::objects), {1, 100'000},
            "Labels, and predictions, remembered of one frame."),
      Count("inspect.tracks.gap", Tracks(&TrackOptions::gap), {1, 100},
            "Longest absence of an object, in frames, that is still taken for a mistake."),
      Number("inspect.tracks.rate", Tracks(&TrackOptions::rate), kRate,
             "Assumed share of labels with an error of their track, each sort of error for itself."),
  };
}

std::vector<Key> LearningKeys() {
  return {
      Count("inspect.learning.block_frames", Inspect(&InspectOptions::block_frames), {1, 10'000},
            "The scores of a model adapt after each block of this many frames that were learned from."),
      Count("inspect.learning.all_frames", Inspect(&InspectOptions::learn_all_frames), {},
            "Every frame teaches until this many did; then fewer, because later frames teach little and learning costs "
            "three times as much as judging."),
      Count("inspect.learning.often_until", Inspect(&InspectOptions::learn_often_until), {},
            "Until about this many frames were seen, one in `often_every` teaches; after that one in `rarely_every`."),
      Count("inspect.learning.often_every", Inspect(&InspectOptions::learn_often_every), {1, 1'000'000},
            "One frame in this many. 1: every frame."),
      Count("inspect.learning.rarely_every", Inspect(&InspectOptions::learn_rarely_every), {1, 1'000'000},
            "Likewise, afterwards."),
      Number("inspect.learning.half_life", Inspect(&InspectOptions::learning_half_life), {1, 1e12},
             "What was learned counts half after this many further frames that taught: shorter follows a changing "
             "stream faster, longer is steadier."),
      Number("inspect.learning.reference_half_life", Inspect(&InspectOptions::reference_half_life), {1, 1e12},
             "A slow copy of the scores goes half of its way to the present ones in this many frames that taught. It "
             "keeps flagging what a source that stops labeling a class would teach the monitor not to see."),
  };
}

}  // namespace labelwatch
