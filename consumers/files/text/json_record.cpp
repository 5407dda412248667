#include "consumers/files/text/json_record.h"

#include <charconv>
#include <cstdlib>
#include <limits>

#include "consumers/files/text/text_lines.h"
#include "schema/text.h"

namespace labelwatch {
namespace {
constexpr const char* kTooLarge = "it is nested too deep or too long";
constexpr const char* kNotUtf8 = "it holds text that is not UTF-8";
}  // namespace

void JsonRecord::Clear() {
  nodes_.clear();
  open_.clear();
  text_.clear();
  skipped_depth_ = 0;
  damage_ = nullptr;
}

bool JsonRecord::Room(std::size_t text) {
  if (skipped_depth_ > 0) return false;
  if (nodes_.size() < kMaxNodes && text_.size() + text <= kMaxText) return true;
  damage_ = kTooLarge;
  return false;
}

void JsonRecord::CountInParent() {
  if (!open_.empty()) ++nodes_[open_.back()].size;
}

void JsonRecord::Add(JsonType type, std::string_view text) {
  if (!Room(text.size())) return;
  if (type == JsonType::kText && damage_ == nullptr && !ValidUtf8(text)) damage_ = kNotUtf8;
  CountInParent();
  const auto next = static_cast<std::uint32_t>(nodes_.size() + 1);
  nodes_.push_back({type, 0, next, static_cast<std::uint32_t>(text.size()), text_.size()});
  text_ += text;
}

void JsonRecord::Key(std::string_view key) {
  if (!Room(key.size())) return;
  if (damage_ == nullptr && !ValidUtf8(key)) damage_ = kNotUtf8;
  const auto next = static_cast<std::uint32_t>(nodes_.size() + 1);
  nodes_.push_back({JsonType::kText, 0, next, static_cast<std::uint32_t>(key.size()), text_.size()});
  text_ += key;
}

void JsonRecord::Start(JsonType type) {
  if (skipped_depth_ > 0 || open_.size() >= kMaxDepth || !Room(0)) {
    damage_ = kTooLarge;
    ++skipped_depth_;
    return;
  }
  CountInParent();
  open_.push_back(static_cast<std::uint32_t>(nodes_.size()));
  nodes_.push_back({type, 0, 0, 0, text_.size()});
}

void JsonRecord::End() {
  if (skipped_depth_ > 0) {
    --skipped_depth_;
    return;
  }
  nodes_[open_.back()].next = static_cast<std::uint32_t>(nodes_.size());
  open_.pop_back();
}

JsonType JsonValue::Type() const { return record_ == nullptr ? JsonType::kMissing : record_->nodes_[node_].type; }

std::string_view JsonValue::Text() const {
  return IsText() || IsNumber() ? record_->TextOf(record_->nodes_[node_]) : std::string_view();
}

bool JsonValue::HoldsNumber() const { return IsNumber() || (IsText() && NumberIn(Text()).has_value()); }

double JsonValue::Number() const {
  if (IsText()) return NumberIn(Text()).value_or(std::numeric_limits<double>::quiet_NaN());
  if (!IsNumber()) return std::numeric_limits<double>::quiet_NaN();
  // from_chars knows NaN, Infinity and -Infinity as Python writes them, too.
  const std::string_view text = Text();
  double number = std::numeric_limits<double>::quiet_NaN();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  // Out of range: strtod tells too small (0) from too large (infinity).
  return error == std::errc::result_out_of_range ? std::strtod(std::string(text).c_str(), nullptr) : number;
}

bool JsonValue::Truth() const {
  if (Type() == JsonType::kBool) return record_->nodes_[node_].text_size > 0;
  return IsNumber() && Number() != 0;
}

std::uint32_t JsonValue::Size() const { return IsArray() || IsObject() ? record_->nodes_[node_].size : 0; }

JsonValue JsonValue::operator[](std::string_view key) const {
  JsonValue found;
  ForMembers([&](std::string_view name, JsonValue value) {
    if (found.record_ == nullptr && name == key) found = value;
  });
  return found;
}

}  // namespace labelwatch
