#pragma once
// A line of a file as one JSON object, numbers as they are written. Internal to schema/.

#include <rapidjson/document.h>

#include <string>
#include <string_view>

#include "schema/result.h"

namespace labelwatch {

// The object that is the line, or why it is none. `what`: as an error calls it.
Result<rapidjson::Document> ObjectOfLine(std::string_view line, const char* what);

const rapidjson::Value* MemberOf(const rapidjson::Value& object, const char* name);  // null: it has none
std::string TextField(const rapidjson::Value& object, const char* name);             // empty where it is no text

}  // namespace labelwatch
