#pragma once
// The folder of a report on disk: what may be overwritten, which pictures go into it, and the order of writing. For
// consumers/report only.

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schema/result.h"

namespace labelwatch {

// A folder that is empty, not there yet, or holds an earlier report.
Result<void> CheckReportFolder(const std::string& folder);
// Empty, or a folder that is there.
Result<void> CheckPictureFolder(const std::string& folder);

class ReportFolder {
 public:
  ReportFolder(std::filesystem::path folder, std::filesystem::path pictures)
      : folder_(std::move(folder)), pictures_(std::move(pictures)), part_(folder_ / "new.part") {}

  // The picture's path within the report, "images/0001.jpg"; empty where there is none. Only plain files of at most
  // 64 MiB below the folder of pictures are taken, whatever a label file says.
  std::string Picture(std::string_view uri);
  std::size_t MissingPictures() const { return missing_; }

  // In this order: what the page reads as it goes, each part a list without brackets; the pictures and the page,
  // index.html last. An earlier report is replaced once the new one is whole. `rates`: HTML of the time view; may be
  // empty.
  Result<void> Begin();
  Result<void> WritePart(const std::string& name, std::size_t number, const std::string& list);
  Result<void> Finish(const std::string& data, const std::string& rates);

 private:
  Result<void> PutInPlace();

  const std::filesystem::path folder_, pictures_, part_;
  std::vector<std::pair<std::filesystem::path, std::string>> copies_;  // from, to
  std::unordered_map<std::string, std::string> known_;                 // by uri
  std::size_t missing_ = 0;
};

}  // namespace labelwatch
