#include "consumers/files/formats/cvat/cvat_tasks.h"

#include "consumers/files/text/xml_events.h"

namespace labelwatch {
namespace {

constexpr std::size_t kMaxTasks = 100'000;  // of a project
constexpr std::size_t kMaxName = 1000;      // bytes

// A number of a frame, or `least` where it is none.
std::int64_t FrameNumber(std::string_view text, std::int64_t least) {
  const double number = NumberOf(text);
  const bool good = number >= static_cast<double>(least) && number <= static_cast<double>(kMaxCvatFrame);
  return good ? static_cast<std::int64_t>(number) : least;
}

}  // namespace

std::string_view CvatName(std::string_view text) { return text.size() <= kMaxName ? text : std::string_view(); }

std::uint32_t CvatPixels(std::string_view text) {
  const double number = NumberOf(text);
  return number >= 0 && number <= 0xFFFFFFFFu ? static_cast<std::uint32_t>(number) : 0;
}

void CvatTasks::Meta(std::string_view name, std::string_view parent, std::string_view text) {
  if (parent == "task" || parent == "job") {
    now_.kind = parent;
    if (name == "id") now_.id = CvatName(text);
    if (name == "name") now_.name = CvatName(text);
    if (name == "mode") now_.mode = text;
    if (name == "size") now_.size = NumberOf(text);
    if (name == "start_frame") now_.start = FrameNumber(text, 0);
    if (name == "frame_filter" && text.starts_with("step=")) now_.step = FrameNumber(text.substr(5), 1);
  }
  if (parent == "original_size" && name == "width") now_.width = CvatPixels(text);
  if (parent == "original_size" && name == "height") now_.height = CvatPixels(text);
  if (parent == "assignee" && name == "username") now_.annotator = CvatName(text);
  if (name == "task" || name == "meta") End();
}

// The end of meta closes what was not in a task: a job, which has no name but its number. A name that another task has,
// too, is told apart by the number.
void CvatTasks::End() {
  if (tasks_.size() < kMaxTasks && (tasks_.empty() || !now_.id.empty())) {
    if (now_.name.empty() && !now_.id.empty()) now_.name = now_.kind + "_" + now_.id;
    if (!names_.insert(now_.name).second) now_.name += "_" + now_.id;
    tasks_.insert_or_assign(now_.id, now_);
  }
  now_ = CvatTask();
}

const CvatTask& CvatTasks::Of(const std::string& id) const {
  const auto task = tasks_.find(id);
  if (task != tasks_.end()) return task->second;
  return tasks_.size() == 1 ? tasks_.begin()->second : none_;
}

}  // namespace labelwatch
