// Reads every #include of the repository and holds its one direction (schema <- detectors <- metrics <- consumers <-
// config <- main.cpp), that of the rooms within a folder, that no folder includes what includes it, and that each
// outside library has one place.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace labelwatch {
namespace {

namespace fs = std::filesystem;

// From the bottom up: a file includes from its own folder and those before it.
constexpr std::array<std::string_view, 6> kLayers = {"schema",    "detectors", "metrics",
                                                     "consumers", "config",    "main.cpp"};

// The rooms of a folder, from the bottom up; those of one step do not know each other. A file includes from its own
// room and from steps before. Files that lie in the folder itself come after all its rooms.
struct Rooms {
  std::string_view folder;
  std::vector<std::vector<std::string_view>> steps;
};
const std::vector<Rooms>& RoomsOfFolders() {
  static const std::vector<Rooms> folders = {
      {"detectors", {{"contract"}, {"matching"}, {"labels"}, {"tracks", "images", "learning", "rates", "health"}}},
      {"consumers/files", {{"text"}, {"dataset"}, {"formats"}}},
  };
  return folders;
}

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
      {"libcrypto", "openssl/", {"detectors/images", "consumers/labeling"}, true},
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

std::string FolderOf(std::string_view path) {
  const auto slash = path.rfind('/');
  return std::string(path.substr(0, slash == std::string_view::npos ? 0 : slash));
}

// "contract <- matching <- labels <- tracks, images, learning, rates, health <- files of detectors"
std::string InWords(const Rooms& rooms) {
  std::string words;
  for (const auto& step : rooms.steps) {
    for (const auto& room : step) (words += room == step.front() ? "" : ", ") += room;
    words += " <- ";
  }
  return words + "files of " + std::string(rooms.folder);
}

// The room that a file of the folder lies in; empty: in none.
std::string_view RoomOf(std::string_view path, const Rooms& rooms) {
  path.remove_prefix(rooms.folder.size() + 1);
  const auto slash = path.find('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

// Nothing: the room is not in the table.
std::optional<std::size_t> StepOf(std::string_view room, const Rooms& rooms) {
  if (room.empty()) return rooms.steps.size();
  for (std::size_t i = 0; i < rooms.steps.size(); ++i) {
    if (std::find(rooms.steps[i].begin(), rooms.steps[i].end(), room) != rooms.steps[i].end()) return i;
  }
  return std::nullopt;
}

// Why an include between two rooms of one folder is not allowed, or nothing.
std::optional<std::string> RefusalOfRooms(const Include& include) {
  for (const Rooms& rooms : RoomsOfFolders()) {
    const std::string within = std::string(rooms.folder) + "/";
    if (!include.file.starts_with(within) || !include.target.starts_with(within)) continue;
    const std::string_view from = RoomOf(include.file, rooms), to = RoomOf(include.target, rooms);
    if (from == to) continue;
    const auto from_step = StepOf(from, rooms), to_step = StepOf(to, rooms);
    if (!from_step || !to_step) {
      return "the room " + std::string(from_step ? to : from) + " has no place in " + InWords(rooms);
    }
    if (*to_step >= *from_step) return "that is against " + InWords(rooms);
  }
  return std::nullopt;
}

// A way along includes from a folder back to itself, "a (a/x.h) -> b (b/y.h) -> a", or nothing.
class Cycles {
 public:
  explicit Cycles(const std::vector<Include>& includes) {
    for (const Include& include : includes) {
      const std::string from = FolderOf(include.file), to = FolderOf(include.target);
      if (include.quoted && from != to && LayerOf(include.target)) edges_[from].emplace(to, include.file);
    }
  }
  std::string Find() {
    for (const auto& edge : edges_) {
      if (std::string found = From(edge.first); !found.empty()) return found;
    }
    return {};
  }

 private:
  std::string From(const std::string& folder) {
    if (done_.contains(folder)) return {};
    const auto start = std::find_if(way_.begin(), way_.end(), [&](const auto& step) { return step.first == folder; });
    if (start != way_.end()) {
      std::string text;
      for (auto step = start; step != way_.end(); ++step) text += step->first + " (" + step->second + ") -> ";
      return text + folder;
    }
    for (const auto& [to, file] : edges_[folder]) {
      way_.emplace_back(folder, file);
      if (std::string found = From(to); !found.empty()) return found;
      way_.pop_back();
    }
    done_.insert(folder);
    return {};
  }

  std::map<std::string, std::map<std::string, std::string>> edges_;  // to a folder, by the first file that shows it
  std::vector<std::pair<std::string, std::string>> way_;             // folders and files
  std::set<std::string> done_;
};

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
  if (auto rooms = RefusalOfRooms(include)) return rooms;
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

TEST(IncludeDirectionTest, NoFolderIncludesWhatIncludesIt) { EXPECT_EQ(Cycles(IncludesOfTheRepository()).Find(), ""); }

TEST(IncludeDirectionTest, ACycleIsNamedWithTheFilesThatMakeIt) {
  std::vector<Include> includes = IncludesOf("metrics/a.h", "#include \"metrics/pages/b.h\"\n");
  EXPECT_EQ(Cycles(includes).Find(), "");
  for (const Include& back : IncludesOf("metrics/pages/c.h", "#include \"metrics/d.h\"\n")) includes.push_back(back);
  EXPECT_EQ(Cycles(includes).Find(), "metrics (metrics/a.h) -> metrics/pages (metrics/pages/c.h) -> metrics");
}

TEST(IncludeDirectionTest, EachRoomIncludesFromTheStepsBeforeItAlone) {
  const auto refused = [](const std::string& file, const std::string& target) {
    return Refused(IncludesOf(file, "#include \"" + target + "\"\n"));
  };
  for (const Rooms& rooms : RoomsOfFolders()) {
    const std::string folder = std::string(rooms.folder) + "/";
    std::vector<std::pair<std::string, std::size_t>> files = {{folder + "a.h", rooms.steps.size()}};
    for (std::size_t step = 0; step < rooms.steps.size(); ++step) {
      for (const auto& room : rooms.steps[step]) files.emplace_back(folder + std::string(room) + "/a.h", step);
    }
    for (const auto& [file, step] : files) {
      for (const auto& [target, below] : files) {
        EXPECT_EQ(refused(file, target).empty(), below < step || file == target) << file << " includes " << target;
      }
      EXPECT_NE(refused(file, folder + "elsewhere/b.h"), "") << "a room that has no place";
    }
  }
}

TEST(IncludeDirectionTest, ARefusedRoomIsToldTheDirection) {
  EXPECT_EQ(Refused(IncludesOf("detectors/matching/a.h", "#include \"detectors/labels/scene.h\"\n")),
            "detectors/matching/a.h:1 includes detectors/labels/scene.h: not allowed because that is against contract "
            "<- matching <- labels <- tracks, images, learning, rates, health <- files of detectors\n");
}

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
