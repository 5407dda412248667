#pragma once
// A process that serves its review page and was asked for reviews, without its topics: answers are kept here as they
// would be written.

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "consumers/labeling/review_desk.h"
#include "consumers/report/flagged_page.h"
#include "consumers/report/gallery_pages.h"
#include "consumers/report/gallery_review.h"

namespace labelwatch {

class AskingProcess {
 public:
  AskingProcess() {
    GalleryParts parts{.access = {.loopback = true}, .metrics = &metrics_, .names = &names_};
    parts.take_verdicts = [this](const std::vector<Verdict>& verdicts) -> Result<void> {
      const std::lock_guard lock(mutex_);
      for (RelabelVerdict& answer : desk_.Answers(verdicts, 5000)) answers_.push_back(std::move(answer));
      return {};
    };
    auto started = HttpServer::Start({.address = "127.0.0.1:0"}, GalleryPages(gallery_, std::move(parts)));
    EXPECT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
  }

  int Port() const { return server_->Port(); }
  void Ask(const RelabelRequest& request) {
    review_.Take(request);
    gallery_.Add(request.frame.findings.empty() ? page_.Of(request) : page_.Of(request.frame));
  }
  std::size_t Answers() const {
    const std::lock_guard lock(mutex_);
    return answers_.size();
  }
  RelabelVerdict LastAnswerTo(const RelabelRequest& request) const {
    const std::lock_guard lock(mutex_);
    RelabelVerdict last;
    for (const RelabelVerdict& answer : answers_) {
      if (answer.request_id == request.id) last = answer;
    }
    return last;
  }

 private:
  Names names_;
  Metrics metrics_{names_};
  Gallery gallery_{{}};
  FlaggedPage page_{{}};
  ReviewDesk desk_;
  GalleryReview review_{gallery_, desk_};
  mutable std::mutex mutex_;
  std::vector<RelabelVerdict> answers_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace labelwatch
