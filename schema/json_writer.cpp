#include "schema/json_writer.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>

namespace labelwatch {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

rapidjson::SizeType SizeOf(std::string_view text) { return static_cast<rapidjson::SizeType>(text.size()); }

}  // namespace

struct JsonWriter::State {
  rapidjson::StringBuffer buffer;
  Writer writer{buffer};
};

JsonWriter::JsonWriter() : JsonWriter(Writer::kDefaultMaxDecimalPlaces) {}
JsonWriter::JsonWriter(int decimals) : state_(std::make_unique<State>()) {
  state_->writer.SetMaxDecimalPlaces(decimals);
}
JsonWriter::~JsonWriter() = default;

JsonWriter& JsonWriter::Key(std::string_view name) {
  state_->writer.Key(name.data(), SizeOf(name));
  return *this;
}

void JsonWriter::OpenObject() { state_->writer.StartObject(); }
void JsonWriter::CloseObject() { state_->writer.EndObject(); }
void JsonWriter::OpenList() { state_->writer.StartArray(); }
void JsonWriter::CloseList() { state_->writer.EndArray(); }

void JsonWriter::Text(std::string_view text) { state_->writer.String(text.data(), SizeOf(text)); }
void JsonWriter::Whole(std::uint64_t number) { state_->writer.Uint64(number); }
void JsonWriter::Signed(std::int64_t number) { state_->writer.Int64(number); }
void JsonWriter::Real(double number) { std::isfinite(number) ? state_->writer.Double(number) : state_->writer.Null(); }
void JsonWriter::Truth(bool truth) { state_->writer.Bool(truth); }
void JsonWriter::Null() { state_->writer.Null(); }
void JsonWriter::Digits(std::string_view number) {
  state_->writer.RawValue(number.data(), number.size(), rapidjson::kNumberType);
}

std::string_view JsonWriter::Written() const { return {state_->buffer.GetString(), state_->buffer.GetSize()}; }

}  // namespace labelwatch
