// libFuzzer target: any bytes as a file that people hand over: labels, predictions for labels that are good, labels of
// a class that a name tells (.csv, .txt), an ontology of a labeling tool. The first byte chooses.

#include "consumers/files/ontology_import.h"
#include "consumers/files/record_stream.h"
#include "tests/fuzz/fuzzing.h"
#include "tests/support/temporary_folder.h"

namespace labelwatch {
namespace {

constexpr std::string_view kGoodLabels =
    R"({"images":[{"id":1,"file_name":"1.jpg","width":9,"height":9}],"categories":[{"id":2,"name":"dog"}],
        "annotations":[{"id":1,"image_id":1,"category_id":2,"bbox":[1,2,3,4]}]})";
constexpr std::size_t kMostRecords = 100'000;  // of at most some kilobytes of input

void ReadAll(const std::vector<std::string>& labels, const std::vector<PredictionFile>& predictions) {
  const auto stream = OpenRecordStream(labels, predictions);
  if (!stream) return HoldOneLine(stream.error().message);
  std::size_t records = 0;
  for (Record record;;) {
    const auto more = (*stream)->Next(record);
    if (!more) HoldOneLine(more.error().message);
    if (!more || !*more) break;
    Hold(++records < kMostRecords, "a small file has few records");
  }
}

void Try(std::uint8_t which, std::string_view text) {
  static const TemporaryFolder folder;
  static const std::string good = folder.Write("good.json", std::string(kGoodLabels));
  constexpr std::array<const char*, 4> kNames = {"labels.json", "labels.xml", "labels.csv", "labels.txt"};
  const std::string path = folder.Write(kNames[which / 4 % kNames.size()], std::string(text));
  switch (which % 4) {
    case 0: {
      const auto ontology = ImportOntology(path);
      if (!ontology) HoldOneLine(ontology.error().message);
      break;
    }
    case 1:
      ReadAll({good}, {{"model", path}});
      break;
    default:
      ReadAll({path}, {});
  }
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace labelwatch

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  labelwatch::FuzzedBytes bytes(data, size);
  const std::uint8_t which = bytes.Byte();
  labelwatch::Try(which, bytes.Rest());
  return 0;
}
