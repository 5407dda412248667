#include "config/commands/tally_file.h"

#include <memory>

#include "schema/message_json.h"
#include "schema/recorded.h"
#include "schema/tally_codec.h"

namespace labelwatch {

Result<void> TallyFile::Open(const std::string& path) {
  path_ = path;
  return file_.Open(path);
}

void TallyFile::Write(Tally tally) {
  if (!file_.IsOpen()) return;
  tally.lessons = {};
  tally.lessons.from = tally.lessons.to = std::make_shared<const Calibration>();
  const std::string bytes = EncodeTally(tally);
  std::string out;
  if (path_.ends_with(".jsonl")) {
    out = TallyToJson(bytes).value_or("") + "\n";
  } else {
    AppendDelimited(bytes, out);
  }
  file_.Stream() << out;
}

Result<void> TallyFile::Close() { return file_.Close(); }

}  // namespace labelwatch
