#pragma once
// The pipeline over files: one task reads a stream of records to its end.

#include <functional>

#include "consumers/files/record_stream.h"
#include "consumers/task.h"

namespace labelwatch {

// Called after every record; false stops the replay. What is shown, paced or served while it runs happens here.
using ReplayStep = std::function<bool(const StreamProgress&, Task&)>;

// Feeds the stream to the task; true when it was read to its end, after which the task has judged all that it held.
Result<bool> Replay(RecordStream& stream, Task& task, const ReplayStep& step);

}  // namespace labelwatch
