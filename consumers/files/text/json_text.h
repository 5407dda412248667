#pragma once
// One JSON value out of a text that is whole in memory: what a server answered, a record of a topic.
//
//   JsonRecord record;
//   if (auto read = ReadJsonText(reply.body, record)) ... record.Root()["id"].Number() ...
//
// For files, however large, there is json_rows.h.

#include <string_view>

#include "consumers/files/text/json_record.h"
#include "schema/result.h"

namespace labelwatch {

// Clears `record` and fills it. An error says in a clause what is wrong; nothing of the text is quoted.
Result<void> ReadJsonText(std::string_view text, JsonRecord& record);

}  // namespace labelwatch
