#include "consumers/labeling/cvat/task_json.h"

#include <algorithm>
#include <span>

#include "consumers/labeling/base64.h"
#include "consumers/labeling/cvat/shapes.h"
#include "consumers/labeling/shown_request.h"
#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::size_t kLongestFrameInName = 180;  // bytes; of a name that CVAT keeps to 256 characters
constexpr std::string_view kMessageBegins = "<!-- labelwatch: ", kMessageEnds = " -->";
constexpr int kImageQuality = 95;  // per cent, of what the editor shows

std::string TaskJson(const RelabelRequest& request, std::uint64_t project) {
  JsonWriter json;
  json.OpenObject();
  json.Key("name").Text(TaskName(request));
  json.Key("project_id").Whole(project);
  json.CloseObject();
  return std::string(json.Written());
}

std::string DataJson(const std::string& picture) {
  JsonWriter json;
  json.OpenObject();
  json.Key("image_quality").Whole(kImageQuality);
  json.Key("use_cache").Truth(true);
  json.Key("remote_files").OpenList();
  json.Text(CleanText(picture));
  json.CloseList();
  json.CloseObject();
  return std::string(json.Written());
}

// Where a person looks for it; the whole picture where a finding does not say.
std::vector<double> PositionOf(const FindingRecord& finding, const FlaggedFrame& frame) {
  const double width = frame.image_width, height = frame.image_height;
  for (const std::optional<Box>& box : {finding.box, finding.suggested_box}) {
    if (!box || !box->Finite()) continue;
    const Box inside = {std::clamp(box->x_min, 0.0, width), std::clamp(box->y_min, 0.0, height),
                        std::clamp(box->x_max, 0.0, width), std::clamp(box->y_max, 0.0, height)};
    if (!inside.Empty()) return {inside.x_min, inside.y_min, inside.x_max, inside.y_max};
  }
  return {0, 0, width, height};
}

std::vector<CvatRequestTask::Issue> IssuesOf(const RelabelRequest& request) {
  std::vector<CvatRequestTask::Issue> issues;
  const FlaggedFrame& frame = request.frame;
  if (frame.findings.empty() || !request.reason.empty()) {
    const std::string reason = CleanText(request.reason);
    issues.push_back({{0, 0, static_cast<double>(frame.image_width), static_cast<double>(frame.image_height)},
                      reason.empty() ? SentencesOf(request) : reason});
  }
  for (const FindingRecord& finding : frame.findings) {
    issues.push_back({PositionOf(finding, frame), SentenceOf(finding)});
  }
  return issues;
}

}  // namespace

Result<CvatRequestTask> MakeCvatTask(const TaskRequest& request, const CvatProject& project,
                                     std::uint64_t project_number, const CvatOptions& options,
                                     std::map<std::string, std::uint64_t>& losses) {
  const FlaggedFrame& frame = request.request.frame;
  if (frame.image_width == 0 || frame.image_height == 0) {
    return BadInput("the size of its picture is not known, by which CVAT's picture is known to be the same one");
  }
  const std::string picture = PictureOf(frame, options.image_prefix);
  if (!picture.starts_with("http://") && !picture.starts_with("https://")) {
    return BadInput("CVAT fetches pictures by http:// or https://, and \"" + Printable(picture) +
                    "\" is no such address; set cvat.image_prefix");
  }
  const RequestLabels labels(request.request);
  if (!labels.good) return BadInput("its labels cannot be read");
  JsonWriter json;
  json.OpenObject();
  json.Key("version").Whole(0);
  json.Key("tags").OpenList();
  json.CloseList();
  json.Key("tracks").OpenList();
  json.CloseList();
  json.Key("shapes").OpenList();
  CvatShapes shapes(project, {frame.image_width, frame.image_height}, json,
                    [&losses](const char* what, std::uint64_t count) { losses[what] += count; });
  ShownIds ids(labels.frame);
  const auto findings = options.preload == Preload::kSuggestions ? std::span<const FindingRecord>(frame.findings)
                                                                 : std::span<const FindingRecord>();
  for (const SuggestedLabel& one : SuggestedLabels(labels.frame, findings, labels.classes)) {
    if (auto put = shapes.Put(one, ids.Of(one)); !put) return tl::unexpected(put.error());
  }
  json.CloseList();
  json.CloseObject();
  CvatRequestTask task;
  task.task = TaskJson(request.request, project_number);
  task.data = DataJson(picture);
  task.annotations = json.Written();
  task.guide = SentencesOf(request.request) + "\n\n";
  task.guide.append(kMessageBegins).append(Base64(request.bytes)).append(kMessageEnds);
  task.issues = IssuesOf(request.request);
  return task;
}

std::string IssueJson(const CvatRequestTask::Issue& issue, std::uint64_t job) {
  JsonWriter json;
  json.OpenObject();
  json.Key("frame").Whole(0);
  json.Key("job").Whole(job);
  json.Key("position").OpenList();
  for (const double number : issue.position) json.Real(number);
  json.CloseList();
  json.Key("message").Text(issue.message);
  json.CloseObject();
  return std::string(json.Written());
}

std::string GuideJson(const CvatRequestTask& task, std::uint64_t number) {
  JsonWriter json;
  json.OpenObject();
  json.Key("task_id").Whole(number);
  json.Key("markdown").Text(task.guide);
  json.CloseObject();
  return std::string(json.Written());
}

std::string TaskName(const RelabelRequest& request) {
  return std::string(CutAtCharacter(CleanText(request.frame_id), kLongestFrameInName)) + " [" + CleanText(request.id) +
         "]";
}

std::string_view RequestInName(std::string_view name) {
  const std::size_t begin = name.rfind('[');
  if (begin == std::string_view::npos || !name.ends_with(']')) return {};
  return name.substr(begin + 1, name.size() - begin - 2);
}

std::optional<std::string> RequestInGuide(std::string_view markdown) {
  const std::size_t begin = markdown.rfind(kMessageBegins);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::size_t message = begin + kMessageBegins.size(), end = markdown.find(kMessageEnds, message);
  if (end == std::string_view::npos) return std::nullopt;
  return FromBase64(markdown.substr(message, end - message));
}

}  // namespace labelwatch
