#pragma once
// Fills the gallery and the review desk of a process from the topics: flagged frames, requests, verdicts. A request
// without findings (an audit) brings its frame along, for nothing flagged it.
//
//   ReviewFeed feed(options.kafka, options.task, options.gallery, gallery, review, desk, learning);
//
// From the topics and not from what this process judges: then each process shows the frames of all, and only those that
// are committed; one that starts shows what there was before; and the frames of a request come with the id by which a
// verdict answers it. It costs each process the reading of the flagged frames, a small share of the stream. A group is
// joined by none of it.

#include <deque>

#include "consumers/kafka/topic_follower.h"
#include "consumers/labeling/review_desk.h"
#include "consumers/report/flagged_page.h"
#include "consumers/report/gallery.h"
#include "consumers/report/gallery_review.h"
#include "consumers/task.h"
#include "detectors/learning/learning_stage.h"

namespace labelwatch {

class ReviewFeed {
 public:
  // All references must outlive it.
  ReviewFeed(const KafkaOptions& kafka, const TaskOptions& task, const GalleryOptions& options, Gallery& gallery,
             GalleryReview& review, ReviewDesk& desk, LearningStage& learning);

 private:
  using Take = void (ReviewFeed::*)(std::string_view);
  void Follow(const KafkaOptions& kafka, const std::string& topic, std::int64_t newest, Take take);
  void TakeFlagged(std::string_view bytes);
  void TakeRequest(std::string_view bytes);
  void TakeVerdict(std::string_view bytes);

  Gallery& gallery_;
  GalleryReview& review_;
  ReviewDesk& desk_;
  LearningStage& learning_;
  FlaggedPage flagged_, asked_;  // each of the thread that follows its topic
  // Each topic by itself: one that is not there yet holds up no other. Last: they end before what they fill.
  std::deque<TopicFollower> followers_;
};

}  // namespace labelwatch
