#include "consumers/files/text/json_text.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <string>

namespace labelwatch {
namespace {

// Turns parser events into the nodes of a record. Numbers stay text.
class Filler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Filler> {
 public:
  explicit Filler(JsonRecord& record) : record_(record) {}

  bool Null() { return Added(JsonType::kNull, {}); }
  bool Bool(bool value) { return Added(JsonType::kBool, value ? "1" : ""); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) { return Added(JsonType::kNumber, {text, size}); }
  bool String(const char* text, rapidjson::SizeType size, bool) { return Added(JsonType::kText, {text, size}); }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    record_.Key({text, size});
    return true;
  }
  bool StartObject() { return Started(JsonType::kObject); }
  bool StartArray() { return Started(JsonType::kArray); }
  bool EndObject(rapidjson::SizeType) { return Ended(); }
  bool EndArray(rapidjson::SizeType) { return Ended(); }

 private:
  bool Added(JsonType type, std::string_view text) {
    record_.Add(type, text);
    return true;
  }
  bool Started(JsonType type) {
    record_.Start(type);
    return true;
  }
  bool Ended() {
    record_.End();
    return true;
  }

  JsonRecord& record_;
};

}  // namespace

Result<void> ReadJsonText(std::string_view text, JsonRecord& record) {
  record.Clear();
  rapidjson::MemoryStream stream(text.data(), text.size());
  Filler filler(record);
  rapidjson::Reader reader;
  // Iterative: nesting is bounded by memory on the heap, not by the stack.
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, filler);
  if (result.IsError()) {
    return BadInput("not JSON at byte " + std::to_string(result.Offset()) + ": " +
                    rapidjson::GetParseError_En(result.Code()));
  }
  if (const char* damage = record.Damage()) return BadInput(damage);
  return {};
}

}  // namespace labelwatch
