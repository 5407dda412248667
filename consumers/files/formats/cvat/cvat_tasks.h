#pragma once
// What <meta> of CVAT XML says: a task, a job, or a project of several tasks, to which images and tracks belong.
//
//   <task><id>5</id><name>ride</name><size>4</size><mode>interpolation</mode><start_frame>10</start_frame>
//     <frame_filter>step=3</frame_filter><original_size>...</original_size></task>
//
// are the frames 10, 13, 16 and 19 of a video. Single-owner.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace labelwatch {

inline constexpr std::int64_t kMaxCvatFrame = 10'000'000;  // the last frame of a video, at 60 a second, two days

struct CvatTask {
  std::string kind, id, name, mode, annotator;
  double size = 0;                   // frames, as written
  std::int64_t start = 0, step = 1;  // the number of the first frame; how far it is to the next
  std::uint32_t width = 0, height = 0;
};

class CvatTasks {
 public:
  void Start() { now_ = CvatTask(); }  // a <task> begins
  // An element inside <meta>, or <meta> itself, ends.
  void Meta(std::string_view name, std::string_view parent, std::string_view text);

  // Of one task images and tracks need not say its id.
  const CvatTask& Of(const std::string& id) const;
  std::size_t Count() const { return tasks_.size(); }
  const std::map<std::string, CvatTask>& ById() const { return tasks_; }

 private:
  void End();

  CvatTask now_;  // the one that is being read
  const CvatTask none_ = {};
  std::map<std::string, CvatTask> tasks_;
  std::set<std::string> names_;
};

// What every frame repeats (task, assignee, track); what is longer is no name.
std::string_view CvatName(std::string_view text);
std::uint32_t CvatPixels(std::string_view text);

}  // namespace labelwatch
