#pragma once
// The walk over an export of Encord: label rows (one a picture, group of pictures or video), their data units (a
// picture each, or the video), the frames of a video in the order of their numbers, objects, classifications and the
// answers to both, which stand once at the end of the row.

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "consumers/files/dataset/image_size.h"
#include "consumers/files/text/byte_source.h"
#include "consumers/files/text/json_record.h"
#include "consumers/files/text/problems.h"
#include "schema/result.h"

namespace labelwatch {

// One picture or one frame of a video. Views live during the call.
struct EncordFrame {
  std::string_view name;      // of the picture; of a video the number of the frame behind its title
  std::string_view unit_id;   // data_hash
  std::string_view sequence;  // the title of the video; empty: a picture
  std::int64_t index = 0;     // in the video
  ImageSize size;
  JsonValue objects, classifications;
  JsonValue created_at, last_edited_at;  // of the row
  bool labeled = true;                   // no: the row is not done, so that nothing here says nothing
  std::uint64_t offset = 0;
};

// What was asked about an object or a picture, and answered: "Mood: Sad".
class EncordAnswers {
 public:
  explicit EncordAnswers(JsonValue by_hash);
  // Calls use(question, answer, chosen) for each of the object: `chosen` where it is one of a list, no text.
  void ForEach(std::string_view hash,
               const std::function<void(std::string_view question, std::string_view answer, bool chosen)>& use) const;

 private:
  std::unordered_map<std::string_view, JsonValue> by_hash_;
};

using OnEncordFrame =
    std::function<void(const EncordFrame& frame, const EncordAnswers& of_objects, const EncordAnswers& of_pictures)>;

// An error: the file is not JSON, or no row of it has data units. What is broken goes to `problems`.
Result<void> ReadEncordRows(ByteSource& source, Problems& problems, const OnEncordFrame& use);

}  // namespace labelwatch
