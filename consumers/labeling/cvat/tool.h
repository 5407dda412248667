#pragma once
// CVAT as a labeling tool: one project, its tasks of one picture each, and their jobs that were completed.
//
// Making a task takes several calls (task_json.h). Whatever is cut short leaves a task without a guide: the next look
// for it deletes it, and it is made anew. Nothing is begun later than call_ms after an import began, so that whoever
// takes over after that time finds all that there will be.
//
// A job that is completed is a decision, whoever completed it; one that is opened again is none until it is completed
// again.
//
// Single-owner.

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "consumers/labeling/cvat/client.h"
#include "consumers/labeling/cvat/options.h"
#include "consumers/labeling/cvat/project.h"
#include "consumers/labeling/cvat/task_json.h"
#include "consumers/labeling/labeling_tool.h"

namespace labelwatch {

class Cvat : public LabelingTool {
 public:
  // `token`: see client.h.
  Cvat(const CvatOptions& options, std::string token, std::stop_token stop);

  std::string Name() const override { return "cvat"; }
  std::string Place() const override { return client_.Url() + "/projects/" + std::to_string(project_number_); }
  Result<void> Prepare() override;
  Result<std::map<std::string, std::vector<std::uint64_t>>> Find(std::span<const std::string> requests) override;
  Result<std::vector<MadeTask>> Import(std::span<const TaskRequest* const> requests) override;
  bool MayHaveImported() const override { return may_have_imported_; }
  Result<bool> Remove(std::uint64_t task) override;
  Result<std::string> RequestOf(std::uint64_t task) override;
  Result<ReviewList> ReviewsSince(const std::string& from) override;
  Result<std::optional<Review>> Fetch(const ReviewVersion& review) override;

  CallCounts TakeCallCounts() { return client_.TakeCounts(); }
  // What shapes could not say since the last look, by name.
  std::map<std::string, std::uint64_t> TakeLosses() { return std::exchange(losses_, {}); }

 private:
  // A task on its way. `made.refused`: why it goes no further.
  struct Making {
    CvatRequestTask task;
    const TaskRequest* request = nullptr;
    MadeTask made;
    std::string loading;  // CVAT's number of the work on its picture; empty: there is none
  };

  Result<std::uint64_t> FindOrMakeProject();
  Result<void> ReadLabels();
  Result<void> OfferClasses(std::span<const TaskRequest* const> requests);
  Result<void> InTime() const;
  Result<void> Begin(Making& making);
  Result<void> AwaitPictures(std::vector<Making>& all);
  Result<bool> LookAtPicture(Making& making);
  Result<void> Fill(Making& making);
  Result<void> CheckPicture(Making& making);
  Result<void> Delete(std::uint64_t task);
  Result<std::uint64_t> JobOf(std::uint64_t task);
  Result<std::string> GuideOf(std::uint64_t task);
  // Whether it was taken; if not, `making` is refused with what CVAT says.
  Result<bool> Taken(const Result<ToolReply>& reply, const char* what, Making& making);

  const CvatOptions options_;
  CvatClient client_;
  std::uint64_t project_number_ = 0;
  CvatProject project_;
  bool may_have_imported_ = false;
  std::chrono::steady_clock::time_point deadline_;  // of the import
  // By job: when it was changed last and, if it was read since, the version of its review.
  std::map<std::uint64_t, std::pair<std::string, std::string>> versions_;
  std::set<std::string> told_missing_;  // classes that a project of others does not offer
  std::map<std::string, std::uint64_t> losses_;
};

}  // namespace labelwatch
