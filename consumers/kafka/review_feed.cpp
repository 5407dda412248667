#include "consumers/kafka/review_feed.h"

namespace labelwatch {

ReviewFeed::ReviewFeed(const KafkaOptions& kafka, const TaskOptions& task, const GalleryOptions& options,
                       Gallery& gallery, GalleryReview& review, ReviewDesk& desk, LearningStage& learning)
    : gallery_(gallery),
      review_(review),
      desk_(desk),
      learning_(learning),
      flagged_(task.inspect),
      asked_(task.inspect, task.routing) {
  Follow(kafka, kafka.topics.flagged, static_cast<std::int64_t>(options.frames), &ReviewFeed::TakeFlagged);
  Follow(kafka, kafka.topics.requests, kAllMessages, &ReviewFeed::TakeRequest);
  Follow(kafka, kafka.topics.verdicts, kAllMessages, &ReviewFeed::TakeVerdict);
}

void ReviewFeed::Follow(const KafkaOptions& kafka, const std::string& topic, std::int64_t newest, Take take) {
  if (topic.empty()) return;
  followers_.emplace_back(kafka,
                          FollowedTopic{topic, newest, [this, take](std::string_view bytes) { (this->*take)(bytes); }});
}

void ReviewFeed::TakeFlagged(std::string_view bytes) {
  if (const auto flagged = DecodeFlaggedFrame(bytes)) gallery_.Add(flagged_.Of(*flagged));
}

void ReviewFeed::TakeRequest(std::string_view bytes) {
  if (bytes.empty()) return;  // compaction's mark of a key that is gone
  const auto request = DecodeRelabelRequest(bytes);
  if (!request) return desk_.Refuse();
  // Those with findings come as flagged frames.
  const bool shown = request->withdrawn || !request->frame.findings.empty();
  if (review_.Take(*request) && !shown) gallery_.Add(asked_.Of(*request));
}

void ReviewFeed::TakeVerdict(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto verdict = DecodeRelabelVerdict(bytes);
  if (!verdict) return desk_.Refuse();
  review_.Take(*verdict);
  if (auto shares = desk_.NewShares()) learning_.Measure(std::move(shares));
}

}  // namespace labelwatch
