// Findings as files for labeling tools.

#include "consumers/labeling/finding_export.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "consumers/labeling/finding_filter.h"
#include "schema/finding_id.h"
#include "tests/support/temporary_folder.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;

class FindingExportTest : public testing::Test {
 protected:
  FindingExportTest() {
    std::ofstream(folder_ / "labels.json")
        << R"({"images":[{"id":7,"file_name":"day/a.jpg","width":200,"height":100},{"id":8,"file_name":"day/b.jpg",)"
        << R"("width":200,"height":100}],"annotations":[{"id":1,"image_id":7,"category_id":3,"bbox":[10,10,40,40]},)"
        << R"({"id":2,"image_id":8,"category_id":3,"bbox":[0,0,9,9]}],"categories":[{"id":3,"name":"dog"}]})";
  }

  static FindingRecord Missing(const std::string& frame, double probability) {
    FindingRecord finding;
    finding.frame_id = frame;
    finding.kind = Kind::kMissing;
    finding.score = finding.probability = probability;
    finding.suggested_class = "cat";
    finding.suggested_box = Box{100, 20, 220, 60};  // beyond the picture
    finding.evidence = "sees a \"cat\" <here>, and";
    finding.model = "yolo";
    finding.id = FindingId(finding);
    return finding;
  }
  static FindingRecord WrongClass() {
    FindingRecord finding = Missing("a.jpg", 0.25);
    finding.kind = Kind::kWrongClass;
    finding.label_id = "1";
    finding.class_name = "dog";
    finding.box = Box{10, 10, 50, 50};
    finding.id = FindingId(finding);
    return finding;
  }
  std::string Export(const std::vector<FindingRecord>& findings, const std::string& to, bool with_labels) {
    std::unique_ptr<RecordStream> labels;
    if (with_labels) labels = *OpenRecordStream({(folder_ / "labels.json").string()}, {});
    const std::string path = folder_ / "out";
    const auto done = ExportFindings(findings, labels.get(), path, {to, "https://host/", Replace::kYes});
    EXPECT_TRUE(done) << done.error().message;
    done_ = *done;
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  static rapidjson::Document Json(const std::string& text) {
    rapidjson::Document document;
    document.Parse(text.c_str());
    EXPECT_FALSE(document.HasParseError()) << text;
    return document;
  }

  const TemporaryFolder folder_;
  FindingExport done_;
};

TEST_F(FindingExportTest, FiltersTakeWhatHasAllThatIsAsked) {
  const std::vector<FindingRecord> all = {Missing("a.jpg", 0.5), Missing("b.jpg", 0.9), WrongClass()};
  const auto chosen = [&](const FindingFilter& filter) {
    std::string text;
    for (const FindingRecord& one : Chosen(all, filter)) {
      text += one.frame_id + " " + std::string(KindWord(one.kind)) + "; ";
    }
    return text;
  };
  EXPECT_EQ(chosen({}), "b.jpg missing; a.jpg missing; a.jpg wrong_class; ");
  EXPECT_EQ(chosen({.kind = "missing", .most = 1}), "b.jpg missing; ");
  EXPECT_EQ(chosen({.class_name = "dog"}), "a.jpg wrong_class; ");
  EXPECT_EQ(chosen({.model = "yolo", .least = 0.3}), "b.jpg missing; a.jpg missing; ");
  EXPECT_EQ(chosen({.flagged = true}), "");
}

TEST_F(FindingExportTest, CocoHasScoresAndTheLabelsOfFramesWithFindings) {
  const auto coco = Json(Export({Missing("a.jpg", 0.5), WrongClass()}, "coco", true));
  ASSERT_EQ(coco["images"].Size(), 1u) << "of b.jpg there is no finding";
  EXPECT_STREQ(coco["images"][0]["file_name"].GetString(), "https://host/day/a.jpg");
  ASSERT_EQ(coco["annotations"].Size(), 3u);
  EXPECT_FALSE(coco["annotations"][0].HasMember("score"));
  const auto& missing = coco["annotations"][1];
  EXPECT_EQ(missing["score"].GetDouble(), 0.5);
  EXPECT_EQ(missing["bbox"][2].GetDouble(), 100) << "within the picture";
  EXPECT_STREQ(missing["attributes"]["labelwatch_kind"].GetString(), "missing");
  const auto& wrong = coco["annotations"][2];
  EXPECT_STREQ(wrong["attributes"]["labelwatch_label"].GetString(), "1");
  EXPECT_NE(wrong["category_id"].GetInt(), 3) << "the suggested class";
  EXPECT_EQ(wrong["bbox"][0].GetDouble(), 10) << "on the label";
  EXPECT_EQ(done_.findings, 2u);
}

TEST_F(FindingExportTest, LabelStudioShowsEachAsAPredictionAndTheLabelsBesideThem) {
  const auto tasks = Json(Export({Missing("a.jpg", 0.5), WrongClass()}, "label-studio", true));
  ASSERT_EQ(tasks.Size(), 1u);
  EXPECT_FALSE(tasks[0].HasMember("annotations")) << "the task would count as done";
  const auto& predictions = tasks[0]["predictions"];
  ASSERT_EQ(predictions.Size(), 3u);
  EXPECT_EQ(predictions[0]["score"].GetDouble(), 0.5);
  const auto& region = predictions[0]["result"][0];
  EXPECT_EQ(region["value"]["x"].GetDouble(), 50);
  EXPECT_EQ(region["value"]["width"].GetDouble(), 50);
  EXPECT_STREQ(region["value"]["rectanglelabels"][0].GetString(), "cat");
  EXPECT_STREQ(region["meta"]["text"][0].GetString(), "missing: sees a \"cat\" <here>, and");
  EXPECT_STREQ(predictions[2]["model_version"].GetString(), "current-labels");
  EXPECT_STREQ(predictions[2]["result"][0]["value"]["rectanglelabels"][0].GetString(), "dog");
}

TEST_F(FindingExportTest, CvatSaysWhoDrewIt) {
  const std::string xml = Export({Missing("a.jpg", 0.5)}, "cvat", true);
  EXPECT_THAT(xml, HasSubstr(R"(name="https://host/day/a.jpg" width="200" height="100")"));
  EXPECT_THAT(xml, HasSubstr(R"(label="dog" source="manual")"));
  EXPECT_THAT(xml, HasSubstr(R"(label="cat" source="auto")"));
  EXPECT_THAT(
      xml, HasSubstr(R"(<attribute name="labelwatch_evidence">sees a &quot;cat&quot; &lt;here&gt;, and</attribute>)"));
}

TEST_F(FindingExportTest, WithoutLabelsWhatFindingsSayIsEnoughForCocoAndCsv) {
  const auto coco = Json(Export({Missing("b.jpg", 0.9), Missing("a.jpg", 0.5)}, "coco", false));
  EXPECT_STREQ(coco["images"][0]["file_name"].GetString(), "https://host/b.jpg");
  EXPECT_EQ(coco["annotations"][0]["bbox"][2].GetDouble(), 120);
  FindingRecord formula = WrongClass();
  formula.annotator = "=cmd()";
  const std::string csv = Export({formula}, "csv", false);
  EXPECT_THAT(csv,
              HasSubstr(formula.id +
                        ",a.jpg,https://host/a.jpg,wrong_class,0.25,0.25,false,1,dog,cat,'=cmd(),,yolo,10,10,50,50,"));
  EXPECT_THAT(csv, HasSubstr("\"sees a \"\"cat\"\" <here>, and\"\r\n"));
}

TEST_F(FindingExportTest, WhatCannotBeCarriedOverIsCounted) {
  FindingRecord of_frame = Missing("a.jpg", 0.5);
  of_frame.suggested_box.reset();
  Export({of_frame, Missing("elsewhere.jpg", 0.5)}, "coco", true);
  EXPECT_EQ(done_.losses["findings about a frame as a whole"], 1u);
  EXPECT_EQ(done_.losses["findings of frames that the labels do not have"], 1u);
  EXPECT_EQ(done_.findings, 0u);
}

TEST_F(FindingExportTest, AFileThatIsThereStays) {
  const std::string path = folder_ / "labels.json";
  const auto done = ExportFindings({}, nullptr, path, {"coco", "", Replace::kNo});
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("--force"));
}

}  // namespace
}  // namespace labelwatch
