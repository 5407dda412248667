// Labels as shapes of CVAT and back: what is written is read as what it was.

#include <gmock/gmock.h>

#include <forward_list>

#include "consumers/files/text/json_text.h"
#include "consumers/labeling/cvat/annotation.h"
#include "consumers/labeling/cvat/shapes.h"
#include "consumers/labeling/cvat/task_json.h"
#include "schema/shape_codec.h"
#include "schema/wire.h"
#include "tests/support/requests.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CvatReviewTest : public testing::Test {
 protected:
  CvatReviewTest() {
    Know(
        R"({"id":1,"name":"car","type":"any","attributes":[{"id":11,"name":"labelwatch_label","input_type":"text"}]})");
    Know(
        R"({"id":2,"name":"truck","type":"any","attributes":[{"id":12,"name":"labelwatch_label","input_type":"text"}]})");
    Know(R"({"id":3,"name":"labels are right","type":"tag","attributes":[]})");
  }
  void Know(const std::string& label) {
    JsonRecord record;
    ASSERT_TRUE(ReadJsonText(label, record));
    project_.Take(record.Root());
  }
  // As CVAT would tell the shapes of these labels; the ids are "0", "1", ...
  std::string Written(const std::vector<Shape>& shapes) {
    JsonWriter json;
    json.OpenObject();
    json.Key("shapes").OpenList();
    CvatShapes writer(project_, {200, 100}, json,
                      [this](const char* what, std::uint64_t count) { losses_[what] += count; });
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      SuggestedLabel label;
      label.place = static_cast<std::int32_t>(i);
      label.label.shape = shapes[i];
      label.class_name = "car";
      EXPECT_TRUE(writer.Put(label, std::to_string(i)));
    }
    places_ = writer.Places();
    json.CloseList();
    json.CloseObject();
    return std::string(json.Written());
  }
  Result<std::vector<ReviewedLabel>> Read(const std::string& annotations) {
    JsonRecord record;
    EXPECT_TRUE(ReadJsonText(annotations, record)) << annotations;
    return ReadCvatShapes(record.Root(), project_, {200, 100}, places_, texts_);
  }

  CvatProject project_;
  std::map<std::string, std::uint64_t> losses_;
  std::vector<std::int32_t> places_;
  std::forward_list<std::string> texts_;
};

TEST_F(CvatReviewTest, EveryShapeIsReadBackAsItWas) {
  std::string turned, polygons, mask;
  const std::vector<Ring> rings = {{{10, 10, 30, 10, 30, 30}, false}, {{50, 50, 70, 50, 70, 70}, false}};
  Mask pixels{200, 100, {}};
  pixels.counts = {100 * 20 + 30, 5, 100 - 5, 5, 100u * 200 - 100 * 20 - 30 - 5 - 95 - 5};
  const std::vector<Shape> shapes = {{ShapeKind::kBox, {10, 20, 50.5, 60.25}, {}},
                                     EncodeRotatedBox({60, 40, 20, 10, 30}, turned),
                                     EncodePolygon(rings, polygons),
                                     EncodeMask(pixels, mask)};
  const auto labels = Read(Written(shapes));
  ASSERT_TRUE(labels) << labels.error().message;
  ASSERT_EQ(labels->size(), 4u) << "the rings of one object are one label again";
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ((*labels)[i].id, std::to_string(i));
    EXPECT_EQ((*labels)[i].place, static_cast<std::int32_t>(i));
    EXPECT_EQ((*labels)[i].shape.kind, shapes[i].kind);
  }
  EXPECT_EQ((*labels)[0].shape.bounds, shapes[0].bounds);
  const auto box = DecodeRotatedBox((*labels)[1].shape.encoded);
  EXPECT_NEAR(box->center_x, 60, 1e-9);
  EXPECT_NEAR(box->height, 10, 1e-9);
  EXPECT_NEAR(box->rotation_degrees, 30, 1e-9);
  EXPECT_EQ(DecodePolygon((*labels)[2].shape.encoded)->at(1).xy, rings[1].xy);
  EXPECT_EQ(DecodeMask((*labels)[3].shape.encoded)->counts, pixels.counts);
}

TEST_F(CvatReviewTest, AMaskIsItsRunsAlongTheRowsAndItsCorners) {
  std::string mask;
  Mask pixels{200, 100, {100 * 20 + 30, 2, 98, 2, 100u * 200 - 100 * 20 - 30 - 102}};
  EXPECT_THAT(Written({EncodeMask(pixels, mask)}), HasSubstr("\"points\":[0.0,4.0,20.0,30.0,21.0,31.0]"))
      << "two by two pixels from (20, 30) to (21, 31), all of them set";
}

TEST_F(CvatReviewTest, WhatCannotBeShownIsCounted) {
  std::string polygon;
  const std::vector<Ring> rings = {{{0, 0, 9, 0, 9, 9}, false}, {{1, 1, 2, 1, 2, 2}, true}};
  const std::string written = Written({{ShapeKind::kBox, {300, 10, 400, 20}, {}}, EncodePolygon(rings, polygon)});
  EXPECT_EQ(losses_, (std::map<std::string, std::uint64_t>{{"labels without an area in the picture", 1},
                                                           {"holes of polygons", 1}}));
  EXPECT_EQ(Read(written)->size(), 1u);
}

TEST_F(CvatReviewTest, ACopiedShapeIsAnotherLabelAndEllipsesAndTracksAreRead) {
  const auto labels = Read(R"({"shapes":[
    {"id":5,"type":"rectangle","label_id":1,"points":[1,1,9,9],"attributes":[{"spec_id":11,"value":"7"}]},
    {"id":6,"type":"rectangle","label_id":1,"points":[2,2,9,9],"attributes":[{"spec_id":11,"value":"7"}]},
    {"id":7,"type":"ellipse","label_id":2,"points":[50,50,60,45],"rotation":0,"attributes":[]},
    {"id":8,"type":"points","label_id":2,"points":[50,50],"attributes":[]}],
   "tracks":[{"id":9,"label_id":2,"shapes":[{"type":"rectangle","frame":0,"points":[3,3,8,8],"outside":false},
                                            {"type":"rectangle","frame":1,"points":[3,3,8,8],"outside":true}]}]})");
  ASSERT_TRUE(labels) << labels.error().message;
  std::vector<std::string> ids;
  for (const ReviewedLabel& one : *labels) ids.push_back(one.id);
  EXPECT_THAT(ids, ElementsAre("7", "cvat-6", "cvat-7", "cvat-9"));
  EXPECT_NEAR((*labels)[2].shape.bounds.x_max, 60, 1e-9);
  EXPECT_NEAR((*labels)[2].shape.bounds.y_min, 45, 1e-9);
}

TEST_F(CvatReviewTest, BrokenAnswersEndInASentence) {
  for (const char* shape :
       {R"({"type":"rectangle","label_id":9,"points":[1,1,9,9]})",
        R"({"type":"rectangle","label_id":1,"points":[1,1]})",
        R"({"type":"rectangle","label_id":1,"points":["x",1,2,3]})",
        R"({"type":"polygon","label_id":1,"points":[1,2,3]})", R"({"type":"mask","label_id":1,"points":[1,2]})",
        R"({"type":"mask","label_id":1,"points":[4,9,9,1,1]})",
        R"({"type":"mask","label_id":1,"points":[1e300,0,0,9,9]})",
        R"({"type":"mask","label_id":1,"points":[4,0,0,67108864,67108864]})"}) {
    EXPECT_FALSE(Read(R"({"shapes":[)" + std::string(shape) + "]}")) << shape;
  }
  EXPECT_TRUE(Read(R"({"shapes":{"a":1},"tracks":7})"));
}

TEST_F(CvatReviewTest, TheRequestComesBackOutOfTheGuideOrTheReviewSaysWhyNot) {
  const RelabelRequest request = WrongClassRequest("a.jpg");
  const TaskRequest task{request, EncodeRelabelRequest(request)};
  const auto made = MakeCvatTask(task, project_, 4, {}, losses_);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(RequestInGuide(made->guide), task.bytes);
  EXPECT_EQ(RequestInName(TaskName(request)), request.id);
  EXPECT_EQ(RequestInName("no request"), "");
  EXPECT_EQ(RequestInName("]["), "");
  ASSERT_EQ(made->issues.size(), 1u);
  EXPECT_THAT(made->issues[0].position, ElementsAre(10, 10, 50, 50));
  EXPECT_EQ(made->issues[0].message, "wrong_class car -> truck");
  JsonRecord job, annotations;
  ASSERT_TRUE(ReadJsonText(R"({"id":3,"task_id":2,"updated_date":"2026-11-29T10:00:00Z","assignee":null})", job));
  ASSERT_TRUE(ReadJsonText(made->annotations, annotations));
  const Review review = ReadCvatReview({job.Root(), annotations.Root(), made->guide, {}}, project_);
  EXPECT_EQ(review.broken, "");
  EXPECT_EQ(review.request_bytes, task.bytes);
  EXPECT_EQ(review.reviewer, "");
  EXPECT_EQ(review.decided_at_ms, 1'795'946'400'000);
  for (const char* guide : {"", "<!-- labelwatch: ", "<!-- labelwatch: ??? -->", "<!-- labelwatch: AAAA -->"}) {
    EXPECT_NE(ReadCvatReview({job.Root(), annotations.Root(), guide, {}}, project_).broken, "") << guide;
  }
}

}  // namespace
}  // namespace labelwatch
