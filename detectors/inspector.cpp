#include "detectors/inspector.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include "detectors/combine_models.h"
#include "detectors/flagging.h"
#include "detectors/frame_before.h"
#include "detectors/frame_matches.h"
#include "detectors/joint_counts.h"
#include "detectors/labels/additive_model.h"
#include "detectors/labels/object_shapes.h"
#include "detectors/labels/scene.h"
#include "detectors/labels/start_weights.h"
#include "detectors/labels/turned_picture.h"
#include "detectors/learning/contributions.h"
#include "detectors/learning_schedule.h"
#include "detectors/probabilities.h"
#include "detectors/registry.h"
#include "schema/class_text.h"
#include "schema/finding_id.h"

namespace labelwatch {
namespace {

// More of one frame are not asked: a finding has room for such numbers.
constexpr std::size_t kMostModels = std::numeric_limits<decltype(Finding::model)>::max();
// Once a frame has taken so many steps (Scene::Steps), about half a second, no further model of it is heard.
constexpr std::uint64_t kMostSteps = std::uint64_t{1} << 26;
// Fuller frames teach nothing: they are hardly ever seen, and the errors made in them would cost the square of their
// labels.
constexpr std::size_t kMostTeachingLabels = 2000;

constexpr SeriesKinds kWithLearnedWeights = [] {
  SeriesKinds kinds = 0;
  for (const Kind kind : kLearnedKinds) kinds |= Bit(SeriesKindOf(kind));
  return kinds;
}();

// Whether the frame is to teach about a model that has learned from `frames` so far.
bool Teaches(const PredictedFrame& predicted, const InspectOptions& options, std::uint64_t frames,
             std::uint64_t frame_hash) {
  // A model repeats the errors of labels that it was trained on: it may speak about them, but teaches nothing.
  if (predicted.trained_on_this_frame) return false;
  // What only says what the frame is teaches by a few additions, and about each pair of classes little at a time.
  return SpeaksAboutBoxes(predicted) ? LearnsFrom(options, frames, frame_hash) : !options.frozen;
}

// The tally of a model; null where too many others taught in this block to learn about one more.
ModelTally* TallyOf(const PredictedFrame& predicted, const ModelCalibration* known, LearningTally& sums) {
  const auto teaches = [](const ModelTally& model) { return model.frames > 0; };
  if (known == nullptr && sums.models.size() >= kMaxLearnedModels &&
      std::all_of(sums.models.begin(), sums.models.end(), teaches)) {
    return nullptr;
  }
  return &sums.Of(predicted.model, predicted.model_version);
}

}  // namespace

struct Inspector::Impl {
  Impl(const InspectOptions& judge_by, const NameTable& names)
      : options(judge_by),
        classes(names),
        objects(judge_by.margins, names),
        scene(judge_by),
        probabilities(judge_by),
        detectors(MakeDetectors(judge_by, names)) {
    for (const auto& detector : detectors) {
      auto& group = detector->Needed().Model() ? of_models : of_models.empty() ? first : last;
      group.push_back(detector.get());
    }
  }

  const InspectOptions options;
  const NameTable& classes;
  ObjectShapes objects;
  Scene scene;
  FrameBefore before;
  FrameScore frame_score;
  FrameMatches matches;
  CombineModels combine;
  SeriesKinds asked = 0;
  bool unsettled = false;  // a model of the frame has no pinned weights
  const Probabilities probabilities;
  std::vector<Finding> findings, made;
  // Of the models of the frame that place boxes: how many, how many of them it taught, what is known of the last one.
  std::size_t looked = 0, taught = 0;
  const ModelCalibration* alone = nullptr;

  const Detectors detectors;
  // Asked about a frame before its models, about each of its models, and after them.
  std::vector<Detector*> first, of_models, last;

  void Ask(const std::vector<Detector*>& group, const View& view, const Needs& there, ModelTally* tally = nullptr) {
    for (Detector* detector : group) {
      if (!detector->Needed().MetBy(there)) continue;
      asked |= Bit(SeriesKindOf(detector->FindsKind()));
      detector->Judge(view, findings, tally);
    }
  }

  // Returns whether the frame was learned from.
  bool JudgeWithModel(const JoinedFrame& frame, std::int16_t number, const Calibration& calibration, const View& view,
                      Needs there, LearningTally& sums) {
    const auto self = static_cast<std::size_t>(number);
    const PredictedFrame& predicted = frame.predictions[self];
    const ModelCalibration* const known = calibration.Find(predicted.model, predicted.model_version);
    const bool usable = known != nullptr && HoldsSharedWeights(*known);
    scene.SetPredictions(predicted, number, usable ? *known : StartCalibration(), calibration.pool.get());
    scene.SetOthers(frame.predictions, self, calibration.models.size() > 1);
    matches.Add(scene);
    ModelTally* tally = nullptr;
    if (frame.labels.labels.size() <= kMostTeachingLabels &&
        Teaches(predicted, options, known != nullptr ? known->frames : 0, scene.FrameHash())) {
      tally = TallyOf(predicted, known, sums);
    }
    if (tally != nullptr) {
      scene.Claim();
      scene.SetTeachingWeight(TeachingWeight(calibration.contributions.get(), frame.labels));
      ++tally->frames;
    }
    there.boxes = SpeaksAboutBoxes(predicted);
    if (there.boxes) {
      asked |= kPairingKinds;
      unsettled = unsettled || !(options.frozen || (usable && known->kinds[0].Pinned()));
    }
    there.frame_classes = !predicted.class_probabilities.empty();
    if (there.boxes) {
      ++looked;
      taught += tally != nullptr ? 1 : 0;
      alone = &scene.Calibration();
    }
    Ask(of_models, view, there, tally);
    return tally != nullptr;
  }

  // Difficult labels are seen by the detectors as the real objects that they are, but nobody asked about them.
  void DropUnjudged(const LabeledFrame& frame) {
    if (std::all_of(frame.labels.begin(), frame.labels.end(), [](const Label& label) { return label.Judged(); }))
      return;
    std::erase_if(findings, [&](const Finding& finding) {
      return finding.label >= 0 && !frame.labels[static_cast<std::size_t>(finding.label)].Judged();
    });
  }

  // Of a picture whose size is that from before it was turned no label is wrong for lying outside.
  void DropOutsideOfTurned(const JoinedFrame& frame) {
    const auto invalid = [](const Finding& finding) { return finding.kind == Kind::kInvalid; };
    if (std::ranges::none_of(findings, invalid) || !LooksTurned(frame)) return;
    const ImageSize turned{frame.labels.image_height, frame.labels.image_width};
    std::erase_if(findings, [&](const Finding& finding) {
      if (!invalid(finding) || finding.label < 0) return false;
      const Box& box = frame.labels.labels[static_cast<std::size_t>(finding.label)].shape.bounds;
      return SoundBox(box) && box.x_min >= 0 && box.y_min >= 0 &&
             (box.x_max > frame.labels.image_width || box.y_max > frame.labels.image_height) &&
             box.x_max <= turned.width && box.y_max <= turned.height;
    });
  }

  // Of frames that several models looked at, and of duplicates. REQUIRES: the frame was learned from.
  void CountScores(const JoinedFrame& frame, StreamSums& sums) {
    if (looked > 1 && taught == looked) {
      combine(frame, made);
      CountJoint(made, findings, probabilities, sums);
    }
    CountDuplicates(scene, findings, sums);
  }

  // Where a label of what the prediction shows should be drawn: as the label that is there, if one is.
  Box BoxToDraw(const JoinedFrame& frame, const Finding& finding, const Shape& predicted) {
    const auto label = static_cast<std::size_t>(finding.label);
    const ShapeKind kind = finding.label >= 0 ? frame.labels.labels[label].shape.kind : predicted.kind;
    return BoundsWithMargin(predicted, objects.MarginOf(kind, finding.suggested_class), ImageSizeOf(frame.labels));
  }

  // REQUIRES: a finding of this frame. Another name than those of the detectors ends in an exception, not in the words
  // of another detector.
  Explanation ExplanationOf(const JoinedFrame& frame, const Finding& finding) const {
    return FindDetector(detectors, finding.detector).value()->Explain(frame, finding, classes);
  }

  // Where a rule says what is wrong with a label, the learned score of its kind says it a second time, in fewer words.
  void TellOnce() {
    constexpr std::int32_t kTold = -2;  // no label
    bool told = false;
    for (Finding& rule : findings) {
      if (!rule.by_rule) continue;
      for (Finding& other : findings) {
        if (other.by_rule || other.label != rule.label || other.kind != rule.kind) continue;
        rule.score = std::max(rule.score, other.score);
        rule.probability = std::max(rule.probability, other.probability);
        rule.prior = std::max(rule.prior, other.prior);
        other.label = kTold;
        told = true;
      }
    }
    if (told) std::erase_if(findings, [](const Finding& finding) { return finding.label == kTold; });
  }

  // Frozen weights do not move: what they say now is what they will say.
  void SetCounts() {
    for (Finding& finding : findings) {
      const bool learned = !finding.by_rule && std::ranges::find(kLearnedKinds, finding.kind) != kLearnedKinds.end();
      finding.counts = learned && !options.frozen
                           ? finding.over_alarm_score >= 0
                           : static_cast<double>(finding.probability) >= options.rate_probability;
    }
  }

  // For the budget, whether the frame taught or not.
  void CountFrame(double score, LearningTally& sums) const {
    if (!(options.flag_per_1000 > 0) || options.frozen) return;
    ++sums.frame_scores.frames;
    if (!findings.empty()) ++sums.frame_scores.cells[FrameScoreCell(score)];
  }

  void PoolLabels(LearningTally& sums) const {
    const LabelColumns& labels = scene.Labels();
    for (std::size_t i = 0; i < labels.Size(); ++i) {
      const Box box = labels.boxes.At(i);
      sums.AddLabel({static_cast<float>(box.Width() / scene.Width()), static_cast<float>(box.Height() / scene.Height()),
                     labels.class_id[i]});
    }
  }
};

Inspector::Inspector(const InspectOptions& options, const NameTable& classes) : impl_(new Impl(options, classes)) {}

Inspector::~Inspector() = default;

Judgement Inspector::Inspect(const JoinedFrame& whole, const Calibration& calibration, LearningTally& sums,
                             SequenceWindows* windows, std::span<const ImageSuspicion> images) {
  Impl& impl = *impl_;
  const std::size_t models = std::min({whole.predictions.size(), impl.options.max_models, kMostModels});
  const JoinedFrame frame = {whole.labels, whole.predictions.first(models)};
  impl.findings.clear();
  impl.asked = 0;
  impl.unsettled = false;
  impl.made.clear();
  impl.looked = impl.taught = 0;
  impl.alone = nullptr;
  impl.matches.Start();
  impl.scene.SetLabels(frame.labels, impl.objects.Of(frame.labels));
  std::optional<SequenceMoment> moment;
  if (windows != nullptr && windows->Follows(frame)) {
    moment.emplace(windows->Remember(frame));
    impl.before.Show(*moment, impl.objects, impl.scene);
  } else {
    impl.scene.SetNothingBefore();
  }
  const View view = {impl.scene, moment ? &*moment : nullptr, images,
                     frame.predictions.size() > 1 ? &impl.made : nullptr};
  const Needs there = {
      .frames_before = moment.has_value(), .pixels = !images.empty(), .rules = impl.options.ontology.rules != nullptr};
  impl.Ask(impl.first, view, there);
  Judgement judgement;
  bool learned = false;
  for (std::size_t i = 0; i < models && !judgement.too_much_work; ++i) {
    learned |= impl.JudgeWithModel(frame, static_cast<std::int16_t>(i), calibration, view, there, sums);
    judgement.models = i + 1;
    judgement.too_much_work = judgement.models < models && impl.scene.Steps() >= kMostSteps;
  }
  impl.Ask(impl.last, view, there);
  if (learned) {
    ++sums.frames;
    impl.PoolLabels(sums);
    sums.AddContribution(frame.labels.source, frame.labels.annotator);
  }
  impl.DropUnjudged(frame.labels);
  impl.DropOutsideOfTurned(frame);
  if (frame.predictions.size() > 1) impl.combine(frame, impl.findings);
  if (learned) impl.CountScores(frame, sums);
  impl.probabilities.Set(impl.scene, calibration, impl.looked > 1 ? nullptr : impl.alone, impl.findings);
  impl.TellOnce();

  judgement.frame_score = impl.frame_score.Of(impl.findings, frame.labels.labels.size());
  judgement.flagged =
      Flag(frame.labels.frame_id, judgement.frame_score, impl.options, calibration.budget.get(), impl.findings);
  impl.SetCounts();
  judgement.findings = impl.findings;
  judgement.asked = impl.unsettled ? impl.asked & ~kWithLearnedWeights : impl.asked;
  judgement.shape_pairs = impl.scene.ShapePairs();
  judgement.matches = impl.matches.Models();
  impl.CountFrame(judgement.frame_score, sums);
  return judgement;
}

FindingRecord Inspector::Describe(const JoinedFrame& frame, const Calibration& calibration,
                                  const Finding& finding) const {
  const NameTable& classes = impl_->classes;
  FindingRecord record;
  record.frame_id = frame.labels.frame_id;
  record.source = frame.labels.source;
  record.annotator = frame.labels.annotator;
  record.kind = finding.kind;
  record.score = finding.score;
  record.probability = static_cast<double>(finding.probability);
  record.prior = static_cast<double>(finding.prior);
  record.rough = finding.rough;
  record.flagged = finding.flagged;
  record.calibration_version = calibration.version;
  record.detector = finding.detector;
  const Explanation explanation = impl_->ExplanationOf(frame, finding);
  if (explanation.labeled_class) {
    record.class_name = ClassOfFrame(frame.labels, *explanation.labeled_class, classes);
  }
  if (explanation.suggested_class) {
    record.suggested_class = *explanation.suggested_class == finding.suggested_class
                                 ? SuggestedClass(frame, finding, classes)
                                 : classes.Name(*explanation.suggested_class);
  }
  if (finding.label >= 0) {
    const Label& label = frame.labels.labels[static_cast<std::size_t>(finding.label)];
    record.label_id = label.id;
    record.class_name = ClassOfLabel(frame.labels, static_cast<std::size_t>(finding.label), classes);
    if (label.shape.bounds.Finite()) record.box = label.shape.bounds;
    if (!label.annotator.empty()) record.annotator = label.annotator;
    if (!label.track_id.empty()) {
      record.track_id = label.track_id;
      record.sequence = frame.labels.sequence;
    }
  }
  if (finding.model >= 0) {
    const PredictedFrame& predicted = frame.predictions[static_cast<std::size_t>(finding.model)];
    record.model = ModelKey(predicted.model, predicted.model_version);
    if (finding.prediction >= 0) {
      const Prediction& prediction = predicted.predictions[static_cast<std::size_t>(finding.prediction)];
      record.suggested_box = impl_->BoxToDraw(frame, finding, prediction.shape);
    }
  }
  if (explanation.suggested_box) record.suggested_box = explanation.suggested_box;
  record.evidence = explanation.sentence;
  if (finding.by_reference) record.evidence += "; the latest frames teach that this is usual, the earlier ones did not";
  record.id = FindingId(record);
  return record;
}

}  // namespace labelwatch
