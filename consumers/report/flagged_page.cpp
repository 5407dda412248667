#include "consumers/report/flagged_page.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "detectors/learning/next_calibration.h"
#include "schema/hash.h"
#include "schema/json_writer.h"

namespace labelwatch {
namespace {

constexpr std::size_t kClasses = 10'000;

// Classes stand in the message as they were judged, and what was found is known: no rule is asked again.
InspectOptions ToPair(InspectOptions options) {
  options.frozen = true;
  options.models = {};
  options.ontology = {};
  return options;
}

// The id comes from outside; what stands in addresses is ours.
std::string KeyOf(const FlaggedFrame& flagged) {
  std::string key;
  for (const std::uint64_t start : {ByteHash::kStart, std::uint64_t{0x9e3779b97f4a7c15}}) {
    ByteHash hash(start);
    hash.Add(std::uint64_t{flagged.id.size()});
    hash.Add(flagged.id);
    hash.Add(flagged.frame_id);
    key += HexDigits(Mix(hash.Value()));
  }
  return key;
}

double Finite(double number) { return std::isfinite(number) ? number : 0; }

// The score of a finding that is an error with this probability.
double ScoreOf(double probability) {
  constexpr double kLeast = 1e-3;
  const double p = std::clamp(Finite(probability), kLeast, 1 - kLeast);
  return std::log(p / (1 - p));
}

bool IsBoxOf(const std::optional<Box>& box, const Shape& shape) { return box && *box == shape.bounds; }

// Of the label that the finding names; of several with one id, the one that lies where it says.
std::int32_t LabelOf(const FindingRecord& finding, const std::vector<Label>& labels) {
  std::int32_t found = -1;
  if (finding.label_id.empty() && !finding.box) return found;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i].id != finding.label_id) continue;
    if (IsBoxOf(finding.box, labels[i].shape)) return static_cast<std::int32_t>(i);
    if (found < 0 && !finding.label_id.empty()) found = static_cast<std::int32_t>(i);
  }
  return found;
}

std::int32_t PredictionOf(const FindingRecord& finding, const std::vector<Prediction>& predictions) {
  const auto at = std::ranges::find_if(
      predictions, [&](const Prediction& prediction) { return IsBoxOf(finding.suggested_box, prediction.shape); });
  return at == predictions.end() ? -1 : static_cast<std::int32_t>(at - predictions.begin());
}

}  // namespace

FlaggedPage::FlaggedPage(const InspectOptions& options, const RoutingOptions& routing)
    : minutes_(routing.minutes_per_frame + routing.minutes_per_finding),
      classes_(kClasses),
      decoder_(classes_),
      inspector_(ToPair(options), classes_),
      calibration_(FirstCalibration(ToPair(options))) {}

// What cannot be read is shown without: the findings say what is asked.
void FlaggedPage::Read(const FlaggedFrame& flagged) {
  labels_.Clear();
  predictions_.clear();
  if (!decoder_.Decode(flagged.labeled, labels_)) labels_.Clear();
  labels_.frame_id = flagged.frame_id;
  labels_.source = flagged.source;
  labels_.sequence = flagged.sequence;
  labels_.annotator = flagged.annotator;
  labels_.image_width = flagged.image_width;
  labels_.image_height = flagged.image_height;
  for (const std::string& bytes : flagged.predicted) {
    PredictedFrame& predicted = predictions_.emplace_back();
    if (!decoder_.Decode(bytes, predicted)) predictions_.pop_back();
  }
}

std::vector<FindingToShow> FlaggedPage::FindingsOf(const FlaggedFrame& flagged) const {
  std::vector<FindingToShow> findings;
  for (const FindingRecord& record : flagged.findings) {
    FindingToShow& one = findings.emplace_back();
    one.record = record;
    for (double* number : {&one.record.score, &one.record.probability, &one.record.prior}) *number = Finite(*number);
    one.label = LabelOf(record, labels_.labels);
    for (std::size_t m = 0; m < predictions_.size() && one.prediction < 0; ++m) {
      const PredictedFrame& predicted = predictions_[m];
      if (ModelKey(predicted.model, predicted.model_version) != record.model) continue;
      one.model = static_cast<std::int16_t>(m);
      one.prediction = PredictionOf(record, predicted.predictions);
    }
  }
  std::ranges::stable_sort(
      findings, [](const FindingToShow& a, const FindingToShow& b) { return a.record.score > b.record.score; });
  if (findings.size() > kMostShownFindings) findings.resize(kMostShownFindings);
  return findings;
}

KeptFrame FlaggedPage::Of(const RelabelRequest& request) {
  FlaggedFrame labels_alone = request.frame;
  labels_alone.predicted.clear();
  KeptFrame kept = Of(labels_alone);
  ShownFinding& question = kept.shown.findings.emplace_back();
  question.question = true;
  question.record.id = request.id;
  question.record.frame_id = request.frame_id;
  question.record.annotator = request.frame.annotator;
  question.record.score = ScoreOf(request.priority * minutes_);
  kept.score = question.record.score;
  JsonWriter json;
  json.OpenObject();
  json.Key("line").OpenObject();
  json.Key("request_id").Text(request.id);
  json.Key("frame_id").Text(request.frame_id);
  // Why somebody is asked must not tell a frame whose errors are known from another.
  if (request.queue == ReviewQueue::kExpert) json.Key("evidence").Text(request.reason);
  if (!request.frame.annotator.empty()) json.Key("annotator").Text(request.frame.annotator);
  json.CloseObject();
  json.Key("shapes").OpenList();
  json.Null();
  json.Null();
  json.CloseList();
  json.CloseObject();
  question.json = json.Written();
  return kept;
}

KeptFrame FlaggedPage::Of(const FlaggedFrame& flagged) {
  Read(flagged);
  const JoinedFrame frame{labels_, predictions_};
  unused_.Clear();
  const Judgement judgement = inspector_.Inspect(frame, *calibration_, unused_);
  // Models beyond those that the inspector hears have no pairs.
  const JoinedFrame heard{labels_, std::span(predictions_).first(judgement.matches.size())};
  KeptFrame kept;
  kept.key = KeyOf(flagged);
  kept.score = Finite(flagged.score);
  kept.frame_id = flagged.frame_id;
  kept.source = flagged.source;
  kept.image_uri = flagged.image_uri;
  kept.width = flagged.image_width;
  kept.height = flagged.image_height;
  kept.labeled_at_ms = labels_.labeled_at_ms;
  kept.label_revision = flagged.label_revision;
  kept.shown = Show(heard, FindingsOf(flagged), judgement.matches, classes_);
  return kept;
}

}  // namespace labelwatch
