#include "consumers/files/input_survey.h"

#include <algorithm>
#include <set>

#include "consumers/files/dataset/class_list.h"
#include "consumers/files/dataset/files_under.h"
#include "consumers/files/dataset/frame_names.h"
#include "consumers/files/formats.h"

namespace labelwatch {
namespace {

constexpr std::size_t kNamedFiles = 3;  // of those that are to be named themselves

bool IsPerPicture(const Format& format) {
  return format.files == FilesOf::kPicture || format.files == FilesOf::kPictureText;
}
bool GivenPerPicture(const GivenInput& given) { return IsPerPicture(*given.format); }
std::string FolderOf(const std::string& path) { return path.substr(0, path.size() - WithoutFolder(path).size()); }

// What the files of a folder are, by their content. Files without content, and text that stands beside label files, are
// label files too: an empty one says that nothing is there, and a damaged one is to be named.
Result<std::vector<GivenInput>> SurveyFormats(const std::string& path, DatasetFolder& folder, Problems& problems,
                                              std::string& read_by_file) {
  std::vector<GivenInput> found;
  std::vector<DataFile> texts;
  std::set<std::string> label_folders;
  const auto part = [&](const Format& format) -> GivenInput& {
    const auto at = std::ranges::find(found, &format, &GivenInput::format);
    if (at != found.end() && IsPerPicture(format)) return *at;
    GivenInput& given = found.emplace_back();
    given.path = path;
    given.format = &format;
    given.class_lists = folder.class_lists;
    return given;
  };
  std::size_t others = 0, by_file = 0;
  for (DataFile& file : folder.files) {
    auto source = ByteSource::Open(file.path);
    if (!source) return tl::unexpected<Error>(source.error());
    const auto format = RecogniseFormat(**source);
    if (format && IsPerPicture(**format)) {
      if ((*format)->files == FilesOf::kPictureText) label_folders.insert(FolderOf(file.path));
      part(**format).files.push_back(std::move(file));
    } else if (format && (*format)->files == FilesOf::kPart) {
      GivenInput& given = part(**format);
      given.path = file.path;
      given.source = std::move(*source);
    } else if (!format && file.path.ends_with(".txt")) {
      texts.push_back(std::move(file));
    } else {
      ++others;
      if (!format || by_file++ >= kNamedFiles) continue;
      read_by_file += (by_file == 1 ? "" : ", ") + file.path + " holds " + std::string((*format)->name);
    }
  }
  if (by_file > kNamedFiles) read_by_file += " and " + std::to_string(by_file - kNamedFiles) + " more";
  if (by_file > 0) read_by_file += by_file == 1 ? ": name the file itself" : ": name the files themselves";
  if (std::ranges::count_if(found, GivenPerPicture) > 1) {
    return BadInput("the folder " + path + " holds " + std::string(found[0].format->name) + " and " +
                    std::string(found[1].format->name) + "; name the folder of one of them");
  }
  // Class numbers have names, and all files are empty: pictures that hold nothing.
  if (found.empty() && !texts.empty() && !folder.class_lists.empty()) {
    part(FormatOf("yolo"));
    for (const DataFile& file : texts) label_folders.insert(FolderOf(file.path));
  }
  for (DataFile& file : texts) {
    if (label_folders.contains(FolderOf(file.path))) {
      const auto at = std::ranges::find_if(found, GivenPerPicture);
      at->files.push_back(std::move(file));
    } else {
      ++others;
    }
  }
  for (GivenInput& given : found) {
    std::ranges::sort(given.files, {}, &DataFile::path);
    // A data set that has a folder of labels has them there: what lies elsewhere may be the output of a model.
    if (given.format->files == FilesOf::kPictureText && std::ranges::any_of(given.files, &DataFile::in_labels)) {
      others += std::erase_if(given.files, [](const DataFile& file) { return !file.in_labels; });
    }
  }
  if (found.empty() && folder.pictures.empty() && folder.class_lists.empty()) {
    const auto in_folders = [](const Format& format) {
      return format.read_labels != nullptr && format.files != FilesOf::kDataSet;
    };
    return BadInput("the folder " + path + " holds no files of " + Families(in_folders) +
                    (read_by_file.empty() ? "; other formats are read by file" : "; " + read_by_file));
  }
  if (others > 0 && !found.empty()) {
    problems.Note(path + ": " + std::to_string(others) + " files are in other formats and were passed over");
  }
  return found;
}

}  // namespace

Result<SurveyedPath> SurveyPath(const std::string& path, Problems& problems) {
  SurveyedPath surveyed;
  if (IsFolder(path)) {
    auto folder = SurveyFolder(path);
    if (!folder) return tl::unexpected<Error>(folder.error());
    auto found = SurveyFormats(path, *folder, problems, surveyed.read_by_file);
    if (!found) return tl::unexpected<Error>(found.error());
    surveyed.pictures = std::move(folder->pictures);
    surveyed.inputs = std::move(*found);
    return surveyed;
  }
  if (IsClassListName(path)) {
    surveyed.class_lists.push_back(path);
    return surveyed;
  }
  auto source = ByteSource::Open(path);
  if (!source) return tl::unexpected<Error>(source.error());
  const auto format = RecogniseFormat(**source);
  if (!format) return tl::unexpected<Error>(format.error());
  surveyed.inputs.push_back({path, *format, std::move(*source), {NamedAlone(path)}, {}});
  return surveyed;
}

}  // namespace labelwatch
