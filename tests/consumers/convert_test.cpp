// Labels to a format and back are the same labels.

#include "consumers/files/convert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "consumers/files/dataset/label_writer.h"
#include "schema/attributes.h"
#include "schema/series.h"
#include "schema/shape_codec.h"
#include "schema/wire.h"
#include "tests/support/temporary_folder.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;

// A label as text, numbers rounded: what must survive the way there and back.
std::string Rounded(const std::vector<double>& numbers) {
  std::string text;
  for (const double number : numbers) text += " " + std::to_string(std::round(number * 1000) / 1000);
  return text;
}

std::string Told(const Label& label, const NameTable& classes) {
  std::string text(classes.Name(label.class_id));
  const Box& box = label.shape.bounds;
  if (label.shape.kind == ShapeKind::kMask) {
    text += " mask " + CocoStringFromRuns(DecodeMask(label.shape.encoded)->counts);
  } else if (label.shape.kind == ShapeKind::kPolygon) {
    text += " polygon";
    const auto rings = DecodePolygon(label.shape.encoded);
    for (const Ring& ring : rings.value()) text += Rounded(ring.xy) + ";";
  } else if (label.shape.kind == ShapeKind::kRotatedBox) {
    const auto turned = DecodeRotatedBox(label.shape.encoded);
    text += " turned" +
            Rounded({turned->center_x, turned->center_y, turned->width, turned->height, turned->rotation_degrees});
  } else {
    text += Rounded({box.x_min, box.y_min, box.x_max, box.y_max});
  }
  ForEachAttribute(label.attributes,
                   [&](std::string_view name, std::string_view value) { (((text += " ") += name) += "=") += value; });
  return text;
}

std::string ReadText(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class ConvertTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  std::string Text(const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(folder_ / name).rdbuf();
    return text.str();
  }
  Result<Converted> To(const std::string& format, const std::string& from, const std::string& to,
                       Replace replace = Replace::kNo) {
    auto stream = OpenRecordStream({from}, {});
    EXPECT_TRUE(stream) << stream.error().message;
    return Convert(**stream, FormatOf(format), (folder_ / to).string(), {replace, {}},
                   [](const StreamProgress&) { return true; });
  }
  // Every frame of a file with its labels in order.
  std::vector<std::string> Read(const std::string& path) {
    auto stream = OpenRecordStream({path}, {});
    EXPECT_TRUE(stream) << path << ": " << stream.error().message;
    Names names;
    const WireLimits limits;
    FrameDecoder decoder(names.classes, limits);
    LabeledFrame frame;
    std::string scratch;
    std::vector<std::string> told;
    for (Record record; (*stream)->Next(record).value();) {
      EXPECT_TRUE(decoder.Decode(*Unframe(record.value, record.side, limits, scratch), frame));
      told.push_back(std::string(frame.frame_id) + " " + std::to_string(frame.image_width) + "x" +
                     std::to_string(frame.image_height));
      for (const NameId id : frame.frame_classes) told.back() += " is " + std::string(names.classes.Name(id));
      for (const Label& label : frame.labels) told.push_back(Told(label, names.classes));
    }
    EXPECT_TRUE((*stream)->Problems().empty()) << (*stream)->Problems().front();
    return told;
  }

  // Of every frame, which classes were looked for.
  std::vector<std::string> ClassLists(const std::string& path) {
    auto stream = OpenRecordStream({path}, {});
    EXPECT_TRUE(stream) << path << ": " << stream.error().message;
    Names names;
    FrameDecoder decoder(names.classes);
    LabeledFrame frame;
    std::vector<std::string> told;
    for (Record record; (*stream)->Next(record).value();) {
      EXPECT_TRUE(decoder.Decode(record.value, frame));
      std::string text;
      const auto tell = [&](const char* what, const std::vector<NameId>& classes) {
        for (const NameId id : classes)
          text += (text.empty() ? "" : " ") + (what + (" " + std::string(names.classes.Name(id))));
      };
      tell("exhaustive", frame.exhaustive_classes);
      tell("absent", frame.absent_classes);
      tell("unknown", frame.unknown_classes);
      told.push_back(text);
    }
    return told;
  }

  // "1.jpg by ann at 1704103200000", of every frame.
  std::vector<std::string> WhoAndWhen(const std::string& path) {
    auto stream = OpenRecordStream({path}, {});
    EXPECT_TRUE(stream) << path << ": " << stream.error().message;
    Names names;
    FrameDecoder decoder(names.classes);
    LabeledFrame frame;
    std::vector<std::string> told;
    for (Record record; (*stream)->Next(record).value();) {
      EXPECT_TRUE(decoder.Decode(record.value, frame));
      told.push_back(std::string(frame.frame_id) + " by " + std::string(frame.annotator) + " at " +
                     std::to_string(frame.labeled_at_ms));
    }
    return told;
  }

  const TemporaryFolder folder_;
};

// Boxes, a turned box, a polygon, a mask, attributes, names that need escaping, an empty frame, frame classes.
constexpr const char* kTasks = R"([{"data": {"image": "a & b/\"1\" <é>.jpg"}, "annotations": [{"result": [
  {"id": "r1", "type": "rectanglelabels", "original_width": 200, "original_height": 100,
   "value": {"x": 10, "y": 20, "width": 30, "height": 40, "rotation": 0, "rectanglelabels": ["A & <B> \"c\""]}},
  {"id": "r1", "type": "choices", "from_name": "colour", "to_name": "image", "value": {"choices": ["red & green"]}},
  {"id": "r2", "type": "rectanglelabels", "original_width": 200, "original_height": 100,
   "value": {"x": 50, "y": 30, "width": 10, "height": 20, "rotation": 30, "rectanglelabels": ["car"]}},
  {"id": "r3", "type": "polygonlabels", "original_width": 200, "original_height": 100,
   "value": {"points": [[10, 10], [33.3, 12.5], [20, 44.4]], "polygonlabels": ["car"]}}]}]},
  {"data": {"image": "empty.jpg"}, "annotations": [{"result": [
   {"type": "choices", "from_name": "w", "to_name": "image", "value": {"choices": ["rain"]}}]}]}])";

TEST_F(ConvertTest, LabelStudioThereAndBackIsTheSame) {
  const std::string from = Write("tasks.json", kTasks);
  const auto converted = To("label-studio", from, "out.json");
  ASSERT_TRUE(converted) << converted.error().message;
  EXPECT_EQ(converted->frames, 2u);
  EXPECT_EQ(converted->labels, 3u);
  EXPECT_TRUE(converted->losses.empty());
  EXPECT_EQ(Read((folder_ / "out.json").string()), Read(from));
}

TEST_F(ConvertTest, CvatKeepsAllButTheSizeOfAnEmptyFrameThatHasNone) {
  const std::string from = Write("tasks.json", kTasks);
  const auto converted = To("cvat", from, "out.xml");
  ASSERT_TRUE(converted) << converted.error().message;
  EXPECT_EQ(converted->losses.at("label ids"), 3u);
  EXPECT_EQ(Read((folder_ / "out.xml").string()), Read(from));
}

TEST_F(ConvertTest, CocoThereAndBackIsTheSame) {
  const std::string from = Write("coco.json", R"({"images": [{"id": 7, "file_name": "1.jpg", "width": 6, "height": 4}],
    "annotations": [
      {"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 1, 2.5, 2], "track_id": 9, "attributes": {"n": "x"}},
      {"id": 2, "image_id": 7, "category_id": 3, "bbox": [0, 0, 5, 3], "segmentation": [[0, 0, 5, 0, 5, 3], [1, 1, 2, 1, 2, 2]]},
      {"id": 3, "image_id": 7, "category_id": 4, "bbox": [1, 0, 1, 4], "iscrowd": 1,
       "segmentation": {"size": [4, 6], "counts": [4, 4, 16]}}],
    "categories": [{"id": 3, "name": "dog"}, {"id": 4, "name": "cat"}]})");
  const auto converted = To("coco", from, "out.json");
  ASSERT_TRUE(converted) << converted.error().message;
  EXPECT_TRUE(converted->losses.empty());
  EXPECT_EQ(Read((folder_ / "out.json").string()), Read(from));
  // Through all three formats and back the mask is still the mask.
  ASSERT_TRUE(To("label-studio", from, "studio.json"));
  ASSERT_TRUE(To("cvat", (folder_ / "studio.json").string(), "cvat.xml"));
  ASSERT_TRUE(To("coco", (folder_ / "cvat.xml").string(), "back.json"));
  EXPECT_EQ(Read((folder_ / "back.json").string()).back(), Read(from).back());
}

// Of a frame without negatives only its labels tell which classes were looked for, and that lists are there at all.
TEST_F(ConvertTest, CocoKeepsWhichClassesWereLookedFor) {
  const std::string from = Write("lvis.json", R"({"images": [
      {"id": 1, "coco_url": "u/1.jpg", "neg_category_ids": [], "not_exhaustive_category_ids": []},
      {"id": 2, "coco_url": "u/2.jpg", "neg_category_ids": [4], "not_exhaustive_category_ids": [3]}],
    "annotations": [{"id": 1, "image_id": 1, "category_id": 3, "bbox": [0, 0, 5, 5]},
      {"id": 2, "image_id": 2, "category_id": 3, "bbox": [0, 0, 5, 5]}],
    "categories": [{"id": 3, "name": "dog"}, {"id": 4, "name": "cat"}]})");
  ASSERT_TRUE(To("coco", from, "out.json"));
  EXPECT_THAT(ClassLists((folder_ / "out.json").string()),
              testing::ElementsAre("exhaustive dog", "exhaustive cat absent cat unknown dog"));
}

// Of a frame without labels, too: nobody else says who looked, and when.
TEST_F(ConvertTest, WhoLabeledAFrameAndWhenStaysWithIt) {
  const std::string from = Write("coco.json", R"({"images": [
      {"id": 1, "file_name": "1.jpg", "width": 6, "height": 4, "annotator": "ann", "labeled_at": "2024-01-01T10:00:00.5Z"},
      {"id": 2, "file_name": "2.jpg", "width": 6, "height": 4}],
    "annotations": [{"id": 1, "image_id": 2, "category_id": 3, "bbox": [1, 1, 2, 2], "annotator": "bob",
      "labeled_at": "2024-01-02"}], "categories": [{"id": 3, "name": "dog"}]})");
  const std::vector<std::string> told = {"1.jpg by ann at 1704103200500", "2.jpg by bob at 1704153600000"};
  ASSERT_EQ(WhoAndWhen(from), told);
  ASSERT_TRUE(To("coco", from, "out.json"));
  EXPECT_EQ(WhoAndWhen((folder_ / "out.json").string()), told);
  ASSERT_TRUE(To("label-studio", from, "studio.json"));
  EXPECT_EQ(WhoAndWhen((folder_ / "studio.json").string()), told);
  EXPECT_EQ(To("cvat", from, "out.xml")->losses.at("label times"), 2u);
}

TEST_F(ConvertTest, AttributesOfFramesStayInCocoAndAreElsewhereCounted) {
  const std::string from = Write("coco.json", R"({"images": [
      {"id": 1, "file_name": "1.jpg", "width": 6, "height": 4, "attributes": {"timeofday": "night"}}],
    "annotations": [], "categories": [{"id": 3, "name": "dog"}]})");
  ASSERT_TRUE(To("coco", from, "out.json"));
  EXPECT_THAT(ReadText(folder_ / "out.json"), testing::HasSubstr(R"("attributes":{"timeofday":"night"})"));
  EXPECT_EQ(To("cvat", from, "out.xml")->losses.at("attributes of frames"), 1u);
  EXPECT_EQ(To("label-studio", from, "studio.json")->losses.at("attributes of frames"), 1u);
}

TEST_F(ConvertTest, ALabelTimeOfAMessageThatIsNoDateIsCounted) {
  const std::string from = Write("stream.jsonl", R"({"frame_id": "1.jpg", "labeled_at_unix_ms": "9223372036854775807"}
{"frame_id": "2.jpg", "labeled_at_unix_ms": -5}
)");
  for (const char* format : {"coco", "label-studio"}) {
    const auto converted = To(format, from, std::string(format) + ".json");
    ASSERT_TRUE(converted) << converted.error().message;
    EXPECT_EQ(converted->losses.at("label times that are no dates of 2000 to 2099"), 2u);
  }
}

TEST_F(ConvertTest, CvatKeepsThePartsOfAnObjectTogether) {
  const std::string from =
      Write("coco.json", R"({"images": [{"id": 7, "file_name": "1.jpg", "width": 60, "height": 40}],
    "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [0, 0, 15, 13],
       "segmentation": [[0, 0, 5, 0, 5, 3], [10, 10, 15, 10, 15, 13]], "attributes": {"occluded": 1}}],
    "categories": [{"id": 3, "name": "dog"}]})");
  ASSERT_TRUE(To("cvat", from, "out.xml"));
  EXPECT_EQ(Read((folder_ / "out.xml").string()), Read(from));
}

// A hole that became a polygon would be an object that nobody labeled.
TEST_F(ConvertTest, HolesBecomeNoObjects) {
  LabeledFrame frame;
  frame.frame_id = "1.jpg";
  frame.image_width = frame.image_height = 40;
  const Ring rings[] = {{{0, 0, 30, 0, 30, 30, 0, 30}, false}, {{10, 10, 20, 10, 20, 20}, true}};
  std::string encoded;
  NameTable classes(10);
  Label& label = frame.labels.emplace_back();
  label.class_id = classes.Add("ring");
  label.shape = EncodePolygon(rings, encoded);
  for (const std::string& format : WritableIds()) {
    std::ostringstream out;
    const auto writer = FormatOf(format).write(out, classes);
    writer->Add(frame, {frame.frame_id, {}});
    writer->Finish();
    const bool kept = format == "encord";  // the others have no place for them
    EXPECT_EQ(writer->Losses().contains("holes of polygons"), !kept) << format;
    if (!kept) {
      EXPECT_EQ(writer->Losses().at("holes of polygons"), 1u) << format;
    }
    EXPECT_EQ(Read(Write("out", out.str())).size(), 2u) << "the frame and one label";
  }
}

// Tools match results by these ids and names; pycocotools keeps one annotation of each id.
TEST_F(ConvertTest, CocoKeepsIdsCategoriesAndFolders) {
  const std::string from =
      Write("coco.json", R"({"images": [{"id": 70, "file_name": "day1/1.jpg", "width": 6, "height": 4},
      {"id": 7, "file_name": "day2/2.jpg", "width": 6, "height": 4}],
    "annotations": [{"id": 5, "image_id": 70, "category_id": 9, "bbox": [1, 1, 2, 2]},
      {"id": "a", "image_id": 7, "category_id": 9, "bbox": [1, 1, 2, 2]},
      {"id": 0, "image_id": 7, "category_id": 9, "bbox": [2, 1, 2, 2]}],
    "categories": [{"id": 9, "name": "dog"}, {"id": 4, "name": "cat"}, {"id": 90, "name": "unused"}]})");
  ASSERT_TRUE(To("coco", from, "out.json"));
  const std::string written = Text("out.json");
  for (const char* kept : {R"({"id":70,"file_name":"day1/1.jpg")", R"({"id":7,"file_name":"day2/2.jpg")",
                           R"({"id":5,"image_id":70,"category_id":9)", R"({"id":1,"original_id":"a","image_id":7)",
                           R"({"id":2,"original_id":"0","image_id":7)", "{\"id\":9,\"name\":\"dog\"},\n{\"id\":4",
                           R"({"id":90,"name":"unused"})"}) {
    EXPECT_THAT(written, HasSubstr(kept));
  }
  auto stream = OpenRecordStream({from}, {});
  ASSERT_TRUE(Convert(**stream, FormatOf("label-studio"), (folder_ / "tasks.json").string(),
                      {Replace::kNo, "https://host/"}, [](const StreamProgress&) { return true; }));
  EXPECT_THAT(Text("tasks.json"), HasSubstr(R"("image":"https://host/day1/1.jpg")"));
}

// Two exports at once: each has an image 1 and an annotation 1.
TEST_F(ConvertTest, IdsOfTwoFilesStayApart) {
  const auto file = [&](const std::string& name) {
    return Write(name + ".json", R"({"images": [{"id": 1, "file_name": ")" + name + R"(.jpg", "width": 6, "height": 4}],
      "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 2, 2]}],
      "categories": [{"id": 1, "name": "dog"}]})");
  };
  auto stream = OpenRecordStream({file("a"), file("b")}, {});
  ASSERT_TRUE(Convert(**stream, FormatOf("coco"), (folder_ / "out.json").string(), {},
                      [](const StreamProgress&) { return true; }));
  EXPECT_THAT(Text("out.json"), HasSubstr(R"({"id":2,"original_id":"1","file_name":"b.jpg")"));
  EXPECT_THAT(Text("out.json"), HasSubstr(R"({"id":2,"original_id":"1","image_id":2)"));
  EXPECT_EQ(Read((folder_ / "out.json").string()).size(), 4u);
}

TEST_F(ConvertTest, WhatAFormatCannotCarryIsCounted) {
  const std::string from = Write("tasks.json", kTasks);
  const auto coco = To("coco", from, "out.json");
  ASSERT_TRUE(coco);
  EXPECT_EQ(coco->losses.at("turned boxes (written as polygons)"), 1u);
  EXPECT_EQ(coco->losses.at("frame classes"), 1u);
}

TEST_F(ConvertTest, FilesAreReplacedOnlyWhenToldAndNeverHalf) {
  const std::string from = Write("tasks.json", kTasks);
  Write("out.json", "mine");
  const auto refused = To("coco", from, "out.json");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("is there already"));
  EXPECT_TRUE(To("coco", from, "out.json", Replace::kYes));
  EXPECT_FALSE(To("coco", from, "nowhere/out.json"));
  EXPECT_FALSE(To("coco", from, "."));
  auto stream = OpenRecordStream({from}, {});
  EXPECT_FALSE(Convert(**stream, FormatOf("coco"), (folder_ / "stopped.json").string(), {},
                       [](const StreamProgress&) { return false; }));
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    EXPECT_TRUE(entry.path().filename() == "tasks.json" || entry.path().filename() == "out.json") << entry.path();
  }
}

}  // namespace
}  // namespace labelwatch
