#include "schema/json_line.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <charconv>
#include <cstdlib>
#include <optional>

namespace labelwatch {
namespace {

constexpr unsigned kParsing =
    rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag;

template <typename Whole>
std::optional<Whole> WholeNumber(const char* begin, const char* end) {
  Whole number = 0;
  const auto [at, error] = std::from_chars(begin, end, number);
  return at == end && error == std::errc() ? std::optional(number) : std::nullopt;
}

// Passes all on to a document, numbers as they are written. The library's own exact reading is undefined for 0e131.
class ExactNumbers : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, ExactNumbers> {
 public:
  explicit ExactNumbers(rapidjson::Document& document) : document_(document) {}

  bool Null() { return document_.Null(); }
  bool Bool(bool value) { return document_.Bool(value); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    if (const auto whole = WholeNumber<std::int64_t>(text, text + size)) return document_.Int64(*whole);
    if (const auto large = WholeNumber<std::uint64_t>(text, text + size)) return document_.Uint64(*large);
    return document_.Double(
        std::strtod(std::string(text, size).c_str(), nullptr));  // finite: else it is refused before
  }
  bool String(const char* text, rapidjson::SizeType size, bool) { return document_.String(text, size, true); }
  bool Key(const char* text, rapidjson::SizeType size, bool) { return document_.Key(text, size, true); }
  bool StartObject() { return document_.StartObject(); }
  bool EndObject(rapidjson::SizeType members) { return document_.EndObject(members); }
  bool StartArray() { return document_.StartArray(); }
  bool EndArray(rapidjson::SizeType elements) { return document_.EndArray(elements); }

 private:
  rapidjson::Document& document_;
};

}  // namespace

const rapidjson::Value* MemberOf(const rapidjson::Value& object, const char* name) {
  const auto member = object.FindMember(name);
  return member == object.MemberEnd() ? nullptr : &member->value;
}

std::string TextField(const rapidjson::Value& object, const char* name) {
  const auto* value = MemberOf(object, name);
  return value && value->IsString() ? std::string(value->GetString(), value->GetStringLength()) : std::string();
}

Result<rapidjson::Document> ObjectOfLine(std::string_view line, const char* what) {
  rapidjson::Document document;
  rapidjson::Reader reader;
  auto parse = [&](rapidjson::Document& into) {
    rapidjson::MemoryStream stream(line.data(), line.size());
    ExactNumbers exact(into);
    reader.Parse<kParsing>(stream, exact);
    return !reader.HasParseError();
  };
  document.Populate(parse);
  if (reader.HasParseError()) {
    return BadInput("not JSON at byte " + std::to_string(reader.GetErrorOffset()) + ": " +
                    rapidjson::GetParseError_En(reader.GetParseErrorCode()));
  }
  if (!document.IsObject()) return BadInput(std::string(what) + " must be a JSON object");
  return document;
}

}  // namespace labelwatch
