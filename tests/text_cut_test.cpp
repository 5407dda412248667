// There is one way to cut text, CutAtCharacter (schema/text.h): a name cut within a character makes a message that
// nobody can parse.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

// Where ASCII is cut at a place that its form gives, and the ways of cutting themselves.
const std::vector<std::string> kMay = {"schema/text.cpp",
                                       "metrics/label_text.cpp",
                                       "consumers/files/format_hint.cpp",
                                       "consumers/files/dataset/frame_names.cpp",
                                       "consumers/plot/series_plot.cpp",
                                       "consumers/images/http_pictures.cpp"};

TEST(TextCutTest, NoTextIsCutAtANumberOfBytes) {
  const std::regex cut(R"(substr\(0, (\d+|k[A-Z]\w*)\))");
  std::vector<std::string> found;
  std::size_t files = 0;
  for (const char* folder : {"schema", "detectors", "metrics", "consumers", "config"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(LABELWATCH_REPOSITORY) / folder)) {
      const std::string extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".h") continue;
      ++files;
      const std::string name = fs::relative(entry.path(), LABELWATCH_REPOSITORY);
      std::ifstream in(entry.path());
      std::string line;
      for (int number = 1; std::getline(in, line); ++number) {
        const bool may = std::find(kMay.begin(), kMay.end(), name) != kMay.end();
        if (!may && std::regex_search(line, cut)) found.push_back(name + ":" + std::to_string(number) + ": " + line);
      }
    }
  }
  EXPECT_GT(files, 400u);
  EXPECT_THAT(found, testing::IsEmpty()) << "CutAtCharacter cuts between characters";
}

}  // namespace
