#include "consumers/files/formats/encord/encord_rows.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>
#include <vector>

#include "consumers/files/text/json_rows.h"

namespace labelwatch {
namespace {

std::uint32_t PixelsOf(JsonValue value) {
  const double number = value.Number();
  return number >= 1 && number <= 1 << 20 ? static_cast<std::uint32_t>(number) : 0;
}

// A row before its work is done: what was not labeled yet looks like what holds nothing.
bool IsDone(std::string_view label_status, std::string_view task_status) {
  if (task_status == "COMPLETED" || task_status == "IN_REVIEW") return true;
  return label_status != "NOT_LABELLED" && label_status != "LABEL_IN_PROGRESS";
}

class RowReader : public JsonRowSink {
 public:
  RowReader(const std::string& path, Problems& problems, const OnEncordFrame& use)
      : path_(path), problems_(problems), use_(use) {}

  // A list of rows, or one row by itself, as the client gives it.
  bool Wants(std::string_view section) override { return section.empty(); }
  bool WantsObject(std::string_view section) override {
    return section == "data_units" || section == "object_answers" || section == "classification_answers";
  }
  bool WantsScalar(std::string_view section) override {
    return section == "data_title" || section == "label_status" || section == "annotation_task_status" ||
           section == "created_at" || section == "last_edited_at";
  }

  void Row(std::string_view section, const JsonRecord& row, std::uint64_t offset) override {
    if (!section.empty()) {
      if (row.Damage() != nullptr) return LeaveOut(section, {}, offset, row.Damage());
      alone_[std::string(section)] = row;
      return;
    }
    if (row.Damage() != nullptr) return LeaveOut("label row", {}, offset, row.Damage());
    const JsonValue root = row.Root();
    ReadRow([&](std::string_view key) { return root[key]; }, offset);
  }

  Result<void> Finish() {
    if (!alone_.empty()) {
      ReadRow(
          [&](std::string_view key) {
            const auto at = alone_.find(key);
            return at == alone_.end() ? JsonValue() : at->second.Root();
          },
          0);
    }
    if (!saw_units_ && !saw_row_)
      return BadInput(path_ + " has no label row with data_units: it is no export of Encord");
    return {};
  }

 private:
  // member(key): the value of that name.
  template <typename Member>
  void ReadRow(Member member, std::uint64_t offset) {
    saw_row_ = true;
    const JsonValue units = member("data_units");
    const std::string_view title = member("data_title").Text();
    if (!units.IsObject() || units.Size() == 0) return LeaveOut("label row", title, offset, "it has no data_units");
    saw_units_ = true;
    const EncordAnswers of_objects(member("object_answers")), of_pictures(member("classification_answers"));
    EncordFrame frame;
    frame.offset = offset;
    frame.created_at = member("created_at");
    frame.last_edited_at = member("last_edited_at");
    frame.labeled = IsDone(member("label_status").Text(), member("annotation_task_status").Text());
    units.ForMembers([&](std::string_view hash, JsonValue unit) {
      frame.unit_id = hash;
      ReadUnit(unit, frame, of_objects, of_pictures);
    });
  }

  void ReadUnit(JsonValue unit, EncordFrame& frame, const EncordAnswers& of_objects, const EncordAnswers& of_pictures) {
    const std::string_view title = unit["data_title"].Text().empty() ? frame.unit_id : unit["data_title"].Text();
    const JsonValue labels = unit["labels"];
    frame.size = {PixelsOf(unit["width"]), PixelsOf(unit["height"])};
    if (!labels.IsObject()) return LeaveOut("data unit", title, frame.offset, "it has no labels");
    if (labels.Size() == 0) return use_(Unlabeled(frame), of_objects, of_pictures);
    const bool picture = labels["objects"].IsArray() || labels["classifications"].IsArray();
    if (!frame.size.Known()) {
      return LeaveOut("data unit", title, frame.offset, "it has no width and height, of which coordinates are parts");
    }
    if (picture) {
      frame.name = title;
      frame.sequence = {};
      frame.index = 0;
      return ReadFrame(labels, frame, of_objects, of_pictures);
    }
    for (const auto& [number, of_frame] : FramesOf(labels, title, frame.offset)) {
      char behind[24];
      std::snprintf(behind, sizeof behind, "/frame_%06u", static_cast<unsigned>(number));
      const std::string name = std::string(title) + behind;
      frame.name = name;
      frame.sequence = title;
      frame.index = number;
      ReadFrame(of_frame, frame, of_objects, of_pictures);
    }
  }

  static EncordFrame Unlabeled(EncordFrame frame) {
    frame.objects = frame.classifications = {};
    frame.labeled = false;
    return frame;
  }

  void ReadFrame(JsonValue labels, EncordFrame& frame, const EncordAnswers& of_objects,
                 const EncordAnswers& of_pictures) {
    frame.objects = labels["objects"];
    frame.classifications = labels["classifications"];
    use_(frame, of_objects, of_pictures);
  }

  std::vector<std::pair<std::uint32_t, JsonValue>> FramesOf(JsonValue labels, std::string_view title,
                                                            std::uint64_t offset) {
    std::vector<std::pair<std::uint32_t, JsonValue>> frames;
    labels.ForMembers([&](std::string_view key, JsonValue value) {
      std::uint32_t number = 0;
      const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
      if (error != std::errc() || end != key.data() + key.size() || !value.IsObject()) {
        return LeaveOut("data unit", title, offset, "it has labels that are no frames of a video");
      }
      frames.emplace_back(number, value);
    });
    std::ranges::stable_sort(frames, {}, [](const auto& each) { return each.first; });
    return frames;
  }

  void LeaveOut(std::string_view what, std::string_view id, std::uint64_t offset, std::string_view why) {
    problems_.LeftOut(SentenceAbout(path_, what, id, offset, why));
  }

  const std::string& path_;
  Problems& problems_;
  const OnEncordFrame& use_;
  bool saw_row_ = false, saw_units_ = false;
  std::map<std::string, JsonRecord, std::less<>> alone_;  // members of a row that is the file
};

}  // namespace

EncordAnswers::EncordAnswers(JsonValue by_hash) {
  by_hash.ForMembers([&](std::string_view hash, JsonValue answers) { by_hash_.try_emplace(hash, answers); });
}

void EncordAnswers::ForEach(
    std::string_view hash,
    const std::function<void(std::string_view question, std::string_view answer, bool chosen)>& use) const {
  const auto at = by_hash_.find(hash);
  if (at == by_hash_.end()) return;
  at->second["classifications"].ForElements([&](JsonValue asked) {
    const JsonValue answers = asked["answers"];
    if (answers.IsText() || answers.IsNumber()) use(asked["name"].Text(), answers.Text(), false);
    answers.ForElements([&](JsonValue answer) { use(asked["name"].Text(), answer["name"].Text(), true); });
  });
}

Result<void> ReadEncordRows(ByteSource& source, Problems& problems, const OnEncordFrame& use) {
  RowReader reader(source.Path(), problems, use);
  if (auto read = ReadJsonRows(source, reader); !read) return read;
  return reader.Finish();
}

}  // namespace labelwatch
