#include "detectors/labels/spurious.h"

#include <algorithm>

#include "detectors/labels/additive_model.h"
#include "detectors/labels/layout.h"
#include "detectors/labels/sentence.h"
#include "detectors/matching/box_overlap.h"

namespace labelwatch {
namespace {

constexpr std::size_t kKind = 3;
constexpr double kElsewhereIoU = 0.1;  // IoU below which a prediction is of something else in the frame

struct Support {
  Sample sample;
  double overlap = 0, support_same = 0;  // largest IoU, largest confidence x IoU within the class
  double elsewhere = 0;                  // highest confidence of the class elsewhere
};

// What supports a label of this box and class. `in_label`: the largest intersection with another label.
Support SupportOf(const Scene& scene, const Box& box, NameId class_id, std::span<const Overlap> overlaps,
                  double in_label) {
  using namespace spurious;
  const PredictionColumns& predictions = scene.Predictions();
  const double area = std::max(box.Area(), 1.0);
  Support found;
  double support = 0, in_prediction = 0;
  for (const Overlap& overlap : overlaps) {
    const double agreement = overlap.iou * predictions.confidence[overlap.other];
    found.overlap = std::max(found.overlap, overlap.iou);
    support = std::max(support, agreement);
    in_prediction = std::max(in_prediction, overlap.intersection);
    if (predictions.class_id[overlap.other] == class_id) found.support_same = std::max(found.support_same, agreement);
  }
  // Both lists are by falling confidence: the first prediction of the class that is not here is the best one.
  auto here = overlaps.begin();
  for (std::size_t j = 0; j < predictions.Size(); ++j) {
    while (here != overlaps.end() && here->other < j) ++here;
    if (predictions.class_id[j] != class_id) continue;
    if (here == overlaps.end() || here->other != j || here->iou < kElsewhereIoU) {
      found.elsewhere = predictions.confidence[j];
      break;
    }
  }
  const std::size_t size = kSizeBins.Of(area / scene.Area());
  const std::size_t of_class = ClassPosition(kKind, class_id);
  found.sample.Add(kFirst[kOverlap], kOverlapBins.Of(found.overlap));
  found.sample.Add(kFirst[kSupport], kSupportBins.Of(support));
  found.sample.Add(kFirst[kSupportSame], kSupportBins.Of(found.support_same));
  found.sample.Add(kFirst[kSize], size);
  found.sample.Add(kFirst[kInLabel], kInsideBins.Of(in_label / area));
  found.sample.Add(kFirst[kBorder], BorderBin(scene.BorderSides(box)));
  found.sample.Add(kFirst[kInPrediction], kInsideBins.Of(in_prediction / area));
  found.sample.Add(kFirst[kElsewhere], kElsewhereBins.Of(found.elsewhere));
  found.sample.AddOfClass(of_class);
  found.sample.AddOfClass(of_class + 1 + size);
  return found;
}

// As many labels of earlier frames as this frame has labels, each at a random place of this frame.
void LearnFromPlanted(const Scene& scene, KindSums& sums) {
  const KindCalibration& model = scene.Calibration().kinds[kKind];
  const auto& pool = scene.Pool()->labels;
  Random random = scene.MadeErrors(kKind);
  for (std::size_t i = 0; i < scene.Labels().Size(); ++i) {
    const PooledLabel& planted = pool[random.Below(pool.size())];
    const double width = planted.width * scene.Width(), height = planted.height * scene.Height();
    const double x = random.Uniform(0, std::max(0.0, scene.Width() - width));
    const double y = random.Uniform(0, std::max(0.0, scene.Height() - height));
    const Box box = {x, y, x + width, y + height};
    if (!SoundBox(box)) continue;
    double in_label = 0;
    for (std::size_t k = 0; k < scene.Labels().Size(); ++k) {
      in_label = std::max(in_label, Intersection(box, scene.Labels().boxes.At(k)));
    }
    Scene::Scratch& memory = scene.Memory();
    memory.overlaps.clear();
    AppendOverlaps(box, scene.Predictions().boxes, memory.row, memory.overlaps);
    const Support made = SupportOf(scene, box, planted.class_id, memory.overlaps, in_label);
    Learn(made.sample, true, Score(model, made.sample), sums);
  }
}

}  // namespace

void SpuriousDetector::Judge(const Scene& scene, std::vector<Finding>& findings, ModelTally* sums) const {
  const LabelColumns& labels = scene.Labels();
  const KindCalibration& model = scene.Calibration().kinds[kKind];
  // Without planted labels to compare with, real ones teach nothing.
  const bool learns = sums != nullptr && scene.Pool() != nullptr && !scene.Pool()->labels.empty();
  for (std::size_t i = 0; i < labels.Size(); ++i) {
    double in_label = 0;
    for (const Overlap& overlap : scene.LabelPairs().Of(i)) in_label = std::max(in_label, overlap.intersection);
    const Support real =
        SupportOf(scene, labels.boxes.At(i), labels.class_id[i], scene.LabelOverlaps().Of(i), in_label);
    const float score = Score(model, real.sample);
    Finding& finding = findings.emplace_back();
    finding.kind = Kind::kSpurious;
    finding.model = scene.Model();
    finding.label = labels.index[i];
    finding.score = score + scene.LogRate(kKind);
    finding.evidence = {static_cast<float>(real.overlap), static_cast<float>(real.support_same),
                        static_cast<float>(real.elsewhere)};
    finding.detector = Name();
    if (learns) Learn(real.sample, false, score, sums->kinds[kKind]);
  }
  if (learns) LearnFromPlanted(scene, sums->kinds[kKind]);
}

std::string SpuriousDetector::Explain(const JoinedFrame& frame, const Finding& finding,
                                      const NameTable& classes) const {
  const PredictedFrame& predicted = frame.predictions[static_cast<std::size_t>(finding.model)];
  const std::string labeled(LabelClass(frame, finding.label, classes));
  std::string text(predicted.model);
  if (finding.evidence[0] <= 0) {
    text += " sees nothing where this " + labeled + " is labeled";
  } else if (finding.evidence[1] <= 0) {
    text += " sees no " + labeled + " here; the prediction nearest to the label overlaps it by IoU " +
            TwoDigits(finding.evidence[0]);
  } else {
    text += " hardly supports this " + labeled + " (confidence times IoU " + TwoDigits(finding.evidence[1]) + ")";
  }
  if (finding.evidence[2] >= 0.3F)
    text += "; elsewhere in the frame it finds one with " + TwoDigits(finding.evidence[2]);
  return text;
}

}  // namespace labelwatch
