#include "consumers/labeling/cvat/tool.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "consumers/labeling/shown_request.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::size_t kLongestTitle = 200;  // bytes; CVAT keeps names to 256 characters

}  // namespace

Cvat::Cvat(const CvatOptions& options, std::string token, std::stop_token stop)
    : options_(options),
      client_(options.url, std::move(token), options.organization, {.call_ms = options.call_ms}, std::move(stop)) {}

Result<void> Cvat::Prepare() {
  const auto number = FindOrMakeProject();
  if (!number) return tl::unexpected(number.error());
  project_number_ = *number;
  const auto project = client_.Get(CvatPath("/api/projects/", project_number_));
  if (!project) return tl::unexpected(project.error());
  if (!project->Good()) return tl::unexpected(client_.Refused("project " + options_.project, *project));
  if (auto read = ReadLabels(); !read) return read;
  if (!project_.HasAnswers()) {
    spdlog::info(
        "cvat: project {} was not made by labelwatch: classes are not added to it, and decisions are read off "
        "its shapes only",
        Printable(options_.project));
  }
  return {};
}

Result<std::uint64_t> Cvat::FindOrMakeProject() {
  auto given = ProjectNumber(options_.project);
  if (!given || *given > 0) return given;
  const std::string title(CutAtCharacter(options_.project, kLongestTitle));
  std::uint64_t found = 0;
  const auto listed =
      client_.ForEach("/api/projects?name=" + UrlEncoded(title), "cannot list the projects", [&](JsonValue project) {
        if (project["name"].Text() != title) return;
        const std::uint64_t number = NumberIn(project["id"]);
        found = found == 0 ? number : std::min(found, number);
      });
  if (!listed) return tl::unexpected(listed.error());
  if (found > 0) return found;
  for (const std::string& name : options_.classes) {
    if (!CanBeLabel(name)) return BadInput("cvat: class " + Printable(name) + " is longer than CVAT takes");
  }
  const auto made = client_.Post("/api/projects", NewProjectJson(title, options_.classes));
  if (!made) return tl::unexpected(made.error());
  if (!made->Good()) return tl::unexpected(client_.Refused("cannot make project " + title, *made));
  const std::uint64_t number = NumberIn(made->json.Root()["id"]);
  if (number == 0) return BadInput("cvat: made a project without a number; is that a CVAT?");
  spdlog::info("cvat: made project {}, number {}", Printable(title), number);
  return number;
}

Result<void> Cvat::ReadLabels() {
  CvatProject project;
  auto listed = client_.ForEach(CvatPath("/api/labels?project_id=", project_number_), "cannot list the labels",
                                [&project](JsonValue label) { project.Take(label); });
  if (!listed) return listed;
  project_ = std::move(project);
  return {};
}

// Classes that are new are added to a project of our own; of others it is said once what is missing.
Result<void> Cvat::OfferClasses(std::span<const TaskRequest* const> requests) {
  std::vector<std::string> missing;
  for (const TaskRequest* one : requests) {
    for (const std::string& name : ClassesOf(one->request)) {
      const std::string shown = CleanText(name);
      if (!project_.labels.contains(shown) && CanBeLabel(shown) && std::ranges::find(missing, shown) == missing.end()) {
        missing.push_back(shown);
      }
    }
  }
  if (missing.empty()) return {};
  if (!project_.HasAnswers()) {
    for (const std::string& name : missing) {
      if (!told_missing_.insert(name).second || told_missing_.size() > 100) continue;
      spdlog::warn("cvat: project {} has no label {}: add it", Printable(options_.project), Printable(name));
    }
    return ReadLabels();  // somebody may have added it
  }
  const auto patched = client_.Patch(CvatPath("/api/projects/", project_number_), NewLabelsJson(missing));
  if (!patched) return tl::unexpected(patched.error());
  if (!patched->Good()) return tl::unexpected(client_.Refused("cannot add classes to the project", *patched));
  return ReadLabels();
}

}  // namespace labelwatch
