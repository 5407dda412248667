#pragma once
// The review in the service: the gallery and its pages, what verdicts teach, as the configuration says.

#include <memory>
#include <vector>

#include "config/config.h"
#include "consumers/kafka/review_feed.h"
#include "consumers/kafka/verdict_writer.h"
#include "consumers/report/rates_view.h"
#include "metrics/exporter.h"
#include "metrics/http.h"

namespace labelwatch {

class ReviewService {
 public:
  // All must outlive it.
  ReviewService(const Config& config, const Names& names, LearningStage& learning, Metrics& metrics,
                const RatesView& rates, GoldTruth gold);

  // An error: a token that cannot be read. The pages must not be asked after the service is gone.
  Result<std::vector<Page>> Pages();
  // Reads the topics from now on.
  void Start();

 private:
  Result<void> Take(const std::vector<Verdict>& verdicts);

  const Config& config_;
  const Names& names_;
  LearningStage& learning_;
  Metrics& metrics_;
  const RatesView& rates_;
  Gallery gallery_;
  ReviewDesk desk_;
  GalleryReview review_;
  VerdictWriter writer_;
  std::unique_ptr<ReviewFeed> feed_;
};

}  // namespace labelwatch
