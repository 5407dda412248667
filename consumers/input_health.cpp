#include "consumers/input_health.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "consumers/outcome.h"
#include "detectors/health/class_order.h"
#include "detectors/health/coordinates.h"
#include "detectors/health/empty_frames.h"
#include "schema/counted.h"
#include "schema/text.h"
#include "schema/yaml_text.h"

namespace labelwatch {
namespace {

constexpr std::size_t kFewLabels = 10;    // fewer say nothing about a whole input
constexpr std::size_t kFewMeetings = 20;  // that were possible: "hardly any" needs more to be sure
constexpr double kHardlyAny = 0.1;
constexpr double kMostRepeat = 0.5;
constexpr std::size_t kNamedClasses = 4;  // of an order of classes, in the sentence

std::uint64_t At(const MatchCounts& counts, MatchOutcome outcome) { return counts[static_cast<std::size_t>(outcome)]; }

std::string Of(std::uint64_t some, std::uint64_t all) { return std::to_string(some) + " of " + std::to_string(all); }

std::uint64_t Outcomes(const StreamCounts& counts, Side side, Outcome outcome) {
  return counts.outcomes[static_cast<std::size_t>(side)][static_cast<std::size_t>(outcome)];
}

void AddUnjoined(const StreamCounts& counts, std::vector<std::string>& sentences) {
  const std::uint64_t labels = Outcomes(counts, Side::kLabels, Outcome::kLabelOnly);
  const std::uint64_t predictions = Outcomes(counts, Side::kPredictions, Outcome::kPredictionOnly);
  if (Outcomes(counts, Side::kLabels, Outcome::kJoined) > 0 || labels == 0 || predictions == 0) return;
  sentences.push_back("no labeled frame has predictions: " + std::to_string(labels) + " labeled and " +
                      std::to_string(predictions) +
                      " predicted frames, and not one frame id in common; do both sides name their frames alike?");
}

void AddRepeats(const StreamCounts& counts, std::vector<std::string>& sentences) {
  for (const Side side : {Side::kLabels, Side::kPredictions}) {
    const std::uint64_t all = counts.records[static_cast<std::size_t>(side)];
    const std::uint64_t repeats =
        Outcomes(counts, side, Outcome::kDuplicate) + Outcomes(counts, side, Outcome::kSuperseded);
    if (all < kFewLabels || static_cast<double>(repeats) < kMostRepeat * static_cast<double>(all)) continue;
    sentences.push_back(Of(repeats, all) + (side == Side::kLabels
                                                ? " labeled frames repeat a frame id and were not judged: several "
                                                  "annotators under one frame id? --annotators separate compares "
                                                  "them with each other"
                                                : " predicted frames repeat a frame of their model and were not used: "
                                                  "one name for two models, or two files of one model?"));
  }
}

void AddSeveralAnnotators(const InputSample& sample, std::vector<std::string>& sentences) {
  if (sample.drawn_twice < kFewLabels || 2 * sample.drawn_twice < sample.by_several) return;
  sentences.push_back(Of(sample.drawn_twice, sample.by_several) +
                      " labels of frames with several annotators lie on a label of their class by another annotator: "
                      "is each frame labeled by several people? --annotators separate compares them with each other");
}

void AddUnjudged(const StreamCounts& counts, const InputSample& sample, std::vector<std::string>& sentences) {
  if (sample.labels < kFewLabels || counts.Overall().labels > 0) return;
  std::string why;
  const auto add = [&](std::uint64_t some, const char* as) {
    if (some > 0) why += (why.empty() ? "" : ", ") + std::to_string(some) + " as " + as;
  };
  add(sample.crowd, "crowd");
  add(sample.ignored, "to be ignored");
  add(sample.difficult, "difficult");
  sentences.push_back("all " + std::to_string(sample.labels) + " labels are marked (" + why +
                      "), so that none is judged; some tools mark every mask as a crowd: take the mark away if these "
                      "are single objects");
}

void AddTurned(const InputSample& sample, std::vector<std::string>& sentences) {
  if (sample.turned_pictures == 0) return;
  sentences.push_back("in " + CountedFrames(sample.turned_pictures) +
                      " labels and predictions lie outside of the picture, and inside where its width and height are "
                      "exchanged: the size is that from before the picture was turned (EXIF)?");
}

void AddCoordinates(const SampledModel& model, std::vector<std::string>& sentences) {
  const std::string name = Printable(model.name);
  if (const auto other = FindOtherCoordinates(model)) {
    const bool frames = other->how.find("frame") != std::string::npos;
    sentences.push_back("hardly any prediction of " + name + " lies on a label (" +
                        Of(other->as_they_are.met, other->as_they_are.possible) + " that could): " + other->how +
                        ", which makes " + Of(other->then.met, other->then.possible) +
                        " meet; findings rest on the wrong " + (frames ? "frames" : "coordinates") +
                        " until that is mended");
    return;
  }
  const Meetings now = MeetingsOf(model);
  if (now.possible >= kFewMeetings && static_cast<double>(now.met) < kHardlyAny * static_cast<double>(now.possible)) {
    sentences.push_back("hardly any prediction of " + name + " lies on a label (" + Of(now.met, now.possible) +
                        " that could): do sizes, coordinates and frames of both sides fit? findings say nothing "
                        "about the labels until they do");
    return;
  }
  if (const auto offset = FindOffset(model)) {
    const auto pixels = [](double by) {
      char text[32];
      std::snprintf(text, sizeof text, "%.0f px", std::abs(by));
      return std::string(text);
    };
    std::string where;
    if (offset->x != 0) where = pixels(offset->x) + (offset->x > 0 ? " to the right" : " to the left");
    if (offset->y != 0) {
      where += (where.empty() ? "" : " and ") + pixels(offset->y) + (offset->y > 0 ? " below" : " above");
    }
    sentences.push_back("predictions of " + name + " lie " + where + " of the labels throughout (" +
                        std::to_string(offset->pairs) +
                        " pairs): one of both is off by that, which is no error of single labels");
  }
}

void AddClassOrder(const SampledModel& model, const NameTable& classes, std::vector<std::string>& sentences) {
  const auto order = FindClassOrder(model);
  if (order.empty()) return;
  const std::string name = Printable(model.name);
  std::string text = name + " calls nearly ", map;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::string labeled = Printable(classes.Name(order[i].labeled)),
                      named = Printable(classes.Name(order[i].named));
    if (i < kNamedClasses) {
      text += (i == 0 ? "" : ", ") + std::string("every ") + labeled + " " + named + " (" +
              Of(order[i].pairs, order[i].all) + ")";
    }
    map +=
        (i == 0 ? "" : ", ") + YamlText(classes.Name(order[i].named)) + ": " + YamlText(classes.Name(order[i].labeled));
  }
  if (order.size() > kNamedClasses) text += " and " + std::to_string(order.size() - kNamedClasses) + " classes more";
  sentences.push_back(text +
                      ": are its class ids in another order? then no label is wrong for that; if so: inspect: "
                      "{models: {" +
                      YamlText(model.name) + ": {classes: {" + map + "}}}}");
}

void AddUnlabeled(const SampledModel& model, std::vector<std::string>& sentences) {
  const auto found = FindUnlabeled(model);
  if (!found) return;
  sentences.push_back("of " + std::to_string(found->empty) + " frames without any label (of a sample of " +
                      std::to_string(model.frames.size()) + ") " + Printable(model.name) + " sees objects in " +
                      std::to_string(found->seen) +
                      ", as many as in labeled ones: are they not labeled yet? then leave them out (COCO and CVAT: "
                      "--unlabeled unknown)");
}

}  // namespace

std::string MeetingsText(const StreamCounts& counts, const Names& names) {
  std::string text;
  const auto& models = counts.Of(Dimension::kModel);
  for (NameId id = 0; id < models.size(); ++id) {
    const MatchCounts &labels = models[id].label_matches, &predictions = models[id].prediction_matches;
    const std::uint64_t paired = At(labels, MatchOutcome::kMatched), other = At(labels, MatchOutcome::kOtherClass);
    const std::uint64_t alone = At(labels, MatchOutcome::kUnmatched);
    if (paired + other + alone == 0) continue;
    text += Printable(names.Of(Dimension::kModel).Name(id)) + ": of " + CountedLabels(paired + other + alone) + " " +
            std::to_string(paired) + " paired with a prediction of their class, " + std::to_string(other) +
            " with one of another class, " + std::to_string(alone) + " with none; " +
            Counted(At(predictions, MatchOutcome::kUnmatched), "prediction", "predictions") + " without a label\n";
  }
  return text;
}

void PutMeetings(const StreamCounts& counts, const Names& names, JsonWriter& json) {
  json.Key("models").OpenList();
  const auto& models = counts.Of(Dimension::kModel);
  for (NameId id = 0; id < models.size(); ++id) {
    const MatchCounts &labels = models[id].label_matches, &predictions = models[id].prediction_matches;
    if (labels == MatchCounts{}) continue;
    json.OpenObject();
    json.Key("name").Text(CleanText(names.Of(Dimension::kModel).Name(id)));
    json.Key("labels_paired").Whole(At(labels, MatchOutcome::kMatched));
    json.Key("labels_other_class").Whole(At(labels, MatchOutcome::kOtherClass));
    json.Key("labels_unmatched").Whole(At(labels, MatchOutcome::kUnmatched));
    json.Key("predictions_unmatched").Whole(At(predictions, MatchOutcome::kUnmatched));
    json.CloseObject();
  }
  json.CloseList();
}

std::vector<std::string> SampleWarnings(const InputSample& sample, const NameTable& classes) {
  std::vector<std::string> sentences;
  AddTurned(sample, sentences);
  AddSeveralAnnotators(sample, sentences);
  for (const SampledModel& model : sample.Models()) {
    AddCoordinates(model, sentences);
    AddClassOrder(model, classes, sentences);
    AddUnlabeled(model, sentences);
  }
  return sentences;
}

std::vector<std::string> InputWarnings(const StreamCounts& counts, const InputSample& sample, const Names& names) {
  std::vector<std::string> sentences;
  AddUnjoined(counts, sentences);
  AddRepeats(counts, sentences);
  AddUnjudged(counts, sample, sentences);
  for (std::string& sentence : SampleWarnings(sample, names.classes)) sentences.push_back(std::move(sentence));
  return sentences;
}

}  // namespace labelwatch
