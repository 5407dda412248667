#pragma once
// One JSON value held as flat nodes in reused memory: what a streaming reader keeps of one row of a large file.
// Numbers stay as they were written, so that 64-bit ids are exact.
//
//   JsonRecord record;               // filled by ReadJsonRows
//   JsonValue box = record.Root()["bbox"];
//   if (box.IsArray() && box.Size() == 4) ...
//
// A JsonValue is valid until the record is cleared. Single-owner.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace labelwatch {

class JsonRecord;

enum class JsonType : std::uint8_t { kMissing, kNull, kBool, kNumber, kText, kArray, kObject };

class JsonValue {
 public:
  JsonValue() = default;
  JsonValue(const JsonRecord& record, std::uint32_t node) : record_(&record), node_(node) {}

  JsonType Type() const;
  bool IsMissing() const { return Type() == JsonType::kMissing || Type() == JsonType::kNull; }  // null says nothing
  bool IsNumber() const { return Type() == JsonType::kNumber; }
  bool IsText() const { return Type() == JsonType::kText; }
  bool IsArray() const { return Type() == JsonType::kArray; }
  bool IsObject() const { return Type() == JsonType::kObject; }

  // A number, or a text that is one: tools write "0.93" where json.dump(default=str) met a number that it did not know.
  bool HoldsNumber() const;
  double Number() const;          // NaN where it holds none
  std::string_view Text() const;  // of a text, or the digits of a number as written; else empty
  bool Truth() const;             // true, or a number other than 0
  std::uint32_t Size() const;     // elements of an array, members of an object; else 0

  JsonValue operator[](std::string_view key) const;  // the first member of that name; missing where there is none

  // For each element: f(JsonValue). For each member: f(std::string_view key, JsonValue).
  template <typename F>
  void ForElements(F f) const;
  template <typename F>
  void ForMembers(F f) const;

 private:
  const JsonRecord* record_ = nullptr;
  std::uint32_t node_ = 0;
};

class JsonRecord {
 public:
  static constexpr std::uint32_t kMaxNodes = 16'000'000;
  static constexpr std::uint32_t kMaxDepth = 32;
  static constexpr std::size_t kMaxText = 256u << 20;

  void Clear();
  bool Complete() const { return open_.empty() && !nodes_.empty(); }
  // Why the value cannot be used; nothing: it can. Too deep or too long (what is held is not all), or not UTF-8.
  const char* Damage() const { return damage_; }
  JsonValue Root() const { return nodes_.empty() ? JsonValue() : JsonValue(*this, 0); }

  // Events, in document order. A member is its key followed by its value.
  void Add(JsonType type, std::string_view text = {});  // null, bool ("1" or ""), number, text
  void Key(std::string_view key);
  void Start(JsonType type);
  void End();

 private:
  friend class JsonValue;
  struct Node {
    JsonType type;
    std::uint32_t size;  // elements or members
    std::uint32_t next;  // the node after this one and all that is inside
    std::uint32_t text_size;
    std::size_t text;  // where the text begins
  };
  bool Room(std::size_t text);
  void CountInParent();
  std::string_view TextOf(const Node& node) const { return std::string_view(text_).substr(node.text, node.text_size); }

  std::vector<Node> nodes_;
  std::vector<std::uint32_t> open_;
  std::string text_;
  std::uint32_t skipped_depth_ = 0;  // inside a value that is too deep to be kept
  const char* damage_ = nullptr;     // static storage
};

template <typename F>
void JsonValue::ForElements(F f) const {
  if (!IsArray()) return;
  const auto& nodes = record_->nodes_;
  for (std::uint32_t i = node_ + 1; i < nodes[node_].next; i = nodes[i].next) f(JsonValue(*record_, i));
}

template <typename F>
void JsonValue::ForMembers(F f) const {
  if (!IsObject()) return;
  const auto& nodes = record_->nodes_;
  for (std::uint32_t i = node_ + 1; i + 1 < nodes[node_].next; i = nodes[i + 1].next) {
    f(record_->TextOf(nodes[i]), JsonValue(*record_, i + 1));
  }
}

}  // namespace labelwatch
