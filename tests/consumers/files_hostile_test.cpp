// Damaged files end in a stream or in one sentence, never in a crash.

#include <gmock/gmock.h>

#include <random>

#include "schema/recorded.h"
#include "schema/shape_codec.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

// One small file of each kind: labels, and predictions for them ("" where there are none).
struct Files {
  const char* name;
  std::string labels, predictions;
};

std::vector<Files> SmallFiles() {
  const std::string runs = CocoStringFromRuns(std::vector<std::uint32_t>{4, 2, 1, 2, 3});
  const std::string coco =
      R"({"info":{"a":1},"images":[{"id":1,"file_name":"d/1.jpg","width":9,"height":9,"sequence":"s",
    "date_captured":"2013-11-14 17:02:52"},{"id":"x","file_name":"2.jpg"}],"annotations":[{"id":1,"image_id":1,"category_id":2,
    "bbox":[1,2,3,4],"segmentation":[[1,2,4,2,4,6]],"annotator":"\u00e4",
    "labeled_at":"2024-01-02T10:00:00.5+01:00","attributes":{"k":"v"}},{"id":2,"image_id":"x",
    "category_id":2,"iscrowd":1,"segmentation":{"size":[3,4],"counts":")" +
      runs + R"("}}],"categories":[{"id":2,"name":"dog"}]})";
  const std::string results = R"([{"image_id":1,"category_id":2,"bbox":[1,2,3,4.5e0],"score":0.5},
    {"image_id":"x","category_id":2,"segmentation":{"size":[3,4],"counts":[4,2,1,2,3]},"score":0.25}])";
  std::string recorded;
  for (const char* id : {"f1", "f2", "f3"}) {
    LabeledFrame frame;
    frame.frame_id = id;
    std::string message;
    Encode(frame, NameTable(1), message);
    AppendDelimited(message, recorded);
  }
  return {{"coco", coco, results},
          {"gzip", Gzip(coco), Gzip(results)},
          {"csv", "frame_id,label,annotator,time\nf1,\"a,\"\"b\",x,2021-01-01\r\nf2,c,,2021-01-02\n",
           "frame_id,a,c\nf1,0.5,0.5\nf2,1,0\nf3,0,1\n"},
          {"lines", "{\"frameId\":\"f1\",\"labels\":[]}\n{\"frameId\":\"f2\"}\n", ""},
          {"binary", recorded, ""}};
}

// A stream that ends, whatever it holds, or an error in one line.
void ExpectAnOutcome(const TemporaryFolder& folder, const std::string& labels, const std::string& predictions) {
  std::vector<PredictionFile> models;
  if (!predictions.empty()) models.push_back({"m", folder.Write("predictions", predictions)});
  const auto read = ReadStream({folder.Write("labels", labels)}, models);
  EXPECT_EQ(read->error.find('\n'), std::string::npos) << read->error;
}

TEST(HostileFilesTest, CutOffAtEveryByte) {
  const TemporaryFolder folder;
  for (const Files& files : SmallFiles()) {
    SCOPED_TRACE(files.name);
    for (std::size_t size = 0; size < files.labels.size(); ++size) {
      ExpectAnOutcome(folder, files.labels.substr(0, size), files.predictions);
    }
    for (std::size_t size = 1; size < files.predictions.size(); ++size) {
      ExpectAnOutcome(folder, files.labels, files.predictions.substr(0, size));
    }
  }
}

TEST(HostileFilesTest, WithRandomBytesChanged) {
  const TemporaryFolder folder;
  std::mt19937 random(7);
  const auto damage = [&](std::string bytes) {
    if (bytes.empty()) return bytes;
    for (std::uint32_t i = 0, n = 1 + random() % 4; i < n; ++i) {
      // Often one of the bytes that mean something.
      constexpr std::string_view kTelling = "{}[],:\"\\0-eN\n\r\x80\xFF\x0A\x1F";
      bytes[random() % bytes.size()] =
          random() % 2 == 0 ? kTelling[random() % kTelling.size()] : static_cast<char>(random() % 256);
    }
    return bytes;
  };
  for (const Files& files : SmallFiles()) {
    SCOPED_TRACE(files.name);
    for (int round = 0; round < 1500; ++round) {
      ExpectAnOutcome(folder, damage(files.labels), round % 2 == 0 ? damage(files.predictions) : files.predictions);
    }
  }
}

TEST(HostileFilesTest, EveryValueReplacedByEveryKindOfValue) {
  const TemporaryFolder folder;
  const Files coco = SmallFiles()[0];
  const auto replace_each = [](const std::string& text, const std::string& by, const auto& use) {
    for (std::size_t colon = text.find("\":"); colon != std::string::npos; colon = text.find("\":", colon + 1)) {
      int depth = 0;
      std::size_t end = colon + 2;
      for (; end < text.size(); ++end) {
        if (text[end] == '[' || text[end] == '{') ++depth;
        if (depth == 0 && (text[end] == ',' || text[end] == '}')) break;
        if ((text[end] == ']' || text[end] == '}') && --depth == 0) {
          ++end;
          break;
        }
      }
      use(text.substr(0, colon + 2) + by + text.substr(end));
    }
  };
  for (const char* by :
       {"null", "true", "-1", "1e300", "18446744073709551616", "NaN", "\"\"", "\"x\"", "[]", "{}", "[[]]", "[1,2,3,4]",
        "[null,[],{},\"\"]", R"({"size":[4294967295,4294967295],"counts":[4294967295]})",
        R"({"size":[1,1],"counts":"~~~~~~~~~~~~~~~~"})", R"({"size":{},"counts":{}})"}) {
    SCOPED_TRACE(by);
    replace_each(coco.labels, by, [&](const std::string& text) { ExpectAnOutcome(folder, text, coco.predictions); });
    replace_each(coco.predictions, by, [&](const std::string& text) { ExpectAnOutcome(folder, coco.labels, text); });
  }
}

}  // namespace
}  // namespace labelwatch
