#pragma once
// A request as a task of CVAT, of one picture and so of one job.
//
//   name          "FRAME [REQUEST]": a person reads the first, the bridge finds it again by the second
//   data          the address of its picture, which CVAT fetches
//   annotations   the labels as suggested or as they are (options: preload)
//   issues        one for each finding, on its place: what a person reads in CVAT's review
//   guide         the sentences and, unseen, the message of the request: what shapes cannot say comes back unharmed.
//                 It is made last: a task without one was not finished. (People see the guide of the project instead.)

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/labeling/cvat/options.h"
#include "consumers/labeling/cvat/project.h"
#include "consumers/labeling/labeling_tool.h"

namespace labelwatch {

struct CvatRequestTask {
  std::string task, data, annotations;  // bodies of calls
  std::string guide;                    // its markdown
  struct Issue {
    std::vector<double> position;  // x, y of two corners
    std::string message;
  };
  std::vector<Issue> issues;
};

// `losses`: what shapes cannot say, by name. An error: the frame cannot be shown.
Result<CvatRequestTask> MakeCvatTask(const TaskRequest& request, const CvatProject& project,
                                     std::uint64_t project_number, const CvatOptions& options,
                                     std::map<std::string, std::uint64_t>& losses);

std::string IssueJson(const CvatRequestTask::Issue& issue, std::uint64_t job);
std::string GuideJson(const CvatRequestTask& task, std::uint64_t number);

std::string TaskName(const RelabelRequest& request);
// The request of a task of that name; empty: it is none of ours.
std::string_view RequestInName(std::string_view name);
// The message in a guide; nothing: it is not there any more.
std::optional<std::string> RequestInGuide(std::string_view markdown);

}  // namespace labelwatch
