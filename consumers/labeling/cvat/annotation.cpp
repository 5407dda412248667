#include "consumers/labeling/cvat/annotation.h"

#include <set>

#include "consumers/files/dataset/event_time.h"
#include "consumers/files/text/json_text.h"
#include "consumers/labeling/base64.h"
#include "consumers/labeling/carried_request.h"
#include "consumers/labeling/cvat/shapes.h"
#include "consumers/labeling/cvat/task_json.h"
#include "consumers/labeling/shown_request.h"
#include "consumers/labeling/task_book.h"
#include "consumers/labeling/tool_client.h"
#include "schema/text.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

constexpr std::size_t kLongestNote = 1000;  // bytes

Review::Said SaidBy(JsonValue tags, const CvatProject& project) {
  Review::Said said = Review::Said::kNothing;
  tags.ForElements([&](JsonValue tag) {
    const Review::Said word = SaidWith(project.NameOf(NumberIn(tag["label_id"])));
    if (word != Review::Said::kNothing) said = word;
  });
  return said;
}

// The labels of the request as shapes show them, read from what is written of them.
Result<std::vector<ReviewedLabel>> ShownLabels(const RelabelRequest& request, const CvatProject& project,
                                               std::forward_list<std::string>& texts) {
  const RequestLabels labels(request);
  const ImageSize size = {request.frame.image_width, request.frame.image_height};
  JsonWriter json;
  json.OpenObject();
  json.Key("shapes").OpenList();
  CvatShapes shapes(project, size, json, [](const char*, std::uint64_t) {});
  ShownIds ids(labels.frame);
  for (const SuggestedLabel& one : SuggestedLabels(labels.frame, {}, labels.classes)) {
    if (auto put = shapes.Put(one, ids.Of(one)); !put) return tl::unexpected(put.error());
  }
  json.CloseList();
  json.CloseObject();
  JsonRecord written;
  if (auto read = ReadJsonText(json.Written(), written); !read) return tl::unexpected(read.error());
  return ReadCvatShapes(written.Root(), project, size, shapes.Places(), texts);
}

// What people said, without what the issues began with.
std::string NoteOf(const RelabelRequest& request, const std::vector<std::string>& comments) {
  std::set<std::string> ours = {SentencesOf(request), CleanText(request.reason)};
  for (const FindingRecord& finding : request.frame.findings) ours.insert(SentenceOf(finding));
  std::string note;
  for (const std::string& one : comments) {
    const std::string comment = CleanText(one);
    if (comment.empty() || ours.contains(comment)) continue;
    note += (note.empty() ? "" : " | ") + comment;
  }
  return std::string(CutAtCharacter(note, kLongestNote));
}

std::string VersionOf(const Review& review) {
  JsonWriter json;
  json.OpenList();
  json.Whole(static_cast<std::uint64_t>(review.said));
  json.Text(review.reviewer);
  json.Text(review.note);
  for (const ReviewedLabel& one : review.after) {
    json.Text(one.class_name);
    json.Whole(static_cast<std::uint64_t>(one.shape.kind));
    for (const double side :
         {one.shape.bounds.x_min, one.shape.bounds.y_min, one.shape.bounds.x_max, one.shape.bounds.y_max}) {
      json.Real(side);
    }
    json.Text(Base64(one.shape.encoded));
  }
  json.CloseList();
  return MessageDigest(json.Written());
}

}  // namespace

Review ReadCvatReview(const CvatJob& job, const CvatProject& project) {
  Review review;
  review.of.task = NumberIn(job.job["task_id"]);
  review.of.annotation = NumberIn(job.job["id"]);
  review.of.version = job.job["updated_date"].Text();
  review.reviewer = CleanText(CutAtCharacter(job.job["assignee"]["username"].Text(), WireLimits().text_bytes));
  review.decided_at_ms = ParseTime(job.job["updated_date"].Text()).value_or(0);
  const auto request = CarriedRequest(RequestInGuide(job.guide), "in its guide", review);
  if (!request) return review;
  review.note = NoteOf(*request, job.comments);
  review.said = SaidBy(job.annotations["tags"], project);
  auto before = ShownLabels(*request, project, review.texts);
  auto after = ReadCvatShapes(job.annotations, project, {request->frame.image_width, request->frame.image_height}, {},
                              review.texts);
  TakeLabels(std::move(before), std::move(after), review);
  if (!review.broken.empty()) return review;
  review.of.version = VersionOf(review);
  return review;
}

}  // namespace labelwatch
