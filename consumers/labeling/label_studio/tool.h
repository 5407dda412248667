#pragma once
// Label Studio as a labeling tool: one project, its tasks and its reviews.
//
// What was decided is always asked of Label Studio itself (tasks by the time of their last change); its webhook, which
// comes once, unsigned and may get lost, only says that it is worth asking now. So a forged call can do no more than
// make the bridge ask.
//
// Single-owner.

#include <map>
#include <set>
#include <string>

#include "consumers/labeling/label_studio/client.h"
#include "consumers/labeling/label_studio/options.h"
#include "consumers/labeling/label_studio/project.h"
#include "consumers/labeling/labeling_tool.h"

namespace labelwatch {

class LabelStudio : public LabelingTool {
 public:
  // `token`: see client.h. `webhook`: where Label Studio calls, and what it shows there; empty: none is set up.
  struct Webhook {
    std::string url, token;
  };
  LabelStudio(const LabelStudioOptions& options, std::string token, Webhook webhook, std::stop_token stop);

  std::string Name() const override { return "label_studio"; }
  std::string Place() const override { return client_.Url() + "/projects/" + std::to_string(project_); }
  Result<void> Prepare() override;
  Result<std::map<std::string, std::vector<std::uint64_t>>> Find(std::span<const std::string> requests) override;
  Result<std::vector<MadeTask>> Import(std::span<const TaskRequest* const> requests) override;
  bool MayHaveImported() const override { return may_have_imported_; }
  Result<bool> Remove(std::uint64_t task) override;
  Result<std::string> RequestOf(std::uint64_t task) override;
  Result<ReviewList> ReviewsSince(const std::string& from) override;
  Result<std::optional<Review>> Fetch(const ReviewVersion& review) override;

  CallCounts TakeCallCounts() { return client_.TakeCounts(); }
  // What regions could not say since the last look, by name.
  std::map<std::string, std::uint64_t> TakeLosses() { return std::exchange(losses_, {}); }

 private:
  Result<std::uint64_t> FindOrMakeProject();
  Result<void> TakeProject(JsonValue project);
  Result<void> SetUpWebhook();
  Result<void> OfferClasses(std::span<const TaskRequest* const> requests);
  Result<std::vector<MadeTask>> ImportAll(std::span<const TaskRequest* const> requests);
  Result<std::string> ReviewerOf(JsonValue completed_by);
  std::string TasksPath(const std::string& include, std::size_t page_size, const std::string& query) const;

  const LabelStudioOptions options_;
  const Webhook webhook_;
  LabelStudioClient client_;
  std::uint64_t project_ = 0;
  ProjectControls controls_;
  std::vector<std::string> own_classes_;  // of a configuration that labelwatch wrote
  bool own_config_ = false;
  bool may_have_imported_ = false;
  std::set<std::string> told_missing_;            // classes that a project of others does not offer
  std::map<std::string, std::string> reviewers_;  // e-mail by number
  std::map<std::string, std::uint64_t> losses_;
};

}  // namespace labelwatch
