#include "consumers/files/dataset/dataset_folder.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

#include "consumers/files/dataset/class_list.h"
#include "consumers/files/dataset/files_under.h"
#include "consumers/files/dataset/frame_names.h"

namespace labelwatch {
namespace {
namespace fs = std::filesystem;

struct Pair {
  std::string_view labels, pictures;
};
constexpr std::array<Pair, 4> kPairs = {
    {{"labels", "images"}, {"label_2", "image_2"}, {"label_02", "image_02"}, {"Annotations", "JPEGImages"}}};

const Pair* PairOf(std::string_view part) {
  const auto at =
      std::ranges::find_if(kPairs, [&](const Pair& pair) { return pair.labels == part || pair.pictures == part; });
  return at == kPairs.end() ? nullptr : &*at;
}

// The last part of the path that is one of a pair; the end where there is none.
fs::path::const_iterator MarkIn(const fs::path& path) {
  auto mark = path.end();
  for (auto it = path.begin(); it != path.end(); ++it) {
    if (PairOf(it->string()) != nullptr) mark = it;
  }
  return mark;
}

fs::path Joined(fs::path::const_iterator from, fs::path::const_iterator to) {
  fs::path joined;
  for (; from != to; ++from) joined /= *from;
  return joined;
}

// A file below `above`, which is the beginning of every path.
DataFile FileBelow(const fs::path& above, const std::string& path) {
  const fs::path whole(path);
  auto from = whole.begin();
  std::advance(from, std::distance(above.begin(), above.end()));
  const fs::path below = Joined(from, whole.end());
  const auto mark = MarkIn(below);
  if (mark == below.end()) return {path, below.generic_string(), false};
  const fs::path name = Joined(below.begin(), mark) / Joined(std::next(mark), below.end());
  return {path, name.generic_string(), PairOf(mark->string())->labels == mark->string()};
}

int Rank(const std::string& path) {
  if (path.ends_with(".yaml") || path.ends_with(".yml")) return 0;
  return path.ends_with(".names") ? 1 : 2;
}

// The nearest first: fewer folders, then YAML, which data sets are trained with.
void SortLists(std::vector<std::string>& lists) {
  std::ranges::stable_sort(lists, [](const std::string& a, const std::string& b) {
    const auto depth = [](const std::string& path) { return std::ranges::count(path, '/'); };
    return std::pair(depth(a), Rank(a)) < std::pair(depth(b), Rank(b));
  });
}

std::vector<std::string> ListsIn(const fs::path& folder) {
  std::vector<std::string> lists;
  std::error_code error;
  for (fs::directory_iterator it(folder.empty() ? fs::path(".") : folder, error), end; !error && it != end;
       it.increment(error)) {
    std::error_code not_there;
    if (it->is_regular_file(not_there) && IsClassListName(it->path().string())) lists.push_back(it->path().string());
  }
  std::ranges::sort(lists);
  SortLists(lists);
  return lists;
}

}  // namespace

bool IsPictureName(std::string_view path) {
  constexpr std::array<std::string_view, 9> kEnds = {".jpg", ".jpeg", ".png",  ".bmp", ".webp",
                                                     ".gif", ".tif",  ".tiff", ".ppm"};
  std::string end(path.substr(WithoutExtension(path).size()));
  for (char& c : end) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::ranges::find(kEnds, end) != kEnds.end();
}

DataFile NamedAlone(const std::string& path) { return {path, std::string(WithoutFolder(path)), false}; }

Result<DatasetFolder> SurveyFolder(const std::string& folder) {
  fs::path given(folder);
  if (given.filename().empty()) given = given.parent_path();
  const auto mark = MarkIn(given);
  const bool marked = mark != given.end();
  const fs::path root = marked ? Joined(given.begin(), mark) : given;
  std::vector<std::string> folders = {given.string()};
  if (marked && PairOf(mark->string())->labels == mark->string()) {
    const fs::path beside =
        root / fs::path(std::string(PairOf(mark->string())->pictures)) / Joined(std::next(mark), given.end());
    if (IsFolder(beside.string())) folders.push_back(beside.string());
  }

  DatasetFolder found;
  for (const std::string& each : folders) {
    const auto files = FilesUnder(each);
    if (!files) return tl::unexpected<Error>(files.error());
    for (const std::string& path : *files) {
      if (IsPictureName(path)) {
        found.pictures.push_back(FileBelow(root, path));
      } else if (each != folders.front()) {
        continue;
      } else if (IsClassListName(path)) {
        found.class_lists.push_back(path);
      } else {
        found.files.push_back(FileBelow(root, path));
      }
    }
  }
  SortLists(found.class_lists);
  // A part of the labels was given: the names stand above, at the latest beside the folder of the set.
  if (marked) {
    const fs::path last = root.parent_path();
    for (fs::path above = given; above != last && above.has_relative_path();) {
      above = above.parent_path();
      for (std::string& list : ListsIn(above)) found.class_lists.push_back(std::move(list));
      if (above.empty()) break;
    }
  }
  return found;
}

}  // namespace labelwatch
