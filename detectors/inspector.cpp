#include "detectors/inspector.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "detectors/combine_models.h"
#include "detectors/flagging.h"
#include "detectors/frame_before.h"
#include "detectors/frame_matches.h"
#include "detectors/labels/object_shapes.h"
#include "detectors/labels/registry.h"
#include "detectors/labels/scene.h"
#include "detectors/labels/start_weights.h"
#include "detectors/learning/contributions.h"
#include "detectors/learning_schedule.h"
#include "detectors/ontology_judge.h"
#include "detectors/tracks/track_judge.h"
#include "schema/class_text.h"

namespace labelwatch {
namespace {

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
  InspectOptions options;
  const NameTable& classes;
  ObjectShapes objects;
  Scene scene;
  FrameScore frame_score;
  FrameMatches matches;
  CombineModels combine;
  std::vector<Finding> findings;
  TrackJudge tracks;
  FrameBefore before;
  OntologyJudge ontology;
  std::span<const ImageSuspicion> images;  // of the frame inspected last

  // Asked once per frame; per model that places boxes; per model that says what the frame is.
  std::vector<const LabelDetector*> of_labels, of_boxes, of_frames;

  void Register() {
    for (const LabelDetector* detector : LabelDetectors()) {
      auto& group = !detector->NeedsModel()                           ? of_labels
                    : detector->FindsKind() == Kind::kWrongFrameClass ? of_frames
                                                                      : of_boxes;
      group.push_back(detector);
    }
  }

  void JudgeLabelsAlone() {
    for (const LabelDetector* detector : of_labels) detector->Judge(scene, findings, nullptr);
  }

  // Returns whether the frame was learned from.
  bool JudgeWithModel(const JoinedFrame& frame, std::int16_t number, const Calibration& calibration,
                      LearningTally& sums) {
    const auto self = static_cast<std::size_t>(number);
    const PredictedFrame& predicted = frame.predictions[self];
    const ModelCalibration* const known = calibration.Find(predicted.model, predicted.model_version);
    scene.SetPredictions(predicted, number, known != nullptr ? *known : StartCalibration(), calibration.pool.get());
    scene.SetOthers(frame.predictions, self, calibration.models.size() > 1);
    matches.Add(scene);
    ModelTally* tally = nullptr;
    if (Teaches(predicted, options, known != nullptr ? known->frames : 0, scene.FrameHash())) {
      tally = TallyOf(predicted, known, sums);
    }
    if (tally != nullptr) {
      scene.Claim();
      scene.SetTeachingWeight(TeachingWeight(calibration.contributions.get(), frame.labels));
      ++tally->frames;
    }
    if (SpeaksAboutBoxes(predicted)) {
      for (const LabelDetector* detector : of_boxes) detector->Judge(scene, findings, tally);
    }
    if (!predicted.class_probabilities.empty()) {
      for (const LabelDetector* detector : of_frames) detector->Judge(scene, findings, tally);
    }
    return tally != nullptr;
  }

  void AddImages() {
    for (std::size_t i = 0; i < images.size(); ++i) {
      Finding& finding = findings.emplace_back();
      finding.kind = Kind::kImage;
      finding.score = images[i].score;
      finding.detector = images[i].Detector();
      finding.evidence = {static_cast<float>(i)};
    }
  }

  // Difficult labels are seen by the detectors as the real objects that they are, but nobody asked about them.
  void DropUnjudged(const LabeledFrame& frame) {
    if (std::all_of(frame.labels.begin(), frame.labels.end(), [](const Label& label) { return label.Judged(); }))
      return;
    std::erase_if(findings, [&](const Finding& finding) {
      return finding.label >= 0 && !frame.labels[static_cast<std::size_t>(finding.label)].Judged();
    });
  }

  // Where a label of what the prediction shows should be drawn: as the label that is there, if one is.
  Box BoxToDraw(const JoinedFrame& frame, const Finding& finding, const Shape& predicted) {
    const auto label = static_cast<std::size_t>(finding.label);
    const ShapeKind kind = finding.label >= 0 ? frame.labels.labels[label].shape.kind : predicted.kind;
    return BoundsWithMargin(predicted, objects.MarginOf(kind, finding.suggested_class), ImageSizeOf(frame.labels));
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

Inspector::Inspector(const InspectOptions& options, const NameTable& classes)
    : impl_(new Impl{options,
                     classes,
                     ObjectShapes(options.margins, classes),
                     Scene(options),
                     {},
                     {},
                     {},
                     {},
                     {},
                     {},
                     OntologyJudge(options.ontology.rules, classes),
                     {},
                     {},
                     {},
                     {}}) {
  impl_->Register();
}

Inspector::~Inspector() = default;

Judgement Inspector::Inspect(const JoinedFrame& frame, const Calibration& calibration, LearningTally& sums,
                             SequenceWindows* windows, std::span<const ImageSuspicion> images) {
  Impl& impl = *impl_;
  impl.findings.clear();
  impl.matches.Start();
  impl.scene.SetLabels(frame.labels, impl.objects.Of(frame.labels));
  impl.JudgeLabelsAlone();
  impl.ontology.Judge(frame.labels, impl.findings);
  std::optional<SequenceWindows::Moment> moment;
  if (windows != nullptr && windows->Follows(frame)) {
    moment.emplace(windows->Remember(frame));
    impl.before.Show(*moment, impl.objects, impl.scene);
  } else {
    impl.scene.SetNothingBefore();
  }
  bool learned = false;
  for (std::size_t i = 0; i < frame.predictions.size(); ++i) {
    learned |= impl.JudgeWithModel(frame, static_cast<std::int16_t>(i), calibration, sums);
  }
  if (learned) {
    ++sums.frames;
    impl.PoolLabels(sums);
    sums.AddContribution(frame.labels.source, frame.labels.annotator);
  }
  impl.DropUnjudged(frame.labels);
  if (frame.predictions.size() > 1) impl.combine(frame, impl.findings);
  if (moment) impl.tracks.Judge(*moment, windows->Options(), impl.findings);
  impl.images = images;
  impl.AddImages();

  Judgement judgement;
  judgement.frame_score = impl.frame_score.Of(impl.findings, frame.labels.labels.size());
  judgement.flagged =
      Flag(frame.labels.frame_id, judgement.frame_score, impl.options, calibration.budget.get(), impl.findings);
  judgement.findings = impl.findings;
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
  record.probability = ProbabilityFromScore(finding.score);
  record.flagged = finding.flagged;
  record.calibration_version = calibration.version;
  record.detector = finding.detector;
  if (finding.kind == Kind::kWrongFrameClass) {
    record.class_name = ClassOfFrame(frame.labels, finding.labeled_class, classes);
  }
  if (finding.label >= 0) {
    const Label& label = frame.labels.labels[static_cast<std::size_t>(finding.label)];
    record.label_id = label.id;
    record.class_name = ClassOfLabel(frame.labels, static_cast<std::size_t>(finding.label), classes);
    if (label.shape.bounds.Finite()) record.box = label.shape.bounds;
    if (!label.annotator.empty()) record.annotator = label.annotator;
  }
  if (finding.kind == Kind::kConflicting) record.suggested_class = classes.Name(finding.suggested_class);
  if (finding.model >= 0) {
    const PredictedFrame& predicted = frame.predictions[static_cast<std::size_t>(finding.model)];
    record.model = ModelKey(predicted.model, predicted.model_version);
    if (finding.kind != Kind::kSpurious) record.suggested_class = SuggestedClass(frame, finding, classes);
    if (finding.prediction >= 0) {
      const Prediction& prediction = predicted.predictions[static_cast<std::size_t>(finding.prediction)];
      record.suggested_box = impl_->BoxToDraw(frame, finding, prediction.shape);
    }
  }
  if (finding.kind == Kind::kImage) {
    record.evidence = impl_->images[static_cast<std::size_t>(finding.evidence[0])].sentence;
    return record;
  }
  if (finding.kind == Kind::kTrack) {
    const TrackSuspicion& suspicion = impl_->tracks.SuspicionOf(finding);
    if (suspicion.has_box) record.suggested_box = suspicion.suggested;
    if (finding.suggested_class != 0) record.suggested_class = classes.Name(finding.suggested_class);
    record.evidence = impl_->tracks.Explain(frame, finding, classes);
    return record;
  }
  if (finding.kind == Kind::kOntology) {
    if (finding.label < 0) record.class_name = classes.Name(finding.suggested_class);
    record.evidence = impl_->ontology.Explain(frame.labels, finding);
    return record;
  }
  record.evidence = DetectorNamed(finding.detector).Explain(frame, finding, classes);
  if (finding.by_reference) record.evidence += "; the latest frames teach that this is usual, the earlier ones did not";
  return record;
}

}  // namespace labelwatch
