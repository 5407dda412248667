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
      desk_({}, std::move(gold)),
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
  feed_ = std::make_unique<ReviewFeed>(config_.kafka, config_.task, config_.gallery, gallery_, desk_, learning_);
}

Result<void> ReviewService::Take(const std::vector<Verdict>& verdicts) {
  auto written = writer_.Write(desk_.Answers(verdicts, UnixMs()));
  if (written) spdlog::info("review: {} verdicts written to topic {}", verdicts.size(), config_.kafka.topics.verdicts);
  return written;
}

}  // namespace labelwatch
