#include "consumers/labeling/review_outcome.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "consumers/labeling/derived_verdict.h"
#include "consumers/labeling/suggested_labels.h"
#include "schema/class_text.h"
#include "schema/text.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

constexpr std::size_t kMostClasses = 100'000;

LabeledFrame FrameOf(const std::vector<ReviewedLabel>& labels, const LabeledFrame& like, NameTable& classes) {
  LabeledFrame frame;
  frame.image_width = like.image_width;
  frame.image_height = like.image_height;
  for (const ReviewedLabel& one : labels) {
    Label& label = frame.labels.emplace_back();
    label.id = one.id;
    label.class_id = classes.Add(one.class_name);
    label.shape = one.shape;
  }
  return frame;
}

// What labels become of a request's by a review.
class Correction {
 public:
  // `by`: whoever changed a label.
  Correction(const LabeledFrame& labeled, const Review& review, std::string_view by, NameTable& classes)
      : labeled_(labeled), review_(review), by_(by), classes_(classes), corrected_(labeled) {
    // The tool shows names without control characters: what it shows is what was meant.
    for (std::size_t i = 0; i < labeled.labels.size(); ++i) {
      const std::string_view name = ClassOfLabel(labeled, i, classes);
      named_.try_emplace(CleanText(name), name);
    }
    corrected_.labels.clear();
    corrected_.other_label_classes.clear();
  }

  // `after`: what was saved, paired with what was shown.
  void Take(const std::vector<ReviewedLabel>& after, const DerivedVerdict& verdict) {
    std::vector<const ReviewedLabel*> shown(labeled_.labels.size(), nullptr), kept(labeled_.labels.size(), nullptr);
    std::vector<bool> moved(labeled_.labels.size(), false), old(after.size(), false);
    for (std::size_t i = 0; i < review_.before.size(); ++i) {
      const auto place = static_cast<std::size_t>(review_.before[i].place);
      if (place >= shown.size()) continue;
      shown[place] = &review_.before[i];
      if (verdict.partner[i] < 0) continue;
      const auto partner = static_cast<std::size_t>(verdict.partner[i]);
      kept[place] = &after[partner];
      old[partner] = true;
      moved[place] = verdict.moved[i];
    }
    for (std::size_t i = 0; i < labeled_.labels.size(); ++i) {
      Label label = labeled_.labels[i];
      const std::string_view name = ClassOfLabel(labeled_, i, classes_);
      if (shown[i] == nullptr) {  // it could not be shown
        Add(label, name);
        continue;
      }
      if (kept[i] == nullptr) continue;
      const bool renamed = kept[i]->class_name != shown[i]->class_name;
      if (moved[i]) label.shape = kept[i]->shape;
      if (moved[i] || renamed) label.annotator = by_;
      Add(label, renamed ? Meant(kept[i]->class_name) : name);
    }
    for (std::size_t i = 0; i < after.size(); ++i) {
      if (old[i]) continue;
      Label label;
      label.id = after[i].id;
      label.shape = after[i].shape;
      label.annotator = by_;
      Add(label, Meant(after[i].class_name));
    }
  }

  LabeledFrame& Frame() { return corrected_; }

 private:
  std::string_view Meant(const std::string& shown) const {
    const auto name = named_.find(shown);
    return name == named_.end() ? std::string_view(shown) : name->second;
  }
  void Add(Label label, std::string_view class_name) {
    label.class_id = classes_.Add(class_name);
    if (label.class_id == NameTable::kOther) {
      corrected_.other_label_classes.push_back({corrected_.labels.size(), class_name});
    }
    corrected_.labels.push_back(label);
  }

  const LabeledFrame& labeled_;
  const Review& review_;
  const std::string_view by_;
  NameTable& classes_;
  LabeledFrame corrected_;
  std::unordered_map<std::string, std::string_view> named_;
};

// What was saved or, where the reviewer only said that the suggestions are right, what was suggested.
std::vector<ReviewedLabel> SuggestedAsSaved(const RelabelRequest& request, const LabeledFrame& labeled,
                                            const Review& review, const NameTable& classes) {
  std::vector<ReviewedLabel> after;
  std::unordered_map<std::int32_t, const ReviewedLabel*> shown;
  for (const ReviewedLabel& one : review.before) shown[one.place] = &one;
  for (const SuggestedLabel& one : SuggestedLabels(labeled, request.frame.findings, classes)) {
    const auto as_shown = shown.find(one.place);
    if (one.place >= 0 && as_shown == shown.end()) continue;
    ReviewedLabel& label = after.emplace_back();
    label.id = one.place < 0 ? std::string(one.label.id) : as_shown->second->id;
    label.class_name = CleanText(one.class_name);
    const bool moved = one.because != nullptr && one.because->kind == Kind::kInaccurate;
    label.shape = one.place < 0 || moved ? one.label.shape : as_shown->second->shape;
    label.place = one.place;
  }
  return after;
}

// Classes that a tool shows, as labels name them.
std::vector<std::string> AsLabeled(std::vector<std::string> shown, const std::vector<std::string>& labeled) {
  for (std::string& name : shown) {
    const auto meant = std::ranges::find_if(labeled, [&](const std::string& one) { return CleanText(one) == name; });
    if (meant != labeled.end()) name = *meant;
  }
  return shown;
}

void Decide(RelabelVerdict& verdict, Decision decision) {
  for (FindingVerdict& one : verdict.findings) one.decision = decision;
}

std::vector<std::string> SentAgain(const FlaggedFrame& frame, std::uint64_t revision) {
  std::vector<std::string> messages;
  for (const std::string& bytes : frame.predicted) {
    NameTable classes(kMostClasses);
    FrameDecoder decoder(classes);
    PredictedFrame predicted;
    if (!decoder.Decode(bytes, predicted)) continue;
    predicted.for_label_revision = revision;
    Encode(predicted, classes, messages.emplace_back());
  }
  return messages;
}

}  // namespace

Result<ReviewOutcome> OutcomeOf(const RelabelRequest& request, const Review& review, std::string_view tool,
                                std::uint64_t revision) {
  if (!review.broken.empty()) return BadInput(review.broken);
  NameTable classes(kMostClasses);
  FrameDecoder decoder(classes);
  LabeledFrame labeled;
  if (!request.frame.labeled.empty() && !decoder.Decode(request.frame.labeled, labeled)) {
    return BadInput("the labels of its request cannot be read");
  }
  ReviewOutcome outcome;
  RelabelVerdict& verdict = outcome.verdict;
  verdict = AnswerTo(request);
  verdict.tool = tool;
  verdict.reviewer = review.reviewer;
  verdict.note = review.note;
  verdict.decided_at_ms = review.decided_at_ms;
  verdict.lead_time_s = review.lead_time_s;
  if (review.skipped || review.said == Review::Said::kCannotTell) return outcome;
  if (review.said == Review::Said::kLabelsRight) {
    Decide(verdict, Decision::kRejected);
    verdict.frame_has_error = false;
    return outcome;
  }
  const LabeledFrame before = FrameOf(review.before, labeled, classes);
  const auto derive = [&](const std::vector<ReviewedLabel>& after) {
    return DeriveVerdict(before, request.frame.findings, FrameOf(after, labeled, classes), classes);
  };
  std::vector<ReviewedLabel> after = review.after;
  DerivedVerdict derived = derive(after);
  const bool all_right = review.said == Review::Said::kSuggestionsRight;
  if (all_right && !derived.edited) {
    after = SuggestedAsSaved(request, labeled, review, classes);
    derived = derive(after);
  }
  for (std::size_t i = 0; i < verdict.findings.size(); ++i) {
    verdict.findings[i].decision = all_right ? Decision::kAccepted : derived.findings[i];
  }
  verdict.unflagged_errors = derived.unflagged_errors;
  verdict.wrong_classes = AsLabeled(derived.wrong_classes, verdict.classes);
  verdict.frame_has_error = derived.has_error || (all_right && !verdict.findings.empty());
  // What is asked a second time compares reviewers: the labels of the first one are on their way already.
  if (!derived.edited || request.frame.arm == ReviewArm::kRepeat) return outcome;
  verdict.new_label_revision = revision;
  // Where the tool does not know who it was, it was not the annotator of the frame.
  Correction correction(labeled, review, review.reviewer.empty() ? tool : review.reviewer, classes);
  correction.Take(after, derived);
  outcome.predictions = SentAgain(request.frame, revision);
  LabeledFrame& corrected = correction.Frame();
  corrected.frame_id = request.frame_id;
  corrected.label_revision = revision;
  corrected.labeled_at_ms = review.decided_at_ms;
  corrected.predictions_follow = static_cast<std::uint32_t>(outcome.predictions.size());
  Encode(corrected, classes, outcome.labels);
  return outcome;
}

}  // namespace labelwatch
