// Reads every #include of the repository and holds its one direction (schema <- detectors <- metrics <- consumers <-
// config <- main.cpp), and that each outside library has one place.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace labelwatch {
namespace {

namespace fs = std::filesystem;

// From the bottom up: a file includes from its own folder and those before it.
constexpr std::array<std::string_view, 6> kLayers = {"schema",    "detectors", "metrics",
                                                     "consumers", "config",    "main.cpp"};

// Where an outside library may be included, by the start of its header's name or, where it begins with '.', its end.
struct Place {
  std::string_view library, header;
  std::vector<std::string_view> paths;  // starts of file names
  bool only_cpp = false;                // its headers would slow every file that includes ours
};
const std::vector<Place>& Places() {
  static const std::vector<Place> places = {
      {"librdkafka", "librdkafka/", {"consumers/kafka"}, false},
      {"prometheus-cpp", "prometheus/", {"metrics/"}, true},
      {"civetweb", "civetweb.h", {"metrics/"}, true},
      {"civetweb", "CivetServer.h", {"metrics/"}, true},
      {"generated protobuf", ".pb.h", {"schema/"}, true},
      {"protobuf", "google/protobuf/", {"schema/"}, true},
      {"protozero", "protozero/", {"schema/"}, true},
      {"OpenCV image codecs", "opencv2/imgcodecs", {"detectors/images"}, false},
      {"OpenCV image codecs", "opencv2/opencv.hpp", {"detectors/images"}, false},
      {"OpenCV", "opencv2/", {"detectors/images"}, false},
      {"libjpeg", "jpeglib.h", {"detectors/images"}, true},
      {"libcrypto", "openssl/", {"detectors/images"}, true},
      {"curl", "curl/", {"consumers/images", "consumers/labeling"}, true},
      {"expat", "expat.h", {"consumers/files/text"}, true},
      {"yaml-cpp", "yaml-cpp/", {"consumers/files/text"}, true},
  };
  return places;
}

struct Include {
  std::string file;  // repository-relative
  int line = 0;
  std::string target;
  bool quoted = false;
};

std::vector<Include> IncludesOf(const std::string& file, const std::string& text) {
  std::vector<Include> includes;
  std::istringstream lines(text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const auto hash = line.find_first_not_of(" \t");
    if (hash == std::string::npos || line[hash] != '#') continue;
    const auto word = line.find_first_not_of(" \t", hash + 1);
    if (word == std::string::npos || line.compare(word, 7, "include") != 0) continue;
    const auto open = line.find_first_of("<\"", word + 7);
    if (open == std::string::npos) continue;
    const auto close = line.find(line[open] == '<' ? '>' : '"', open + 1);
    if (close == std::string::npos) continue;
    includes.push_back({file, number, line.substr(open + 1, close - open - 1), line[open] == '"'});
  }
  return includes;
}

std::optional<std::size_t> LayerOf(std::string_view path) {
  for (std::size_t i = 0; i < kLayers.size(); ++i) {
    if (path == kLayers[i] || (path.starts_with(kLayers[i]) && path[kLayers[i].size()] == '/')) return i;
  }
  return std::nullopt;
}

bool Matches(std::string_view target, std::string_view header) {
  return header.starts_with('.') ? target.ends_with(header) : target.starts_with(header);
}

// Why the include is not allowed, or nothing.
std::optional<std::string> Refusal(const Include& include) {
  const auto from = LayerOf(include.file), to = LayerOf(include.target);
  const bool generated = include.target.ends_with(".pb.h");
  if (from && to && !generated && *to > *from) {
    return std::string(kLayers[*from]) + " comes before " + std::string(kLayers[*to]) +
           " in schema <- detectors <- metrics <- consumers <- config <- main.cpp";
  }
  if (from && include.target.starts_with("tests/")) return "tests may use the product, not the other way round";
  if (from && include.quoted && !to && !generated) return "our own headers are named from the root of the repository";
  for (const Place& place : Places()) {
    if (!from || !Matches(include.target, place.header)) continue;
    const bool here = std::any_of(place.paths.begin(), place.paths.end(),
                                  [&](std::string_view path) { return include.file.starts_with(path); });
    if (!here) return std::string(place.library) + " is included only in " + std::string(place.paths.front());
    if (place.only_cpp && include.file.ends_with(".h")) {
      return std::string(place.library) + " is included only in .cpp files";
    }
  }
  return std::nullopt;
}

// One line per include that is not allowed.
std::string Refused(const std::vector<Include>& includes) {
  std::string lines;
  for (const Include& include : includes) {
    const auto why = Refusal(include);
    if (!why) continue;
    lines += include.file + ":" + std::to_string(include.line) + " includes " + include.target +
             ": not allowed because " + *why + "\n";
  }
  return lines;
}

std::vector<std::string> SourceFiles() {
  const fs::path root = LABELWATCH_REPOSITORY;
  std::vector<std::string> files;
  for (const std::string_view layer : kLayers) {
    if (!fs::is_directory(root / layer)) {
      if (fs::exists(root / layer)) files.emplace_back(layer);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(root / layer)) {
      const fs::path& path = entry.path();
      if (path.extension() == ".h" || path.extension() == ".cpp") files.push_back(fs::relative(path, root).string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<Include> IncludesOfTheRepository() {
  std::vector<Include> includes;
  for (const std::string& file : SourceFiles()) {
    std::ifstream stream(fs::path(LABELWATCH_REPOSITORY) / file);
    const auto found = IncludesOf(file, {std::istreambuf_iterator<char>(stream), {}});
    includes.insert(includes.end(), found.begin(), found.end());
  }
  return includes;
}

TEST(IncludeDirectionTest, EveryIncludeOfTheRepositoryIsAllowed) { EXPECT_EQ(Refused(IncludesOfTheRepository()), ""); }

// A reader that finds nothing would allow everything.
TEST(IncludeDirectionTest, TheReaderSeesTheRepository) {
  std::map<std::size_t, int> own;
  for (const Include& include : IncludesOfTheRepository()) {
    if (const auto layer = LayerOf(include.target); layer && LayerOf(include.file)) ++own[*layer];
  }
  EXPECT_GT(own[0], 20) << "includes of schema/";
  EXPECT_GT(own[2], 5) << "includes of metrics/";
}

TEST(IncludeDirectionTest, AnIncludeAgainstTheDirectionIsRefusedWithItsPlaceAndReason) {
  const auto includes = IncludesOf("schema/bad.h", "#pragma once\n\n  #  include \"metrics/counts.h\"\n");
  EXPECT_EQ(Refused(includes),
            "schema/bad.h:3 includes metrics/counts.h: not allowed because schema comes before metrics in "
            "schema <- detectors <- metrics <- consumers <- config <- main.cpp\n");
}

TEST(IncludeDirectionTest, EachPairOfFoldersHasOneDirection) {
  for (std::size_t from = 0; from + 1 < kLayers.size(); ++from) {
    for (std::size_t to = 0; to + 1 < kLayers.size(); ++to) {
      const std::string file = std::string(kLayers[from]) + "/a.cpp";
      const std::string text = "#include \"" + std::string(kLayers[to]) + "/b.h\"\n";
      EXPECT_EQ(Refused(IncludesOf(file, text)).empty(), to <= from) << file << ": " << text;
      EXPECT_EQ(Refused(IncludesOf("main.cpp", text)), "");
    }
  }
}

TEST(IncludeDirectionTest, EachLibraryHasItsPlaceAndNoOther) {
  for (const Place& place : Places()) {
    const std::string target = place.header.starts_with('.') ? "labelwatch/v1/labelwatch" + std::string(place.header)
                                                             : std::string(place.header);
    const std::string text = "#include <" + target + ">\n";
    for (const std::string_view layer : kLayers) {
      const std::string file = layer == "main.cpp" ? "main.cpp" : std::string(layer) + "/elsewhere.cpp";
      const bool here = file.starts_with(place.paths.front());
      EXPECT_EQ(Refused(IncludesOf(file, text)).empty(), here) << file << ": " << text;
    }
    const std::string home(place.paths.front());
    EXPECT_EQ(Refused(IncludesOf(home + "/a.cpp", text)), "");
    EXPECT_EQ(Refused(IncludesOf(home + "/a.h", text)).empty(), !place.only_cpp) << text;
  }
}

TEST(IncludeDirectionTest, TestsAndShortNamesAreRefused) {
  EXPECT_NE(Refused(IncludesOf("metrics/a.cpp", "#include \"tests/metrics/scrape.h\"\n")), "");
  EXPECT_NE(Refused(IncludesOf("metrics/a.cpp", "#include \"counts.h\"\n")), "");
  EXPECT_NE(Refused(IncludesOf("metrics/a.cpp", "#include \"../schema/frame.h\"\n")), "");
}

TEST(IncludeDirectionTest, StandardHeadersAndCommentsAreNoConcern) {
  EXPECT_EQ(Refused(IncludesOf("schema/a.h", "#include <vector>\n// #include \"metrics/counts.h\"\n")), "");
}

}  // namespace
}  // namespace labelwatch
