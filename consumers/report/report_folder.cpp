#include "consumers/report/report_folder.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>

#include "consumers/plot/series_plot.h"
#include "consumers/report/pages.h"

namespace labelwatch {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = "<!-- labelwatch report -->";  // the second line of index.html
constexpr std::string_view kRatesMark = "<!-- rates -->";         // where the time view stands in the page
constexpr const char* kPart = ".part";
constexpr std::uintmax_t kMostPictureBytes = 64u << 20;
constexpr std::array<std::string_view, 7> kPictureEndings = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".avif"};

bool HoldsReport(const fs::path& folder) {
  std::ifstream file(folder / "index.html", std::ios::binary);
  std::string begin(200, '\0');
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  return begin.find(kMark) != std::string::npos;
}

// Nothing, or what a report that was not finished left.
bool HoldsParts(const fs::path& folder) {
  std::error_code error;
  const fs::directory_iterator entries(folder, error);
  return !error && std::all_of(begin(entries), end(entries),
                               [](const fs::directory_entry& entry) { return entry.path().extension() == kPart; });
}

Result<void> WriteText(const fs::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) return Unavailable("cannot write " + path.string() + ": may it be written, is there room?");
  return {};
}

// Whether a path that a label file names stays below the folder that it is looked up in.
bool StaysInside(const fs::path& path) {
  return !path.empty() && path.is_relative() &&
         std::none_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
}

std::string EndingOf(const fs::path& path) {
  std::string ending = path.extension().string();
  for (char& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return std::find(kPictureEndings.begin(), kPictureEndings.end(), ending) != kPictureEndings.end() ? ending : "";
}

}  // namespace

Result<void> CheckReportFolder(const std::string& folder) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (!fs::exists(status)) {
    fs::create_directories(folder, error);
    if (error) return BadInput("--report " + folder + ": cannot be made: " + error.message());
  } else if (!fs::is_directory(status)) {
    return BadInput("--report " + folder + ": is not a folder");
  } else if (!HoldsParts(folder) && !HoldsReport(folder)) {
    return BadInput("--report " + folder + ": holds other files; name a new folder or one with an earlier report");
  }
  // Tried now: the report is written after hours.
  const fs::path tried = fs::path(folder) / (std::string("index.html") + kPart);
  if (auto written = WriteText(tried, ""); !written) return BadInput("--report: " + written.error().message);
  fs::remove(tried, error);
  return {};
}

Result<void> CheckPictureFolder(const std::string& folder) {
  std::error_code error;
  if (folder.empty() || fs::is_directory(folder, error)) return {};
  return BadInput("--images " + folder + ": is not a folder");
}

std::string ReportFolder::Picture(std::string_view uri) {
  if (pictures_.empty()) return {};
  const auto [known, added] = known_.try_emplace(std::string(uri));
  if (!added) return known->second;
  const fs::path path = fs::path(uri), ending = EndingOf(path);
  std::error_code error;
  // As the label file says, else by the name alone: exports often keep the folders of another machine.
  for (const fs::path& candidate : {path, path.filename()}) {
    const fs::path from = pictures_ / candidate;
    if (ending.empty() || !StaysInside(candidate) || !fs::is_regular_file(from, error)) continue;
    if (fs::file_size(from, error) > kMostPictureBytes || error) continue;
    std::array<char, 32> number{};
    std::snprintf(number.data(), number.size(), "images/%05zu", copies_.size() + 1);
    known->second = number.data() + ending.string();
    copies_.emplace_back(from, known->second);
    return known->second;
  }
  ++missing_;
  return {};
}

// Everything is written beside its place first: what is there stays whole until the new report is.
Result<void> ReportFolder::Begin() {
  std::error_code error;
  fs::remove_all(part_, error);
  fs::create_directories(part_ / "data", error);
  if (error) return Unavailable("cannot make " + (part_ / "data").string() + ": " + error.message());
  return {};
}

Result<void> ReportFolder::WritePart(const std::string& name, std::size_t number, const std::string& list) {
  std::array<char, 32> digits{};
  std::snprintf(digits.data(), digits.size(), "%05zu", number);
  return WriteText(part_ / "data" / (name + "-" + digits.data() + ".js"),
                   "REPORT_PART('" + name + "', " + std::to_string(number) + ", [" + list + "]);\n");
}

Result<void> ReportFolder::Finish(const std::string& data, const std::string& rates) {
  std::error_code error;
  if (!copies_.empty()) fs::create_directories(part_ / "images", error);
  for (const auto& [from, to] : copies_) {
    if (!fs::copy_file(from, part_ / to, error)) {
      return Unavailable("cannot copy " + from.string() + " to " + (part_ / to).string() + ": " + error.message());
    }
  }
  std::string page(kPageHtml), style(kPageCss);
  page.replace(page.find(kRatesMark), kRatesMark.size(), rates);
  style += kSeriesPlotCss;
  const std::array<std::pair<const char*, std::string_view>, 4> files = {
      {{"data.js", data}, {"page.css", style}, {"page.js", kPageJs}, {"index.html", page}}};
  for (const auto& [name, text] : files) {
    if (auto written = WriteText(part_ / name, text); !written) return written;
  }
  return PutInPlace();
}

Result<void> ReportFolder::PutInPlace() {
  std::error_code error;
  fs::remove(folder_ / "index.html", error);  // half a report must not look like a whole one
  for (const char* name : {"images", "data"}) fs::remove_all(folder_ / name, error);
  for (const char* name : {"images", "data", "data.js", "page.css", "page.js", "index.html"}) {
    if (!error && fs::exists(part_ / name)) fs::rename(part_ / name, folder_ / name, error);
  }
  if (error) return Unavailable("cannot write " + folder_.string() + ": " + error.message());
  fs::remove_all(part_, error);
  return {};
}

}  // namespace labelwatch
