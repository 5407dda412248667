// Tasks of CVAT: looked for, made, removed.

#include <algorithm>

#include "consumers/labeling/cvat/tool.h"
#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

// Ids in one question: they go into the address, which servers and proxies bound.
constexpr std::size_t kAskedAtOnce = 50;
// Between two looks whether pictures are there; each wait is twice the one before it.
constexpr std::int64_t kFirstLookMs = 50, kLongestLookMs = 2000;

// {"or": [{"in": ["ID", {"var": "name"}]}, ...]}: names that hold one of them.
std::string NamesThatHold(std::span<const std::string> ids) {
  JsonWriter json;
  json.OpenObject();
  json.Key("or").OpenList();
  for (const std::string& id : ids) {
    json.OpenObject();
    json.Key("in").OpenList();
    json.Text("[" + CleanText(id) + "]");
    json.OpenObject();
    json.Key("var").Text("name");
    json.CloseObject();
    json.CloseList();
    json.CloseObject();
  }
  json.CloseList();
  json.CloseObject();
  return std::string(json.Written());
}

}  // namespace

Result<std::map<std::string, std::vector<std::uint64_t>>> Cvat::Find(std::span<const std::string> requests) {
  std::map<std::string, std::vector<std::uint64_t>> found;
  std::vector<std::uint64_t> unfinished;
  for (std::size_t begin = 0; begin < requests.size(); begin += kAskedAtOnce) {
    const auto part = requests.subspan(begin, std::min(kAskedAtOnce, requests.size() - begin));
    const std::string path =
        CvatPath("/api/tasks?project_id=", project_number_, "&sort=id&filter=") + UrlEncoded(NamesThatHold(part));
    const auto listed = client_.ForEach(path, "cannot look for tasks", [&](JsonValue task) {
      const std::uint64_t number = NumberIn(task["id"]);
      const std::string request(RequestInName(task["name"].Text()));
      if (number == 0 || std::ranges::find(part, request) == part.end()) return;
      if (NumberIn(task["guide_id"]) > 0) {
        found[request].push_back(number);
      } else {
        unfinished.push_back(number);
      }
    });
    if (!listed) return tl::unexpected(listed.error());
  }
  for (const std::uint64_t task : unfinished) {
    if (auto gone = Delete(task); !gone) return tl::unexpected(gone.error());
  }
  for (auto& [request, tasks] : found) std::ranges::sort(tasks);
  return found;
}

// In three steps, so that CVAT fetches all pictures at once.
Result<std::vector<MadeTask>> Cvat::Import(std::span<const TaskRequest* const> requests) {
  may_have_imported_ = false;
  deadline_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.call_ms);
  if (auto offered = OfferClasses(requests); !offered) return tl::unexpected(offered.error());
  std::vector<Making> all(requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    all[i].request = requests[i];
    auto task = MakeCvatTask(*requests[i], project_, project_number_, options_, losses_);
    if (!task) {
      all[i].made.refused = task.error().message;
      continue;
    }
    all[i].task = std::move(*task);
    if (auto begun = Begin(all[i]); !begun) return tl::unexpected(begun.error());
  }
  if (auto there = AwaitPictures(all); !there) return tl::unexpected(there.error());
  std::vector<MadeTask> made;
  for (Making& making : all) {
    if (making.made.refused.empty()) {
      if (auto filled = Fill(making); !filled) return tl::unexpected(filled.error());
    }
    if (!making.made.refused.empty() && making.made.task > 0) {
      if (auto gone = Delete(std::exchange(making.made.task, 0)); !gone) return tl::unexpected(gone.error());
    }
    made.push_back(making.made);
  }
  return made;
}

Result<bool> Cvat::Taken(const Result<ToolReply>& reply, const char* what, Making& making) {
  may_have_imported_ = may_have_imported_ || client_.MayHaveArrived();
  if (!reply) return tl::unexpected(reply.error());
  if (!reply->Good()) {
    making.made.refused =
        std::string("CVAT refuses ") + what + ", status " + std::to_string(reply->status) + ": " + reply->detail;
  }
  return reply->Good();
}

Result<void> Cvat::InTime() const {
  if (client_.Stopping()) return Unavailable("cvat: asked to end");
  if (std::chrono::steady_clock::now() < deadline_) return {};
  return Unavailable("cvat: an import was not done after " + std::to_string(options_.call_ms / 1000) +
                     " s; cvat.call_timeout may be longer, or cvat.batch smaller");
}

Result<void> Cvat::Begin(Making& making) {
  if (auto in_time = InTime(); !in_time) return in_time;
  const auto task = client_.Post("/api/tasks", making.task.task);
  const auto made = Taken(task, "the task", making);
  if (!made) return tl::unexpected(made.error());
  if (!*made) return {};
  making.made.task = NumberIn(task->json.Root()["id"]);
  if (making.made.task == 0) return BadInput("cvat: made a task without a number; is that a CVAT?");
  const auto data = client_.Post(CvatPath("/api/tasks/", making.made.task, "/data/"), making.task.data);
  const auto taken = Taken(data, "its picture", making);
  if (!taken) return tl::unexpected(taken.error());
  if (*taken) making.loading = data->json.Root()["rq_id"].Text();
  return {};
}

Result<void> Cvat::AwaitPictures(std::vector<Making>& all) {
  for (std::int64_t wait_ms = kFirstLookMs;; wait_ms = std::min(2 * wait_ms, kLongestLookMs)) {
    std::size_t open = 0;
    for (Making& making : all) {
      if (making.loading.empty()) continue;
      const auto there = LookAtPicture(making);
      if (!there) return tl::unexpected(there.error());
      if (*there) {
        making.loading.clear();
      } else {
        ++open;
      }
    }
    if (open == 0) return {};
    if (auto in_time = InTime(); !in_time) return in_time;
    client_.Wait(wait_ms);
  }
}

// Whether the work on it has ended, well or not.
Result<bool> Cvat::LookAtPicture(Making& making) {
  const auto work = client_.Get("/api/requests/" + UrlEncoded(making.loading));
  if (!work) return tl::unexpected(work.error());
  if (work->status == 404) return true;  // forgotten; its job says whether it was done
  if (!work->Good()) return tl::unexpected(client_.Refused("cannot ask for a picture", *work));
  const std::string_view status = work->json.Root()["status"].Text();
  if (status == "failed") {
    making.made.refused = "CVAT cannot fetch its picture: " + Printable(work->json.Root()["message"].Text(), 400);
  }
  return status == "failed" || status == "finished";
}

Result<void> Cvat::Fill(Making& making) {
  if (auto in_time = InTime(); !in_time) return in_time;
  const auto job = JobOf(making.made.task);
  if (!job) return tl::unexpected(job.error());
  if (*job == 0) {
    making.made.refused = "CVAT made no job of it";
    return {};
  }
  if (auto checked = CheckPicture(making); !checked || !making.made.refused.empty()) return checked;
  const auto labels =
      Taken(client_.Put(CvatPath("/api/jobs/", *job, "/annotations/"), making.task.annotations), "its labels", making);
  if (!labels) return tl::unexpected(labels.error());
  if (!*labels) return {};
  for (const CvatRequestTask::Issue& issue : making.task.issues) {
    const auto taken = Taken(client_.Post("/api/issues", IssueJson(issue, *job)), "an issue", making);
    if (!taken) return tl::unexpected(taken.error());
    if (!*taken) return {};
  }
  const auto guide = Taken(client_.Post("/api/guides", GuideJson(making.task, making.made.task)), "its guide", making);
  if (!guide) return tl::unexpected(guide.error());
  return {};
}

// Labels are in pixels: of a picture of another size they would lie elsewhere.
Result<void> Cvat::CheckPicture(Making& making) {
  const auto meta = client_.Get(CvatPath("/api/tasks/", making.made.task, "/data/meta"));
  if (!meta) return tl::unexpected(meta.error());
  if (!meta->Good()) return tl::unexpected(client_.Refused("cannot ask for the size of a picture", *meta));
  const FlaggedFrame& frame = making.request->request.frame;
  std::uint64_t width = 0, height = 0;
  meta->json.Root()["frames"].ForElements([&](JsonValue one) {
    width = NumberIn(one["width"]);
    height = NumberIn(one["height"]);
  });
  if (width != frame.image_width || height != frame.image_height) {
    making.made.refused = "CVAT's picture has " + std::to_string(width) + " x " + std::to_string(height) +
                          " pixels, the labels are of one of " + std::to_string(frame.image_width) + " x " +
                          std::to_string(frame.image_height);
  }
  return {};
}

Result<std::uint64_t> Cvat::JobOf(std::uint64_t task) {
  std::uint64_t job = 0;
  const auto listed = client_.ForEach(CvatPath("/api/jobs?task_id=", task, "&type=annotation"), "cannot look for a job",
                                      [&job](JsonValue one) { job = NumberIn(one["id"]); });
  if (!listed) return tl::unexpected(listed.error());
  return job;
}

Result<void> Cvat::Delete(std::uint64_t task) {
  const auto gone = client_.Delete(CvatPath("/api/tasks/", task));
  if (!gone) return tl::unexpected(gone.error());
  if (!gone->Good() && gone->status != 404) return tl::unexpected(client_.Refused("cannot delete a task", *gone));
  return {};
}

Result<bool> Cvat::Remove(std::uint64_t task) {
  bool begun = false;
  const auto listed = client_.ForEach(CvatPath("/api/jobs?task_id=", task), "cannot look for a job",
                                      [&](JsonValue job) { begun = begun || job["state"].Text() != "new"; });
  if (!listed) return tl::unexpected(listed.error());
  if (begun) return false;
  if (auto gone = Delete(task); !gone) return tl::unexpected(gone.error());
  return true;
}

}  // namespace labelwatch
