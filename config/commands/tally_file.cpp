#include "config/commands/tally_file.h"

#include <memory>

#include "schema/message_json.h"
#include "schema/recorded.h"
#include "schema/tally_codec.h"

namespace labelwatch {

Result<void> TallyFile::Open(const std::string& path) {
  path_ = path;
  if (path.empty()) return {};
  file_.open(path, std::ios::binary);
  if (!file_) return Unavailable("cannot write " + path + ": is the folder there?");
  return {};
}

void TallyFile::Write(Tally tally) {
  if (!file_.is_open()) return;
  tally.lessons = {};
  tally.lessons.from = tally.lessons.to = std::make_shared<const Calibration>();
  const std::string bytes = EncodeTally(tally);
  std::string out;
  if (path_.ends_with(".jsonl")) {
    out = TallyToJson(bytes).value_or("") + "\n";
  } else {
    AppendDelimited(bytes, out);
  }
  file_ << out;
}

Result<void> TallyFile::Close() {
  if (!file_.is_open()) return {};
  file_.close();
  if (!file_) return Unavailable("cannot write all of " + path_ + ": is there room?");
  return {};
}

}  // namespace labelwatch
