// A request as a task of Label Studio, and the review that comes of it: what is shown, what is read back, what leaves.

#include <gmock/gmock.h>

#include <forward_list>

#include "consumers/files/text/json_text.h"
#include "consumers/labeling/base64.h"
#include "consumers/labeling/label_studio/annotation.h"
#include "consumers/labeling/label_studio/task_json.h"
#include "consumers/labeling/review_outcome.h"
#include "schema/attributes.h"
#include "schema/shape_codec.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class LabelStudioReviewTest : public testing::Test {
 protected:
  LabelStudioReviewTest() {
    labels_.frame_id = "day/a.jpg";
    labels_.sequence = "day";
    labels_.annotator = "ann";
    labels_.label_revision = 4;
    labels_.image_width = 200;
    labels_.image_height = 100;
    labels_.exhaustive_classes = {classes_.Add("car")};
    predicted_.resize(1);
    predicted_[0].frame_id = "day/a.jpg";
    predicted_[0].model = "yolo";
    Prediction& prediction = predicted_[0].predictions.emplace_back();
    prediction.class_id = classes_.Add("truck");
    prediction.score = .9;
    prediction.shape = {ShapeKind::kBox, {10, 10, 50, 50}, {}};
    controls_.names = {"box", "polygon", "brush", "image"};
    controls_.verdict = "verdict";
  }

  Label& Put(const char* id, const char* name, const Shape& shape) {
    Label& label = labels_.labels.emplace_back();
    label.id = id;
    label.class_id = classes_.Add(name);
    label.shape = shape;
    return label;
  }
  void PutCar() { Put("1", "car", {ShapeKind::kBox, {10, 10, 50, 50}, {}}); }
  FindingRecord& Find(Kind kind) {
    FindingRecord& finding = findings_.emplace_back();
    finding.frame_id = "day/a.jpg";
    finding.id = "finding-" + std::to_string(findings_.size());
    finding.kind = kind;
    finding.probability = .7;
    finding.evidence = "the model sees <it>";
    return finding;
  }
  FindingRecord& FindWrongClass() {
    FindingRecord& finding = Find(Kind::kWrongClass);
    finding.label_id = "1";
    finding.class_name = "car";
    finding.suggested_class = "truck";
    finding.box = Box{10, 10, 50, 50};
    return finding;
  }

  TaskRequest Request() {
    TaskRequest task;
    RelabelRequest& request = task.request;
    request.frame_id = request.frame.frame_id = "day/a.jpg";
    request.frame.id = "ab";
    request.frame.sequence = "day";
    request.frame.annotator = "ann";
    request.label_revision = request.frame.label_revision = 4;
    request.frame.image_uri = "https://host/day/a.jpg";
    request.frame.image_width = labels_.image_width;
    request.frame.image_height = labels_.image_height;
    request.frame.findings = findings_;
    CarryFrame({labels_, predicted_}, classes_, request.frame);
    request.id = RequestId(request.frame, request.queue);
    task.bytes = EncodeRelabelRequest(request);
    return task;
  }

  // The task as Label Studio would hold it.
  JsonValue Task(const TaskRequest& request) {
    JsonWriter json;
    const auto put = PutTask(request, {&controls_, ""}, json, losses_);
    EXPECT_TRUE(put) << put.error().message;
    EXPECT_TRUE(ReadJsonText(json.Written(), task_)) << json.Written();
    return task_.Root();
  }
  static std::string Result(JsonValue task, std::string_view version) {
    std::string written;
    task["predictions"].ForElements([&](JsonValue prediction) {
      if (prediction["model_version"].Text() == version) written = Written(prediction["result"]);
    });
    return written;
  }
  static std::string Written(JsonValue value) {
    JsonWriter json;
    Copy(value, json);
    return std::string(json.Written());
  }
  static void Copy(JsonValue value, JsonWriter& json) {
    if (value.IsArray()) {
      json.OpenList();
      value.ForElements([&](JsonValue one) { Copy(one, json); });
      json.CloseList();
    } else if (value.IsObject()) {
      json.OpenObject();
      value.ForMembers([&](std::string_view key, JsonValue one) {
        json.Key(key);
        Copy(one, json);
      });
      json.CloseObject();
    } else if (value.IsNumber()) {
      json.Digits(value.Text());
    } else {
      json.Text(value.Text());
    }
  }

  // What leaves when a reviewer saves these regions.
  ReviewOutcome Reviewed(const TaskRequest& request, const std::string& result, const std::string& more = "") {
    const std::string annotation = R"({"id":9,"updated_at":"2026-11-29T16:16:26.366095Z","lead_time":12.5)" + more +
                                   R"(,"result":)" + result + "}";
    JsonRecord record;
    EXPECT_TRUE(ReadJsonText(annotation, record)) << annotation;
    review_ = ReadReview(Task(request), record.Root(), controls_);
    review_.reviewer = "maria@example.org";
    auto outcome = OutcomeOf(request.request, review_, "label_studio", 5);
    EXPECT_TRUE(outcome) << outcome.error().message;
    return outcome ? *outcome : ReviewOutcome();
  }
  ReviewOutcome Submitted(const TaskRequest& request, std::string_view version, const std::string& more = "") {
    return Reviewed(request, Result(Task(request), version), more);
  }
  LabeledFrame Corrected(const ReviewOutcome& outcome) {
    LabeledFrame frame;
    FrameDecoder decoder(classes_);
    EXPECT_TRUE(decoder.Decode(outcome.labels, frame));
    return frame;
  }

  NameTable classes_{100};
  LabeledFrame labels_;
  std::vector<PredictedFrame> predicted_;
  std::vector<FindingRecord> findings_;
  ProjectControls controls_;
  JsonRecord task_;
  Review review_;
  std::map<std::string, std::uint64_t> losses_;
};

TEST_F(LabelStudioReviewTest, ATaskCarriesPictureIdSentencesAndBothSetsOfRegions) {
  PutCar();
  FindWrongClass();
  const TaskRequest request = Request();
  const JsonValue task = Task(request);
  EXPECT_EQ(task["data"]["image"].Text(), "https://host/day/a.jpg");
  EXPECT_EQ(task["data"]["labelwatch_request_id"].Text(), request.request.id);
  EXPECT_EQ(task["data"]["labelwatch_why"].Text(), "1. wrong_class car -> truck: the model sees <it>");
  EXPECT_THAT(Result(task, kCurrentVersion), HasSubstr(R"("rectanglelabels":["car"])"));
  EXPECT_THAT(Result(task, kSuggestionsVersion), HasSubstr(R"("rectanglelabels":["truck"])"));
  EXPECT_THAT(Result(task, kSuggestionsVersion), HasSubstr(R"("value":{"x":5.0,"y":10.0,"width":20.0,"height":40.0)"));
  EXPECT_THAT(Written(task), testing::Not(HasSubstr("\"from_name\":\"verdict\""))) << "the reviewer's to give";
  EXPECT_EQ(FromBase64(task["meta"]["labelwatch"].Text()), request.bytes);
}

TEST_F(LabelStudioReviewTest, BoxesEndAtThePicture) {
  Put("1", "car", {ShapeKind::kBox, {-20, 50, 300, 120}, {}});
  EXPECT_THAT(Result(Task(Request()), kCurrentVersion),
              HasSubstr(R"("value":{"x":0.0,"y":50.0,"width":100.0,"height":50.0)"));
}

TEST_F(LabelStudioReviewTest, SubmittedAsTheyAreTheLabelsAreRight) {
  PutCar();
  FindWrongClass();
  const ReviewOutcome outcome = Submitted(Request(), kCurrentVersion);
  EXPECT_EQ(outcome.verdict.findings[0].decision, Decision::kRejected);
  EXPECT_EQ(outcome.verdict.frame_has_error, false);
  EXPECT_EQ(outcome.labels, "");
  EXPECT_EQ(outcome.verdict.new_label_revision, 0u);
  EXPECT_EQ(outcome.verdict.reviewer, "maria@example.org");
  EXPECT_EQ(outcome.verdict.decided_at_ms, 1795968986366);
  EXPECT_EQ(outcome.verdict.lead_time_s, 12.5);
}

TEST_F(LabelStudioReviewTest, SubmittedAsSuggestedTheSuggestionIsAccepted) {
  PutCar();
  labels_.labels[0].track_id = "t1";
  FindWrongClass();
  const ReviewOutcome outcome = Submitted(Request(), kSuggestionsVersion);
  EXPECT_EQ(outcome.verdict.findings[0].decision, Decision::kAccepted);
  EXPECT_EQ(outcome.verdict.new_label_revision, 5u);
  EXPECT_THAT(outcome.verdict.wrong_classes, ElementsAre("car"));
  const LabeledFrame frame = Corrected(outcome);
  EXPECT_EQ(frame.label_revision, 5u);
  EXPECT_EQ(frame.predictions_follow, 1u);
  EXPECT_EQ(frame.annotator, "ann");
  EXPECT_EQ(frame.sequence, "day");
  EXPECT_EQ(frame.labeled_at_ms, 1795968986366);
  EXPECT_THAT(frame.exhaustive_classes, ElementsAre(classes_.Find("car"))) << "is not Label Studio's to know";
  ASSERT_EQ(frame.labels.size(), 1u);
  EXPECT_EQ(classes_.Name(frame.labels[0].class_id), "truck");
  EXPECT_EQ(frame.labels[0].id, "1");
  EXPECT_EQ(frame.labels[0].track_id, "t1");
  EXPECT_EQ(frame.labels[0].annotator, "maria@example.org") << "who made it";
  PredictedFrame again;
  FrameDecoder decoder(classes_);
  ASSERT_EQ(outcome.predictions.size(), 1u);
  ASSERT_TRUE(decoder.Decode(outcome.predictions[0], again));
  EXPECT_EQ(again.for_label_revision, 5u);
  EXPECT_EQ(again.model, "yolo");
}

TEST_F(LabelStudioReviewTest, AWordDecidesWithoutTheMouse) {
  PutCar();
  FindWrongClass();
  const auto with = [](const std::string& result, std::string_view answer) {
    return result.substr(0, result.size() - 1) +
           R"(,{"id":"v","type":"choices","from_name":"verdict","to_name":"image","value":{"choices":[")" +
           std::string(answer) + R"("]}}])";
  };
  const TaskRequest request = Request();
  const std::string current = Result(Task(request), kCurrentVersion);
  const std::string suggested = Result(Task(request), kSuggestionsVersion);
  const ReviewOutcome right = Reviewed(request, with(current, kSaysSuggestions));
  EXPECT_EQ(right.verdict.findings[0].decision, Decision::kAccepted);
  EXPECT_EQ(classes_.Name(Corrected(right).labels[0].class_id), "truck");
  const ReviewOutcome fine = Reviewed(request, with(suggested, kSaysLabels));
  EXPECT_EQ(fine.verdict.findings[0].decision, Decision::kRejected);
  EXPECT_EQ(fine.labels, "");
  const ReviewOutcome open = Reviewed(request, with(suggested, kSaysOpen));
  EXPECT_EQ(open.verdict.findings[0].decision, Decision::kUndecided);
  EXPECT_FALSE(open.verdict.frame_has_error.has_value());
  EXPECT_EQ(open.labels, "");
}

// It compares reviewers; the labels of the first one are on their way.
TEST_F(LabelStudioReviewTest, WhatIsAskedASecondTimeCorrectsNothing) {
  PutCar();
  FindWrongClass();
  TaskRequest request = Request();
  request.request.frame.arm = ReviewArm::kRepeat;
  request.bytes = EncodeRelabelRequest(request.request);
  const ReviewOutcome outcome = Submitted(request, kSuggestionsVersion);
  EXPECT_EQ(outcome.verdict.findings[0].decision, Decision::kAccepted);
  EXPECT_EQ(outcome.verdict.frame_has_error, true);
  EXPECT_EQ(outcome.verdict.new_label_revision, 0u);
  EXPECT_EQ(outcome.labels, "");
  EXPECT_TRUE(outcome.predictions.empty());
}

TEST_F(LabelStudioReviewTest, ASkippedTaskIsUndecided) {
  PutCar();
  FindWrongClass();
  const ReviewOutcome outcome = Reviewed(Request(), "[]", R"(,"was_cancelled":true)");
  EXPECT_EQ(outcome.verdict.findings[0].decision, Decision::kUndecided);
  EXPECT_EQ(outcome.labels, "");
}

TEST_F(LabelStudioReviewTest, WhatIsMissingIsAddedAndWhatIsNotThereGoes) {
  PutCar();
  FindingRecord& missing = Find(Kind::kMissing);
  missing.suggested_class = "dog";
  missing.suggested_box = Box{100, 20, 150, 60};
  FindingRecord& spurious = Find(Kind::kSpurious);
  spurious.label_id = "1";
  spurious.class_name = "car";
  spurious.box = Box{10, 10, 50, 50};
  const ReviewOutcome outcome = Submitted(Request(), kSuggestionsVersion);
  EXPECT_EQ(outcome.verdict.findings[0].decision, Decision::kAccepted);
  EXPECT_EQ(outcome.verdict.findings[1].decision, Decision::kAccepted);
  EXPECT_EQ(outcome.verdict.unflagged_errors, 0u);
  const LabeledFrame frame = Corrected(outcome);
  ASSERT_EQ(frame.labels.size(), 1u);
  EXPECT_EQ(classes_.Name(frame.labels[0].class_id), "dog");
  EXPECT_NEAR(frame.labels[0].shape.bounds.x_min, 100, 1e-6);
}

// Polygons with holes and several rings, masks, turned boxes: what the editor does not show stays as it was.
TEST_F(LabelStudioReviewTest, ShapesComeBackUnharmed) {
  std::forward_list<std::string> bytes;
  const std::vector<Ring> rings = {{{10, 10, 60, 10, 60, 60, 10, 60}, false},
                                   {{20, 20, 30, 20, 30, 30, 20, 30}, true},
                                   {{100, 10, 120, 10, 120, 30}, false}};
  Put("p", "car", EncodePolygon(rings, bytes.emplace_front()));
  Put("r", "car", EncodeRotatedBox({100, 50, 40, 20, 30}, bytes.emplace_front()));
  Put("m", "car", EncodeMask({200, 100, {5000, 40, 14960}}, bytes.emplace_front()));
  PutCar();
  FindWrongClass();
  const TaskRequest request = Request();
  const ReviewOutcome unchanged = Submitted(request, kCurrentVersion);
  EXPECT_EQ(unchanged.verdict.findings[0].decision, Decision::kRejected);
  EXPECT_EQ(unchanged.verdict.unflagged_errors, 0u);
  EXPECT_EQ(unchanged.labels, "");
  EXPECT_EQ(review_.before.size(), 4u) << "two rings are one label";
  const ReviewOutcome corrected = Submitted(request, kSuggestionsVersion);
  const LabeledFrame frame = Corrected(corrected);  // views it
  ASSERT_EQ(frame.labels.size(), 4u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(frame.labels[i].shape.kind, labels_.labels[i].shape.kind);
    EXPECT_EQ(frame.labels[i].shape.encoded, labels_.labels[i].shape.encoded) << frame.labels[i].id;
  }
  EXPECT_EQ(classes_.Name(frame.labels[3].class_id), "truck");
}

TEST_F(LabelStudioReviewTest, LabelsOfOneIdOrNoneAreToldApart) {
  Put("", "car", {ShapeKind::kBox, {0, 0, 20, 20}, {}});
  Put("x", "car", {ShapeKind::kBox, {50, 0, 70, 20}, {}});
  Put("x", "car", {ShapeKind::kBox, {100, 0, 120, 20}, {}});
  const ReviewOutcome outcome = Submitted(Request(), kCurrentVersion);
  EXPECT_EQ(review_.before.size(), 3u);
  EXPECT_EQ(outcome.verdict.unflagged_errors, 0u);
}

TEST_F(LabelStudioReviewTest, WhatCannotBeShownSaysWhy) {
  TaskRequest request = Request();
  request.request.frame.image_width = 0;
  JsonWriter json;
  EXPECT_THAT(PutTask(request, {&controls_, ""}, json, losses_).error().message, HasSubstr("size of its picture"));
  request = Request();
  request.request.frame.image_uri.clear();
  EXPECT_THAT(PutTask(request, {&controls_, ""}, json, losses_).error().message, HasSubstr("image_prefix"));
  request.request.frame.image_uri = "https://host/a.jpg";
  request.request.frame.labeled = "\xff\xff";
  EXPECT_THAT(PutTask(request, {&controls_, ""}, json, losses_).error().message, HasSubstr("cannot be read"));
}

// Whoever can change tasks can send anything.
TEST_F(LabelStudioReviewTest, BrokenReviewsEndInAReason) {
  PutCar();
  const TaskRequest request = Request();
  Task(request);
  for (
      const char* annotation :
      {R"({"id":1,"result":[{"type":"rectanglelabels","value":{"rectanglelabels":["car"]}}]})",
       R"({"id":1,"result":[{"type":"rectanglelabels","original_width":10,"original_height":10,"value":{"x":"nan","y":1,"width":1,"height":1,"rectanglelabels":["car"]}}]})",
       R"({"id":1,"result":[{"type":"polygonlabels","original_width":10,"original_height":10,"value":{"points":[[1]],"polygonlabels":["car"]}}]})",
       R"({"id":1,"result":[{"type":"brushlabels","original_width":1000000,"original_height":1000000,"value":{"rle":[0,0,0,16],"brushlabels":["car"]}}]})",
       R"({"id":1,"result":[{"type":"brushlabels","original_width":10,"original_height":10,"value":{"rle":[0,900],"brushlabels":["car"]}}]})"}) {
    JsonRecord record;
    ASSERT_TRUE(ReadJsonText(annotation, record));
    const Review review = ReadReview(task_.Root(), record.Root(), controls_);
    EXPECT_NE(review.broken, "") << annotation;
    EXPECT_FALSE(OutcomeOf(request.request, review, "label_studio", 5));
  }
  JsonRecord task, annotation;
  ASSERT_TRUE(ReadJsonText(R"({"id":1,"meta":{"labelwatch":"AAAA"}})", task));
  ASSERT_TRUE(ReadJsonText(R"({"id":1,"result":7})", annotation));
  EXPECT_NE(ReadReview(task.Root(), annotation.Root(), controls_).broken, "");
  ASSERT_TRUE(ReadJsonText("[]", task));
  EXPECT_NE(ReadReview(task.Root(), annotation.Root(), controls_).broken, "");
}

TEST_F(LabelStudioReviewTest, Base64IsReadBack) {
  for (std::size_t size = 0; size < 70; ++size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i * 37 + size);
    EXPECT_EQ(FromBase64(Base64(bytes)), bytes) << size;
  }
  EXPECT_EQ(Base64("light w"), "bGlnaHQgdw==");
  for (const char* wrong : {"A", "A===", "=AAA", "AA=A", "AA A", "\xff\xff\xff\xff"}) {
    EXPECT_FALSE(FromBase64(wrong)) << wrong;
  }
}

TEST_F(LabelStudioReviewTest, AProjectThatDoesNotFitIsToldWhatItLacks) {
  JsonRecord config;
  ASSERT_TRUE(ReadJsonText(R"({"box":{"type":"RectangleLabels","to_name":["image"],"inputs":[{"value":"image"}],)"
                           R"("labels":["car"]}})",
                           config));
  EXPECT_THAT(ReadControls(config.Root()).error().message, HasSubstr("Choices with the answers"));
  ASSERT_TRUE(ReadJsonText(R"({"text":{"type":"TextArea"}})", config));
  EXPECT_THAT(ReadControls(config.Root()).error().message, HasSubstr("a RectangleLabels control"));
  EXPECT_THAT(LabelConfig({"a<b>\"&"}), HasSubstr("value=\"a&lt;b&gt;&quot;&amp;\""));
}

}  // namespace
}  // namespace labelwatch
