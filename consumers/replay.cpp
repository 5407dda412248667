#include "consumers/replay.h"

namespace labelwatch {

Result<bool> Replay(RecordStream& stream, Task& task, const ReplayStep& step) {
  Record record;
  for (;;) {
    const Result<bool> more = stream.Next(record);
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
    // The record's own time serves as the clock: a replay gives the same result at any speed.
    task.Add(record, record.timestamp_ms);
    if (!step(stream.Progress(), task)) return false;
  }
  task.Finish();
  return true;
}

}  // namespace labelwatch
