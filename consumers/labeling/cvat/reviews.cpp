// Jobs of CVAT that were completed.

#include "consumers/labeling/cvat/annotation.h"
#include "consumers/labeling/cvat/tool.h"
#include "schema/json_writer.h"

namespace labelwatch {
namespace {

constexpr std::size_t kReviewsAtOnce = 100;

std::string ChangedAfter(const std::string& time) {
  JsonWriter json;
  json.OpenObject();
  json.Key(">").OpenList();
  json.OpenObject();
  json.Key("var").Text("updated_date");
  json.CloseObject();
  json.Text(time);
  json.CloseList();
  json.CloseObject();
  return std::string(json.Written());
}

}  // namespace

// `from` and `next`: the time of the last change that was told, as CVAT writes it.
Result<ReviewList> Cvat::ReviewsSince(const std::string& from) {
  ReviewList list;
  list.next = from;
  std::string path =
      CvatPath("/api/jobs?project_id=", project_number_, "&state=completed&type=annotation&sort=updated_date");
  path += "&page_size=" + std::to_string(kReviewsAtOnce);
  if (!from.empty()) path += "&filter=" + UrlEncoded(ChangedAfter(from));
  const auto reply = client_.Get(path);
  if (!reply) return tl::unexpected(reply.error());
  if (!reply->Good()) return tl::unexpected(client_.Refused("cannot ask for what was decided", *reply));
  reply->json.Root()["results"].ForElements([&](JsonValue job) {
    list.next = job["updated_date"].Text();
    const std::uint64_t number = NumberIn(job["id"]);
    const auto known = versions_.find(number);
    const bool same = known != versions_.end() && known->second.first == list.next;
    list.reviews.push_back({NumberIn(job["task_id"]), number, same ? known->second.second : list.next});
  });
  list.more = !reply->json.Root()["next"].IsMissing();
  if (!list.more) list.next = StepBack(from, list.next);
  return list;
}

Result<std::string> Cvat::GuideOf(std::uint64_t task) {
  const auto there = client_.Get(CvatPath("/api/tasks/", task));
  if (!there) return tl::unexpected(there.error());
  const std::uint64_t number = there->Good() ? NumberIn(there->json.Root()["guide_id"]) : 0;
  if (number == 0) return std::string();
  const auto guide = client_.Get(CvatPath("/api/guides/", number));
  if (!guide) return tl::unexpected(guide.error());
  return std::string(guide->json.Root()["markdown"].Text());
}

Result<std::string> Cvat::RequestOf(std::uint64_t task) {
  const auto guide = GuideOf(task);
  if (!guide) return tl::unexpected(guide.error());
  return RequestInGuide(*guide).value_or("");
}

Result<std::optional<Review>> Cvat::Fetch(const ReviewVersion& wanted) {
  const auto job = client_.Get(CvatPath("/api/jobs/", wanted.annotation));
  if (!job) return tl::unexpected(job.error());
  if (job->status == 404) return std::optional<Review>();
  if (!job->Good()) return tl::unexpected(client_.Refused("job " + std::to_string(wanted.annotation), *job));
  if (job->json.Root()["state"].Text() != "completed") return std::optional<Review>();  // opened again
  const auto annotations = client_.Get(CvatPath("/api/jobs/", wanted.annotation, "/annotations/"));
  if (!annotations) return tl::unexpected(annotations.error());
  if (annotations->status == 404) return std::optional<Review>();
  if (!annotations->Good()) return tl::unexpected(client_.Refused("cannot read labels", *annotations));
  const auto guide = GuideOf(wanted.task);
  if (!guide) return tl::unexpected(guide.error());
  CvatJob read{job->json.Root(), annotations->json.Root(), *guide, {}};
  const auto listed =
      client_.ForEach(CvatPath("/api/comments?job_id=", wanted.annotation, "&sort=id"), "cannot read comments",
                      [&read](JsonValue one) { read.comments.emplace_back(one["message"].Text()); });
  if (!listed) return tl::unexpected(listed.error());
  if (auto labels = ReadLabels(); !labels) return tl::unexpected(labels.error());  // people add some while they review
  Review review = ReadCvatReview(read, project_);
  versions_[wanted.annotation] = {std::string(read.job["updated_date"].Text()), review.of.version};
  return std::optional<Review>(std::move(review));
}

}  // namespace labelwatch
