#include "metrics/review_families.h"

#include <string>
#include <unordered_set>

#include "metrics/catalogue.h"
#include "metrics/label_text.h"

namespace labelwatch {
namespace {

double Number(std::uint64_t count) { return static_cast<double>(count); }

// Of two names that become the same text, the first is shown.
class Texts {
 public:
  bool New(const std::string& dimension, const std::string& value) {
    return seen_.insert(dimension + '\n' + LabelText(value)).second;
  }

 private:
  std::unordered_set<std::string> seen_;
};

void AddVerdicts(MetricFamilies& families, const ReviewStatus& review) {
  for (std::size_t kind = 1; kind < kKinds; ++kind) {
    const std::string word(KindWord(static_cast<Kind>(kind)));
    families.Add(Gauge("labelwatch_review_measured"), {word}, review.measured[kind] ? 1 : 0);
    for (std::size_t i = 0; i < kDecisionWords.size(); ++i) {
      if (review.verdicts[kind][i] == 0) continue;
      families.Add(Gauge("labelwatch_review_verdicts"), {word, std::string(kDecisionWords[i])},
                   Number(review.verdicts[kind][i]));
    }
  }
}

void AddPrecision(MetricFamilies& families, const ReviewStatus& review) {
  Texts texts;
  for (const ReviewStatus::Precision& row : review.precision) {
    if (row.decided == 0 || !texts.New(row.dimension, row.value)) continue;
    const MetricFamilies::Values labels = {row.dimension, row.value};
    families.Add(Gauge("labelwatch_review_precision_ratio"), labels, Number(row.errors) / Number(row.decided));
    families.Add(Gauge("labelwatch_review_precision_low_ratio"), labels, row.bounds.low);
    families.Add(Gauge("labelwatch_review_precision_high_ratio"), labels, row.bounds.high);
    families.Add(Gauge("labelwatch_review_decided_findings"), labels, Number(row.decided));
  }
}

void AddMislabeled(MetricFamilies& families, const ReviewStatus& review, bool named) {
  Texts texts;
  for (const ReviewStatus::Mislabeled& row : review.mislabeled) {
    if ((row.dimension == "annotator" && !named) || !texts.New(row.dimension, row.value)) continue;
    const MetricFamilies::Values labels = {row.dimension, row.value};
    families.Add(Gauge("labelwatch_mislabeled_ratio"), labels, row.rate);
    families.Add(Gauge("labelwatch_mislabeled_low_ratio"), labels, row.bounds.low);
    families.Add(Gauge("labelwatch_mislabeled_high_ratio"), labels, row.bounds.high);
    families.Add(Gauge("labelwatch_mislabeled_verdicts"), labels, Number(row.verdicts));
    families.Add(Gauge("labelwatch_mislabeled_pending"), labels, Number(row.pending));
    if (row.recall_known) families.Add(Gauge("labelwatch_mislabeled_recall_ratio"), labels, row.recall);
    families.Add(Gauge("labelwatch_mislabeled_recall_low_ratio"), labels, row.recall_bounds.low);
    families.Add(Gauge("labelwatch_mislabeled_recall_high_ratio"), labels, row.recall_bounds.high);
  }
}

void AddReviewers(MetricFamilies& families, const ReviewStatus& review, bool named) {
  Texts texts;
  for (const ReviewStatus::Reviewer& row : review.reviewers) {
    if ((!row.name.empty() && !named) || !texts.New("", row.name)) continue;
    families.Add(Gauge("labelwatch_reviewer_pairs"), {row.name}, Number(row.pairs));
    if (row.kappa_known) families.Add(Gauge("labelwatch_reviewer_agreement_kappa"), {row.name}, row.kappa);
    families.Add(Gauge("labelwatch_reviewer_gold_findings"), {row.name}, Number(row.gold));
    if (row.gold == 0) continue;
    families.Add(Gauge("labelwatch_reviewer_gold_right_ratio"), {row.name}, Number(row.right) / Number(row.gold));
    families.Add(Gauge("labelwatch_reviewer_gold_right_low_ratio"), {row.name}, row.gold_bounds.low);
    families.Add(Gauge("labelwatch_reviewer_gold_right_high_ratio"), {row.name}, row.gold_bounds.high);
  }
}

}  // namespace

void AddReview(MetricFamilies& families, const ReviewStatus& review, bool named) {
  AddVerdicts(families, review);
  AddPrecision(families, review);
  AddMislabeled(families, review, named);
  AddReviewers(families, review, named);
  for (const ReviewStatus::Queue& queue : review.queues) {
    families.Add(Gauge("labelwatch_review_open_requests"), {queue.name}, Number(queue.open));
    if (queue.oldest_ms == 0) continue;
    families.Add(Gauge("labelwatch_review_oldest_request_timestamp_seconds"), {queue.name},
                 1e-3 * static_cast<double>(queue.oldest_ms));
  }
  families.Add(Counter("labelwatch_review_messages_refused_total"), {}, Number(review.refused));
  families.Add(Counter("labelwatch_review_verdicts_forgotten_total"), {}, Number(review.forgotten));
}

void AddGallery(MetricFamilies& families, const GalleryStatus& gallery) {
  families.Add(Gauge("labelwatch_gallery_frames"), {}, Number(gallery.frames));
  families.Add(Gauge("labelwatch_gallery_limit_frames"), {}, Number(gallery.frames_limit));
  families.Add(Gauge("labelwatch_gallery_bytes"), {}, Number(gallery.bytes));
  families.Add(Gauge("labelwatch_gallery_limit_bytes"), {}, Number(gallery.bytes_limit));
  families.Add(Counter("labelwatch_gallery_frames_dropped_total"), {}, Number(gallery.dropped));
}

}  // namespace labelwatch
