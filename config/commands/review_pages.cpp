#include "config/commands/review_pages.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "config/commands/console.h"
#include "config/commands/secret.h"
#include "consumers/report/gallery_pages.h"

namespace labelwatch {

ReviewService::ReviewService(const Config& config, const Names& names, LearningStage& learning, Metrics& metrics,
                             const RatesView& rates, GoldTruth gold)
    : config_(config),
      names_(names),
      learning_(learning),
      metrics_(metrics),
      rates_(rates),
      gallery_(config.gallery),
      desk_({}, std::move(gold), config.task.routing.expert_verdicts),
      review_(gallery_, desk_),
      writer_(config.kafka) {}

Result<std::vector<Page>> ReviewService::Pages() {
  auto token = ReadAccessToken(config_.http.token_file);
  if (!token) return tl::unexpected(token.error());
  metrics_.WatchGallery([this] {
    const GalleryFill fill = gallery_.Fill();
    return GalleryStatus{fill.frames, config_.gallery.frames, fill.bytes, config_.gallery.bytes, fill.dropped};
  });
  if (!config_.kafka.topics.verdicts.empty()) metrics_.WatchReview([this] { return desk_.Status(); });
  GalleryParts parts{.access = {std::move(*token), OnLoopback(config_.http.address)},
                     .images = config_.task.images,
                     .metrics = &metrics_,
                     .names = &names_,
                     .rates = &rates_};
  if (!config_.kafka.topics.verdicts.empty()) {
    parts.take_verdicts = [this](const std::vector<Verdict>& verdicts) { return Take(verdicts); };
  }
  return GalleryPages(gallery_, std::move(parts));
}

void ReviewService::Start() {
  feed_ =
      std::make_unique<ReviewFeed>(config_.kafka, config_.task, config_.gallery, gallery_, review_, desk_, learning_);
}

Result<void> ReviewService::Take(const std::vector<Verdict>& verdicts) {
  const auto answers = desk_.Answers(verdicts, UnixMs());
  const auto next = desk_.Next(answers);
  if (auto written = writer_.Write(answers, next.requests); !written) return written;
  spdlog::info("review: {} verdicts written to topic {}", verdicts.size(), config_.kafka.topics.verdicts);
  // At once, not when they come back from the topics: the next decision may be about the same frame.
  for (const RelabelVerdict& answer : answers) review_.Take(answer);
  const auto count = [&](const std::string& outcome, std::size_t n) {
    metrics_.Increase(Counter("labelwatch_review_follow_ups_total"), {outcome}, static_cast<double>(n));
  };
  for (const RelabelRequest& request : next.requests) {
    review_.Take(request);
    count(std::string(ReviewQueueWord(request.queue)), 1);
  }
  if (next.left_out > 0) count("left_out", next.left_out);
  return {};
}

}  // namespace labelwatch
