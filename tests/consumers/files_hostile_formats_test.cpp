// Data sets of several files, and single files that ask for too much: each damage ends in a stream or in a sentence
// that names the file, within bounded memory.

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <map>
#include <random>

#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::HasSubstr;

// The files of one set, by name, and which of them are given as labels and as predictions.
struct DataSet {
  const char* name;
  std::map<std::string, std::string> files;
  std::vector<std::string> labels;
  std::string predictions;
};

const std::string kKittiLine = "Car 0.25 1 -1.57 10.5 20 110.5 80 1.5 1.6 4 1 2 30 -1.5";

std::vector<DataSet> DataSets() {
  const std::string scalabel =
      R"({"config":{"imageSize":{"width":9,"height":9}},"frames":[{"name":"1.jpg","videoName":"v",
    "frameIndex":3,"labels":[{"id":"a","category":"car","score":0.5,"attributes":{"crowd":true},
    "box2d":{"x1":1,"y1":2,"x2":3,"y2":4}},{"id":2,"category":"car","score":1,"rle":{"size":[2,2],"counts":"211"}},
    {"id":3,"category":"car","poly2d":[{"vertices":[[0,0],[0,9],[8,9],[8,0]],"types":"LLCC","closed":true}]}]}]})";
  const std::string studio = R"([{"id":1,"data":{"image":"1.jpg"},"annotations":[{"completed_by":7,
    "updated_at":"2024-01-02T10:00:00Z","result":[{"id":"r","type":"rectanglelabels","original_width":200,"original_height":100,
    "value":{"x":10,"y":20,"width":30,"height":40,"rotation":3,"rectanglelabels":["car"]}},{"id":"r","type":"choices",
    "from_name":"c","value":{"choices":["x"]}}]}],"predictions":[{"score":0.5,"result":[{"type":"brushlabels",
    "original_width":2,"original_height":2,"value":{"rle":[0,0,0,16,57,27,252,96,17,255,206,0],"brushlabels":["car"]}}]}]}])";
  const std::string voc =
      "<annotation><filename>1.jpg</filename><size><width>9</width><height>9</height></size><object><name>car</name>"
      "<difficult>1</difficult><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox></object>"
      "</annotation>";
  const std::string labelme =
      R"({"version":"5","flags":{"night":true},"shapes":[{"label":"car","points":[[3,4],[1,2]],"shape_type":"rectangle",
    "score":0.5,"flags":{"wet":true}},{"label":"car","points":[[0,0],[0,9],[8,9]],"group_id":1},{"label":"car","points":
    [[0,0],[0,5],[5,5]],"group_id":1,"shape_type":"polygon"},{"label":"bus","points":[[5,5],[5,9]],"shape_type":"circle",
    "difficult":true}],"imagePath":"a\\1.jpg","imageData":null,"imageHeight":9,"imageWidth":9})";
  const std::string encord = R"([{"label_hash":"l","data_title":"1.jpg","created_at":"2023-01-17 11:43:52",
    "label_status":"LABELLED","data_units":{"u":{
    "data_title":"1.jpg","width":2,"height":2,"labels":{"objects":[{"name":"car","objectHash":"a","confidence":0.5,
    "createdBy":"x","createdAt":"Tue, 17 Jan 2023 11:43:52 UTC",
    "boundingBox":{"x":0.1,"y":0.2,"w":0.3,"h":0.4}},{"name":"car","objectHash":"b","polygons":[[[0,0,1,0,
    1,1],[0.1,0.1,0.2,0.1,0.2,0.2]]]},{"name":"bus","objectHash":"c","polygon":{"0":{"x":0,"y":0},"2":{"x":1,"y":1},"1":
    {"x":1,"y":0}}},{"name":"bus","objectHash":"d","bitmask":{"top":0,"left":0,"height":2,"width":2,"rleString":"112"}},
    {"name":"bus","objectHash":"e","rotatableBoundingBox":{"x":0.1,"y":0.2,"w":0.3,"h":0.4,"theta":30}}],
    "classifications":[{"name":"q","classificationHash":"k"}]}},"v":{"data_title":"v.mp4","width":9,"height":9,"labels":{
    "1":{"objects":[{"name":"car","objectHash":"a","boundingBox":{"x":0.1,"y":0.2,"w":0.3,"h":0.4}}]}}}},"object_answers":{
    "a":{"classifications":[{"name":"c","answers":[{"name":"red"}]}]}},"classification_answers":{"k":{"classifications":[{
    "name":"q","answers":[{"name":"night"}]}]}}}])";
  return {
      {"yolo",
       {{"labels/1.txt", "0 0.5 0.5 0.2 0.4\n1 0 0 0.5 0 0.5 1\n"},
        {"labels/2.txt", "1 0.1 0.1 0.3 0.1 0.3 0.3 0.1 0.3\r\n"},
        {"labels/3.txt", ""},
        {"data.yaml", "kpt_shape: [2, 3]\nnames:\n  0: car\n  1: 'bus'\n"},
        {"sizes.csv", "image,width,height\n1.jpg,200,100\n\"2.jpg\",9,9\n"},
        {"runs/1.txt", "0 0.5 0.5 0.2 0.4 0.5 7\n1 0 0 0.5 0 0.5 1 0.25\n"}},
       {"labels", "sizes.csv"},
       "runs"},
      {"yolo with pictures",
       {{"images/1.png", std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x09\0\0\0\x09", 24)},
        {"images/2.jpg", std::string("\xFF\xD8\xFF\xE1\0\x22"
                                     "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
                                     "\xFF\xC0\0\x11\x08\0\x09\0\x05\x03",
                                     48)},
        {"labels/1.txt", "0 0.5 0.5 0.2 0.4\n"},
        {"labels/2.txt", "0 0.5 0.5 0.2 0.4\n"},
        {"labels/classes.txt", "car\nbus\n"}},
       {"labels"},
       ""},
      {"kitti",
       {{"label_2/1.txt", kKittiLine + "\nDontCare -1 -1 -10 5 1 9 9 -1 -1 -1 -1000 -1000 -1000 -10\n"},
        {"label_2/2.txt", ""},
        {"runs/1.txt", kKittiLine + " 0.5\n"}},
       {"label_2"},
       "runs"},
      {"kitti tracks",
       {{"label_02/0.txt", "0 7 " + kKittiLine + "\n3 -1 " + kKittiLine + "\n"},
        {"runs/0.txt", "1 7 " + kKittiLine + " 1\n"}},
       {"label_02"},
       "runs"},
      {"open images",
       {{"boxes.csv",
         "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,"
         "IsInside\n"
         "a,x,/m/1,1,0.1,0.5,0.2,0.4,1,0,0,0,0\nb,x,/m/2,1,0,1,0,1,0,0,1,0,0\n"},
        {"verified.csv", "ImageID,Source,LabelName,Confidence\na,verification,/m/2,1\nb,verification,/m/1,0\n"},
        {"classes.csv", "/m/1,Car\n/m/2,\"Dog, small\"\n"},
        {"sizes.csv", "ImageID,width,height\na,200,100\nb,100,100\n"},
        {"results.csv", "ImageID,PredictionString\na,/m/1 0.75 0.1 0.2 0.5 0.4\nb,\n"}},
       {"boxes.csv", "verified.csv", "classes.csv", "sizes.csv"},
       "results.csv"},
      {"scalabel", {{"l.json", scalabel}, {"p.json", scalabel}}, {"l.json"}, "p.json"},
      {"label studio", {{"ls.json", studio}}, {"ls.json"}, "ls.json"},
      {"voc", {{"Annotations/1.xml", voc}}, {"Annotations"}, ""},
      {"labelme", {{"labels/1.json", labelme}, {"runs/1.json", labelme}}, {"labels"}, "runs"},
      {"labelme files", {{"l.json", labelme}, {"p.json", labelme}}, {"l.json"}, "p.json"},
      {"encord", {{"e.json", encord}}, {"e.json"}, "e.json"},
      {"one row of encord", {{"e.json", encord.substr(1, encord.size() - 2)}}, {"e.json"}, "e.json"},
  };
}

// A folder in which sets lie.
class Disk {
 public:
  Disk() : root_(std::filesystem::path(folder_.Write("notes.md", "hello")).parent_path().string()) {}

  void Lay(const DataSet& set) const {
    for (const auto& [name, content] : set.files) Put(name, content);
  }
  void Put(const std::string& name, const std::string& content) const {
    if (const auto slash = name.find('/'); slash != std::string::npos) {
      std::filesystem::create_directories(root_ + "/" + name.substr(0, slash));
    }
    folder_.Write(name, content);
  }
  std::unique_ptr<ReadFiles> Read(const DataSet& set) const {
    std::vector<std::string> labels;
    for (const std::string& name : set.labels) labels.push_back(root_ + "/" + name);
    std::vector<PredictionFile> models;
    if (!set.predictions.empty()) models.push_back({"m", root_ + "/" + set.predictions});
    return ReadStream(labels, models);
  }
  void ExpectAnOutcome(const DataSet& set) const {
    const auto read = Read(set);
    EXPECT_EQ(read->error.find('\n'), std::string::npos) << read->error;
    if (!read->error.empty()) {
      EXPECT_TRUE(read->error.find(root_) != std::string::npos || read->error.find("--labels") != std::string::npos)
          << read->error;
    }
    for (const std::string& problem : read->problems) EXPECT_THAT(problem, HasSubstr(root_));
    for (const auto& record : read->records) EXPECT_TRUE(record->accepted) << read->Order();
  }

  const std::string& Root() const { return root_; }

 private:
  const TemporaryFolder folder_;
  const std::string root_;
};

TEST(HostileFormatsTest, UndamagedTheyAreRead) {
  for (const DataSet& set : DataSets()) {
    SCOPED_TRACE(set.name);
    const Disk fresh;
    fresh.Lay(set);
    const auto read = fresh.Read(set);
    EXPECT_EQ(read->error, "");
    EXPECT_EQ(read->progress.skipped, 0u);
    EXPECT_FALSE(read->records.empty());
    fresh.ExpectAnOutcome(set);
  }
}

TEST(HostileFormatsTest, CutOffAtEveryByte) {
  for (const DataSet& set : DataSets()) {
    SCOPED_TRACE(set.name);
    const Disk fresh;
    fresh.Lay(set);
    for (const auto& [name, content] : set.files) {
      SCOPED_TRACE(name);
      for (std::size_t size = 0; size < content.size(); ++size) {
        fresh.Put(name, content.substr(0, size));
        fresh.ExpectAnOutcome(set);
      }
      fresh.Put(name, content);
    }
  }
}

TEST(HostileFormatsTest, WithRandomBytesChanged) {
  std::mt19937 random(11);
  constexpr std::string_view kTelling = "{}[],:\"\\0-eN\n\r\x80\xFF\x0A\x1F .#'<>&/|";
  for (const DataSet& set : DataSets()) {
    SCOPED_TRACE(set.name);
    const Disk fresh;
    fresh.Lay(set);
    for (const auto& [name, content] : set.files) {
      SCOPED_TRACE(name);
      for (int round = 0; round < 300 && !content.empty(); ++round) {
        std::string bytes = content;
        for (std::uint32_t i = 0, n = 1 + random() % 4; i < n; ++i) {
          bytes[random() % bytes.size()] =
              random() % 2 == 0 ? kTelling[random() % kTelling.size()] : static_cast<char>(random() % 256);
        }
        fresh.Put(name, bytes);
        fresh.ExpectAnOutcome(set);
      }
      fresh.Put(name, content);
    }
  }
}

TEST(HostileFormatsTest, FilesOfOneFormatUnderTheNameOfAnother) {
  const auto sets = DataSets();
  for (const DataSet& set : sets) {
    SCOPED_TRACE(set.name);
    const Disk fresh;
    fresh.Lay(set);
    for (const DataSet& other : sets) {
      for (const auto& [name, content] : set.files) {
        for (const auto& [other_name, other_content] : other.files) {
          fresh.Put(name, other_content);
          fresh.ExpectAnOutcome(set);
        }
        fresh.Put(name, content);
      }
    }
  }
}

#if !defined(__SANITIZE_ADDRESS__)  // which maps more than any limit

// In a process of its own that may map this much more than the tests before it have.
constexpr rlim_t kMemory = rlim_t{1} << 30;
template <typename F>
void EndWith(const F& expectation) {
  std::size_t mapped_pages = 0;
  std::ifstream("/proc/self/statm") >> mapped_pages;
  const rlim_t most = mapped_pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + kMemory;
  const rlimit limit{most, most};
  setrlimit(RLIMIT_AS, &limit);
  std::exit(expectation() ? 0 : 1);
}
template <typename F>
void ExpectInLittleMemory(const F& expectation) {
  EXPECT_EXIT(EndWith(expectation), ::testing::ExitedWithCode(0), "");
}

class GreedyFilesTest : public ::testing::Test {
 protected:
  void Put(const std::string& name, const std::string& content) const { disk_.Put(name, content); }
  void ExpectAnErrorOf(const std::vector<std::string>& labels, const std::string& words) const {
    ExpectInLittleMemory([&] {
      const std::string said = WhatIsSaidOf(labels);
      if (said.find(words) == std::string::npos) std::fprintf(stderr, "said: %.1000s\n", said.c_str());
      return said.find(words) != std::string::npos && said.find(disk_.Root()) != std::string::npos;
    });
  }

  // The error and the problems of a stream whose records are not kept, unlike those of ReadStream.
  std::string WhatIsSaidOf(const std::vector<std::string>& labels) const {
    std::vector<std::string> paths;
    for (const std::string& name : labels) paths.push_back(disk_.Root() + "/" + name);
    auto stream = OpenRecordStream(paths, {});
    if (!stream) return stream.error().message;
    std::string said;
    for (Record record;;) {
      const auto more = (*stream)->Next(record);
      if (!more) said = more.error().message;
      if (!more || !*more) break;
    }
    for (const std::string& problem : (*stream)->Problems()) said += "\n" + problem;
    return said;
  }

  const Disk disk_;
};

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST_F(GreedyFilesTest, MillionsOfOpenBrackets) {
  const std::string open = Repeated("[", 1'000'000), members = Repeated("{\"a\":", 1'000'000);
  for (const std::string& head :
       {std::string(R"({"images":[)"), std::string(R"({"frames":[)"), std::string(R"({"config":{"imageSize":)"),
        std::string(R"([{"data":{"image":"1.jpg"},"annotations":)"), std::string(R"({"version":"5","shapes":[)"),
        std::string(R"({"version":"5","shapes":[],"flags":)"), std::string(R"([{"data_units":)"),
        std::string(R"({"data_units":)")}) {
    for (const std::string& nested : {open, members}) {
      Put("l.json", head + nested);
      ExpectAnErrorOf({"l.json"}, "l.json");
    }
  }
}

TEST_F(GreedyFilesTest, RunsThatOverflowTheirPicture) {
  Put("coco.json", R"({"images":[{"id":1,"file_name":"1.jpg"}],"categories":[{"id":1,"name":"a"}],"annotations":[
    {"id":5,"image_id":1,"category_id":1,"segmentation":{"size":[4294967295,4294967295],"counts":[4294967295,4294967295]}}]})");
  ExpectAnErrorOf({"coco.json"}, "annotation 5");
  Put("s.json",
      R"([{"name":"1.jpg","labels":[{"id":5,"category":"a","rle":{"size":[2,2],"counts":[4294967295,4294967295,2]}}]}])");
  ExpectAnErrorOf({"s.json"}, "label 5 of frame 1.jpg: its rle is broken");
  for (const char* bytes : {"255,255,255,255,57,27,252,96,17,255,206,0", "0,0,0,16,255,255,255,255,255,255,255"}) {
    Put("ls.json",
        std::string(
            R"([{"data":{"image":"1.jpg"},"annotations":[{"result":[{"type":"brushlabels","original_width":1000000,
      "original_height":1000000,"value":{"brushlabels":["a"],"rle":[)") +
            bytes + "]}}]}]}]");
    ExpectAnErrorOf({"ls.json"}, "region of task");
  }
}

TEST_F(GreedyFilesTest, BitmasksOfEncordThatAskForMoreThanThePicture) {
  for (const char* bitmask : {R"({"top":0,"left":0,"height":1000000,"width":1000000,"rleString":"112"})",
                              R"({"top":1,"left":1,"height":2,"width":2,"rleString":"112"})",
                              R"({"top":0,"left":0,"height":2,"width":2,"rleString":"oooooooooooo"})"}) {
    Put("e.json", R"([{"data_units":{"u":{"data_title":"1.jpg","width":2,"height":2,"labels":{"objects":[{"name":"a",
      "objectHash":"h","bitmask":)" +
                      std::string(bitmask) + "}]}}}}]");
    ExpectAnErrorOf({"e.json"}, "object h of picture 1.jpg");
  }
}

TEST_F(GreedyFilesTest, PolygonsOfAMillionPointsAreRead) {
  const std::string flat = Repeated("1,2,3,4,", 500'000) + "5,6", pairs = Repeated("[1,2],[3,4],", 500'000) + "[5,6]";
  Put("coco.json", R"({"images":[{"id":1,"file_name":"1.jpg"}],"categories":[{"id":1,"name":"a"}],"annotations":[
    {"id":5,"image_id":1,"category_id":1,"segmentation":[[)" +
                       flat + "]]}]}");
  Put("s.json", R"([{"name":"1.jpg","labels":[{"id":5,"category":"a","poly2d":[{"vertices":[)" + pairs +
                    R"(],"closed":true}]}]}])");
  Put("ls.json", R"([{"data":{"image":"1.jpg"},"annotations":[{"result":[{"type":"polygonlabels","original_width":10,
    "original_height":10,"value":{"polygonlabels":["a"],"points":[)" +
                     pairs + "]}}]}]}]");
  Put("lm.json", R"({"version":"5","imagePath":"1.jpg","shapes":[{"label":"a","points":[)" + pairs + "]}]}");
  Put("en.json", R"([{"data_units":{"u":{"data_title":"1.jpg","width":9,"height":9,"labels":{"objects":[{"name":"a",
    "polygons":[[[)" +
                     flat + "]]]}]}}}}]");
  Put("labels/1.txt", "0" + Repeated(" 0.1 0.2 0.3 0.4", 500'000) + "\n");
  Put("labels/classes.txt", "a\n");
  Put("sizes.csv", "image,width,height\n1.jpg,10,10\n");
  for (const std::vector<std::string>& labels : std::vector<std::vector<std::string>>{
           {"coco.json"}, {"s.json"}, {"ls.json"}, {"lm.json"}, {"en.json"}, {"labels", "sizes.csv"}}) {
    SCOPED_TRACE(labels[0]);
    ExpectInLittleMemory([&] {
      const auto read = disk_.Read({"", {}, labels, ""});
      return read->error.empty() && read->records.size() == 1 && read->progress.skipped == 0;
    });
  }
}

TEST_F(GreedyFilesTest, LinesAndRowsThatNeverEnd) {
  Put("labels/classes.txt", "a\n");
  Put("labels/1.txt", "0 0.5 0.5 0.2 0.4\n0" + Repeated(" 0.123456", 8'000'000));
  Put("sizes.csv", "image,width,height\n1.jpg,10,10\n");
  ExpectAnErrorOf({"labels", "sizes.csv"}, "1.txt:2: the line is longer than 64 MB");
  Put("boxes.csv", "ImageID,LabelName,XMin,XMax,YMin,YMax\na,\"" + std::string(17 << 20, 'x'));
  ExpectAnErrorOf({"boxes.csv", "sizes.csv"}, "boxes.csv:2: the row is longer than 16 MB");
}

TEST_F(GreedyFilesTest, TasksOfCvatThatAskForTooManyFramesOrTooMuchInEach) {
  const std::string task = "<task><id>%</id><name>t%</name><size>1000000</size><mode>interpolation</mode></task>";
  std::string tasks;
  for (int i = 0; i < 50; ++i) {
    std::string one = task;
    for (auto at = one.find('%'); at != std::string::npos; at = one.find('%')) one.replace(at, 1, std::to_string(i));
    tasks += one;
  }
  Put("p.xml", "<annotations><meta><project><tasks>" + tasks + "</tasks></project></meta></annotations>");
  ExpectAnErrorOf({"p.xml"}, "more than a million frames without a shape");

  const std::string large(500'000, 'x');
  const std::string box =
      "xtl=\"0\" ytl=\"0\" xbr=\"9\" ybr=\"9\"><attribute name=\"a\">" + large + "</attribute></box>";
  Put("t.xml", "<annotations><meta><task><name>" + large + "</name><size>100000</size><assignee><username>" + large +
                   "</username></assignee></task></meta><track id=\"7\" label=\"a\"><box frame=\"0\" " + box +
                   "<box frame=\"100000\" " + box + "</track></annotations>");
  ExpectAnErrorOf({"t.xml"}, "not all between them were filled");
}

TEST_F(GreedyFilesTest, AFewLinesAskForMillionsOfFramesOrNames) {
  for (int i = 0; i < 20; ++i) {
    Put("label_02/" + std::to_string(i) + ".txt", "999999 7 " + kKittiLine + "\n");
  }
  ExpectAnErrorOf({"label_02"}, "more than a million frames without a line");
  Put("labels/1.txt", "0 0.5 0.5 0.2 0.4\n");
  Put("data.yaml", "names: {999999999: a}\n");
  ExpectAnErrorOf({"labels"}, "data.yaml:1: the class names are not understood");
}

#endif

}  // namespace
}  // namespace labelwatch
