#include "consumers/files/text/json_rows.h"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <string>

namespace labelwatch {
namespace {

// A RapidJSON input stream over a ByteSource; '\0' at the end, as RapidJSON expects.
class Input {
 public:
  using Ch = char;

  explicit Input(ByteSource& source) : source_(source) { Refill(); }

  Ch Peek() const { return next_ != end_ ? *next_ : '\0'; }
  Ch Take() {
    if (next_ == end_) return '\0';
    const char c = *next_++;
    if (next_ == end_) Refill();
    return c;
  }
  std::size_t Tell() const { return base_ + static_cast<std::size_t>(next_ - begin_); }
  bool AtEnd() const { return next_ == end_; }

  // Writing in place is not used; the names are part of the concept.
  Ch* PutBegin() { return nullptr; }
  void Put(Ch) {}
  void Flush() {}
  std::size_t PutEnd(Ch*) { return 0; }

 private:
  void Refill() {
    source_.Skip(static_cast<std::size_t>(end_ - begin_));
    const std::string_view window = source_.Window();
    base_ = static_cast<std::size_t>(source_.Offset());
    begin_ = next_ = window.data();
    end_ = begin_ + window.size();
  }

  ByteSource& source_;
  const char* begin_ = nullptr;
  const char* next_ = nullptr;
  const char* end_ = nullptr;
  std::size_t base_ = 0;
};

// Turns parser events into rows. Numbers come as text.
class Rows : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Rows> {
 public:
  Rows(const Input& input, JsonRowSink& sink) : input_(input), sink_(sink) {}

  bool Null() { return Scalar(JsonType::kNull, {}); }
  bool Bool(bool value) { return Scalar(JsonType::kBool, value ? "1" : ""); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) { return Scalar(JsonType::kNumber, {text, size}); }
  bool String(const char* text, rapidjson::SizeType size, bool) { return Scalar(JsonType::kText, {text, size}); }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    if (depth_ == 1) {
      section_.assign(text, size);
    } else if (InRow()) {
      row_.Key({text, size});
    }
    return true;
  }
  bool StartObject() { return Start(JsonType::kObject); }
  bool StartArray() { return Start(JsonType::kArray); }
  bool EndObject(rapidjson::SizeType) { return End(); }
  bool EndArray(rapidjson::SizeType) { return End(); }

 private:
  // Elements of the wanted array stand at this depth.
  bool AtRowDepth() const { return wanted_ && depth_ == row_depth_; }
  bool InRow() const { return wanted_ && depth_ > row_depth_; }
  bool IsMember() const { return depth_ == 1 && root_ == JsonType::kObject && sink_.WantsScalar(section_); }

  bool Scalar(JsonType type, std::string_view text) {
    if (InRow()) {
      row_.Add(type, text);
    } else if (AtRowDepth() || IsMember()) {
      row_.Clear();
      row_.Add(type, text);
      sink_.Row(section_, row_, input_.Tell());
    }
    return true;
  }

  bool Start(JsonType type) {
    if (type == JsonType::kObject && depth_ == 1 && root_ == JsonType::kObject && sink_.WantsObject(section_)) {
      wanted_ = true;
      row_depth_ = depth_;
    }
    if (InRow()) {
      row_.Start(type);
    } else if (AtRowDepth()) {
      row_.Clear();
      row_.Start(type);
      offset_ = input_.Tell();
    } else if (type == JsonType::kArray && (depth_ == 0 || (depth_ == 1 && root_ == JsonType::kObject))) {
      wanted_ = sink_.Wants(section_);
      row_depth_ = depth_ + 1;
    }
    if (depth_ == 0) root_ = type;
    ++depth_;
    return true;
  }

  bool End() {
    --depth_;
    if (InRow()) {
      row_.End();
    } else if (AtRowDepth()) {
      row_.End();
      sink_.Row(section_, row_, offset_);
      if (depth_ == 1 && root_ == JsonType::kObject) wanted_ = false;  // the member was the row
    } else if (depth_ < row_depth_) {
      wanted_ = false;
    }
    return true;
  }

  const Input& input_;
  JsonRowSink& sink_;
  JsonRecord row_;
  std::string section_;
  JsonType root_ = JsonType::kMissing;
  std::uint64_t offset_ = 0, depth_ = 0, row_depth_ = 0;
  bool wanted_ = false;
};

}  // namespace

Result<void> ReadJsonRows(ByteSource& source, JsonRowSink& sink) {
  if (source.Peek(3).starts_with("\xEF\xBB\xBF")) source.Skip(3);
  Input input(source);
  Rows rows(input, sink);
  rapidjson::Reader reader;
  // Iterative: nesting is bounded by memory on the heap, not by the stack.
  constexpr unsigned kFlags =
      rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseNanAndInfFlag;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(input, rows);
  if (source.Failure()) return tl::unexpected<Error>(*source.Failure());
  if (!result.IsError()) return {};
  if (input.AtEnd()) {
    return BadInput(source.Path() + ": the JSON text ends early, at byte " + std::to_string(input.Tell()) +
                    "; the file is truncated, copy it again");
  }
  std::string why = rapidjson::GetParseError_En(result.Code());
  if (input.Peek() == '\0') why = "there are zeros; the copy was not completed, copy it again";
  if (result.Code() == rapidjson::kParseErrorDocumentRootNotSingular) why += " Put them into one list.";
  return BadInput(source.Path() + ": not JSON at byte " + std::to_string(result.Offset()) + ": " + why);
}

}  // namespace labelwatch
