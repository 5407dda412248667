#include "consumers/labeling/label_studio/tool.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "consumers/labeling/label_studio/annotation.h"
#include "consumers/labeling/label_studio/task_json.h"
#include "consumers/labeling/shown_request.h"
#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

// Ids in one question: they go into the address, which servers and proxies bound.
constexpr std::size_t kAskedAtOnce = 100;
constexpr std::size_t kReviewsAtOnce = 100;
constexpr std::size_t kLongestTitle = 50;  // Label Studio's own limit

struct Filter {
  const char* name;
  const char* condition;
  const char* type;
  std::vector<std::string> values;
};

// The query of the task list, as its own pages make it.
std::string Query(const std::vector<Filter>& filters, const char* order) {
  JsonWriter json;
  json.OpenObject();
  json.Key("filters").OpenObject();
  json.Key("conjunction").Text("and");
  json.Key("items").OpenList();
  for (const Filter& filter : filters) {
    json.OpenObject();
    json.Key("filter").Text("filter:tasks:" + std::string(filter.name));
    json.Key("operator").Text(filter.condition);
    json.Key("type").Text(filter.type);
    json.Key("value");
    if (std::string_view(filter.condition) == "in_list") {
      json.OpenList();
      for (const std::string& one : filter.values) json.Text(CleanText(one));
      json.CloseList();
    } else if (std::string_view(filter.type) == "Number") {
      json.Digits(filter.values.front());
    } else {
      json.Text(filter.values.front());
    }
    json.CloseObject();
  }
  json.CloseList();
  json.CloseObject();
  if (order != nullptr) {
    json.Key("ordering").OpenList();
    json.Text(order);
    json.CloseList();
  }
  json.CloseObject();
  return std::string(json.Written());
}

std::vector<std::string> ClassesIn(JsonValue parsed_label_config) {
  std::vector<std::string> classes;
  parsed_label_config["box"]["labels"].ForElements([&](JsonValue one) { classes.emplace_back(one.Text()); });
  return classes;
}

}  // namespace

LabelStudio::LabelStudio(const LabelStudioOptions& options, std::string token, Webhook webhook, std::stop_token stop)
    : options_(options),
      webhook_(std::move(webhook)),
      client_(options.url, std::move(token), {.call_ms = options.call_ms}, std::move(stop)) {}

// ---------------------------------------------------------------------------------------------------------- project

Result<void> LabelStudio::Prepare() {
  auto number = FindOrMakeProject();
  if (!number) return tl::unexpected(number.error());
  project_ = *number;
  const auto project = client_.Get("/api/projects/" + std::to_string(project_));
  if (!project) return tl::unexpected(project.error());
  if (!project->Good()) return tl::unexpected(client_.Refused("project " + options_.project, *project));
  if (auto taken = TakeProject(project->json.Root()); !taken) return taken;
  return SetUpWebhook();
}

Result<std::uint64_t> LabelStudio::FindOrMakeProject() {
  auto given = ProjectNumber(options_.project);
  if (!given || *given > 0) return given;
  const std::string title(CutAtCharacter(options_.project, kLongestTitle));
  std::string path = "/api/projects?page_size=100&title=" + UrlEncoded(title);
  const auto list = client_.Get(path);
  if (!list) return tl::unexpected(list.error());
  if (!list->Good()) return tl::unexpected(client_.Refused("cannot list the projects", *list));
  std::uint64_t found = 0;
  list->json.Root()["results"].ForElements([&](JsonValue project) {
    if (project["title"].Text() != title) return;  // the server looks for texts that hold it
    const std::uint64_t number = NumberIn(project["id"]);
    found = found == 0 ? number : std::min(found, number);
  });
  if (found > 0) return found;
  JsonWriter json;
  json.OpenObject();
  json.Key("title").Text(CleanText(title));
  json.Key("label_config").Text(LabelConfig(options_.classes));
  json.Key("model_version").Text(options_.preload == Preload::kSuggestions ? kSuggestionsVersion : kCurrentVersion);
  json.Key("description").Text("Frames that labelwatch asks to look at again.");
  json.CloseObject();
  const auto made = client_.Post("/api/projects", std::string(json.Written()));
  if (!made) return tl::unexpected(made.error());
  if (!made->Good()) return tl::unexpected(client_.Refused("cannot make project " + title, *made));
  const std::uint64_t number = NumberIn(made->json.Root()["id"]);
  if (number == 0) return BadInput("label studio: made a project without a number; is that a Label Studio?");
  spdlog::info("label studio: made project {}, number {}", Printable(title), number);
  return number;
}

Result<void> LabelStudio::TakeProject(JsonValue project) {
  const JsonValue config = project["parsed_label_config"];
  auto controls = ReadControls(config);
  if (!controls) {
    return BadInput("label studio: project " + Printable(options_.project) + " does not fit: " +
                    controls.error().message + "; name a project that is not there yet, and labelwatch makes it");
  }
  controls_ = std::move(*controls);
  own_classes_ = ClassesIn(config);
  own_config_ = project["label_config"].Text() == LabelConfig(own_classes_);
  return {};
}

// One for this address; that of an earlier start is replaced, since its token may be another.
Result<void> LabelStudio::SetUpWebhook() {
  if (webhook_.url.empty()) return {};
  const auto list = client_.Get("/api/webhooks/?project=" + std::to_string(project_));
  if (!list) return tl::unexpected(list.error());
  if (!list->Good()) return tl::unexpected(client_.Refused("cannot list the webhooks", *list));
  std::vector<std::uint64_t> old;
  list->json.Root().ForElements([&](JsonValue hook) {
    if (hook["url"].Text() == webhook_.url) old.push_back(NumberIn(hook["id"]));
  });
  for (const std::uint64_t number : old) {
    if (auto gone = client_.Delete("/api/webhooks/" + std::to_string(number) + "/"); !gone) {
      return tl::unexpected(gone.error());
    }
  }
  JsonWriter json;
  json.OpenObject();
  json.Key("project").Whole(project_);
  json.Key("url").Text(CleanText(webhook_.url));
  json.Key("send_payload").Truth(false);  // what was decided is asked
  json.Key("send_for_all_actions").Truth(false);
  json.Key("actions").OpenList();
  json.Text("ANNOTATION_CREATED");
  json.Text("ANNOTATION_UPDATED");
  json.CloseList();
  json.Key("headers").OpenObject();
  if (!webhook_.token.empty()) json.Key("Authorization").Text("Bearer " + webhook_.token);
  json.CloseObject();
  json.Key("is_active").Truth(true);
  json.CloseObject();
  const auto made = client_.Post("/api/webhooks/", std::string(json.Written()));
  if (!made) return tl::unexpected(made.error());
  if (!made->Good()) {
    spdlog::warn("label studio: its webhook cannot be set up (status {}, {}); decisions are seen every {} s",
                 made->status, made->detail, options_.poll_ms / 1000);
  }
  return {};
}

// Classes that are new are added to a project of our own; of others it is said once what is missing.
Result<void> LabelStudio::OfferClasses(std::span<const TaskRequest* const> requests) {
  std::vector<std::string> missing;
  for (const TaskRequest* one : requests) {
    for (const std::string& name : ClassesOf(one->request)) {
      const std::string shown = CleanText(name);
      if (!controls_.Offers(shown) && std::ranges::find(missing, shown) == missing.end()) missing.push_back(shown);
    }
  }
  if (missing.empty()) return {};
  if (!own_config_) {
    for (const std::string& name : missing) {
      if (!told_missing_.insert(name).second || told_missing_.size() > 100) continue;
      spdlog::warn("label studio: project {} does not offer class {}: add it to its labeling configuration",
                   Printable(options_.project), Printable(name));
    }
    return {};
  }
  std::vector<std::string> classes = own_classes_;
  classes.insert(classes.end(), missing.begin(), missing.end());
  JsonWriter json;
  json.OpenObject();
  json.Key("label_config").Text(LabelConfig(classes));
  json.CloseObject();
  const auto patched = client_.Patch("/api/projects/" + std::to_string(project_), std::string(json.Written()));
  if (!patched) return tl::unexpected(patched.error());
  if (!patched->Good()) return tl::unexpected(client_.Refused("cannot add classes to the project", *patched));
  return TakeProject(patched->json.Root());
}

// ------------------------------------------------------------------------------------------------------------ tasks

std::string LabelStudio::TasksPath(const std::string& include, std::size_t page_size, const std::string& query) const {
  return "/api/tasks?project=" + std::to_string(project_) + "&include=" + include +
         "&fields=all&page_size=" + std::to_string(page_size) + "&query=" + UrlEncoded(query);
}

Result<std::map<std::string, std::vector<std::uint64_t>>> LabelStudio::Find(std::span<const std::string> requests) {
  std::map<std::string, std::vector<std::uint64_t>> found;
  for (std::size_t begin = 0; begin < requests.size(); begin += kAskedAtOnce) {
    const auto part = requests.subspan(begin, std::min(kAskedAtOnce, requests.size() - begin));
    const std::string query =
        Query({{"data.labelwatch_request_id", "in_list", "String", {part.begin(), part.end()}}}, "tasks:id");
    const auto list = client_.Get(TasksPath("id,data", 10 * kAskedAtOnce, query));
    if (!list) return tl::unexpected(list.error());
    if (!list->Good()) return tl::unexpected(client_.Refused("cannot look for tasks", *list));
    list->json.Root()["tasks"].ForElements([&](JsonValue task) {
      const std::uint64_t number = NumberIn(task["id"]);
      if (number > 0) found[std::string(task["data"][kRequestIdKey].Text())].push_back(number);
    });
  }
  for (auto& [request, tasks] : found) std::ranges::sort(tasks);
  return found;
}

Result<std::vector<MadeTask>> LabelStudio::Import(std::span<const TaskRequest* const> requests) {
  may_have_imported_ = false;
  if (auto offered = OfferClasses(requests); !offered) return tl::unexpected(offered.error());
  return ImportAll(requests);
}

// A server that checks what it is sent refuses a whole batch for one task: then it is halved, down to that one.
Result<std::vector<MadeTask>> LabelStudio::ImportAll(std::span<const TaskRequest* const> requests) {
  std::vector<MadeTask> made(requests.size());
  JsonWriter json;
  std::vector<std::size_t> sent;
  json.OpenList();
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (auto put = PutTask(*requests[i], {&controls_, options_.image_prefix}, json, losses_); put) {
      sent.push_back(i);
    } else {
      made[i].refused = put.error().message;
    }
  }
  json.CloseList();
  if (sent.empty()) return made;
  const auto reply = client_.Post("/api/projects/" + std::to_string(project_) + "/import?return_task_ids=true",
                                  std::string(json.Written()));
  may_have_imported_ = may_have_imported_ || client_.MayHaveArrived();
  if (!reply) return tl::unexpected(reply.error());
  if (reply->status == 404) return tl::unexpected(client_.Refused("the project is gone", *reply));
  if (!reply->Good() && sent.size() == 1) {
    made[sent.front()].refused = "Label Studio says: " + reply->detail;
    return made;
  }
  if (!reply->Good()) {
    const std::size_t half = requests.size() / 2;
    auto first = ImportAll(requests.first(half));
    if (!first) return first;
    auto second = ImportAll(requests.subspan(half));
    if (!second) return second;
    first->insert(first->end(), second->begin(), second->end());
    return first;
  }
  std::vector<std::uint64_t> tasks;
  reply->json.Root()["task_ids"].ForElements([&](JsonValue id) { tasks.push_back(NumberIn(id)); });
  if (tasks.size() != sent.size()) {
    // They are there, but not told (Enterprise imports later): the next look finds them.
    return Unavailable("label studio: an import of " + std::to_string(sent.size()) + " tasks told of " +
                       std::to_string(tasks.size()));
  }
  for (std::size_t i = 0; i < sent.size(); ++i) made[sent[i]].task = tasks[i];
  return made;
}

Result<bool> LabelStudio::Remove(std::uint64_t task) {
  const std::string path = "/api/tasks/" + std::to_string(task) + "/";
  const auto there = client_.Get(path);
  if (!there) return tl::unexpected(there.error());
  if (there->status == 404) return true;
  if (!there->Good()) return tl::unexpected(client_.Refused("task " + std::to_string(task), *there));
  if (there->json.Root()["annotations"].Size() > 0 || there->json.Root()["drafts"].Size() > 0) return false;
  const auto gone = client_.Delete(path);
  if (!gone) return tl::unexpected(gone.error());
  if (!gone->Good() && gone->status != 404) return tl::unexpected(client_.Refused("cannot delete a task", *gone));
  return true;
}

Result<std::string> LabelStudio::RequestOf(std::uint64_t task) {
  const auto there = client_.Get("/api/tasks/" + std::to_string(task) + "/");
  if (!there) return tl::unexpected(there.error());
  if (there->status == 404) return std::string();
  if (!there->Good()) return tl::unexpected(client_.Refused("task " + std::to_string(task), *there));
  return RequestIn(there->json.Root()).value_or("");
}

// ---------------------------------------------------------------------------------------------------------- reviews

// `from` and `next`: the time of the last change that was told, as Label Studio writes it. Skipped tasks are not
// counted among those with annotations, so there are two questions.
Result<ReviewList> LabelStudio::ReviewsSince(const std::string& from) {
  ReviewList list;
  list.next = from;
  std::string least_full;  // where one of the two did not end
  for (const char* counted : {"total_annotations", "cancelled_annotations"}) {
    std::vector<Filter> filters = {{counted, "greater", "Number", {"0"}}};
    if (!from.empty()) filters.push_back({"updated_at", "greater", "Datetime", {from}});
    const auto reply =
        client_.Get(TasksPath("id,annotations,updated_at", kReviewsAtOnce, Query(filters, "tasks:updated_at")));
    if (!reply) return tl::unexpected(reply.error());
    if (!reply->Good()) return tl::unexpected(client_.Refused("cannot ask for what was decided", *reply));
    std::string last;
    reply->json.Root()["tasks"].ForElements([&](JsonValue task) {
      last = task["updated_at"].Text();
      task["annotations"].ForElements([&](JsonValue annotation) {
        list.reviews.push_back(
            {NumberIn(task["id"]), NumberIn(annotation["id"]), std::string(annotation["updated_at"].Text())});
      });
    });
    if (reply->json.Root()["tasks"].Size() >= kReviewsAtOnce) {
      list.more = true;
      least_full = least_full.empty() ? last : std::min(least_full, last);
    }
    list.next = std::max(list.next, last);
  }
  list.next = list.more ? least_full : StepBack(from, list.next);
  return list;
}

Result<std::string> LabelStudio::ReviewerOf(JsonValue completed_by) {
  if (completed_by.IsObject()) return std::string(CleanText(completed_by["email"].Text()));
  const std::string number(completed_by.Text());
  if (number.empty()) return std::string();
  if (const auto known = reviewers_.find(number); known != reviewers_.end()) return known->second;
  const auto users = client_.Get("/api/users/");
  if (!users) return tl::unexpected(users.error());
  users->json.Root().ForElements([&](JsonValue user) {
    const std::string email = CleanText(CutAtCharacter(user["email"].Text(), 200));
    if (!email.empty()) reviewers_[std::string(user["id"].Text())] = email;
  });
  return reviewers_.try_emplace(number, "user " + number).first->second;
}

Result<std::optional<Review>> LabelStudio::Fetch(const ReviewVersion& wanted) {
  const auto task = client_.Get("/api/tasks/" + std::to_string(wanted.task) + "/");
  if (!task) return tl::unexpected(task.error());
  if (task->status == 404) return std::optional<Review>();
  std::optional<Review> review;
  if (!task->Good()) {
    review.emplace();
    review->of = wanted;
    review->broken = client_.Refused("task " + std::to_string(wanted.task), *task).message;
    return review;
  }
  JsonValue by;
  const JsonValue root = task->json.Root();
  root["annotations"].ForElements([&](JsonValue annotation) {
    if (NumberIn(annotation["id"]) != wanted.annotation) return;
    review = ReadReview(root, annotation, controls_);
    by = annotation["completed_by"];
  });
  if (!review) return review;
  auto reviewer = ReviewerOf(by);
  if (!reviewer) return tl::unexpected(reviewer.error());
  review->reviewer = std::move(*reviewer);
  return review;
}

}  // namespace labelwatch
