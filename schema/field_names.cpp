#include "schema/field_names.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <utility>

#include "labelwatch/v1/labelwatch.pb.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::size_t kMostNames = 8, kLongestName = 80;

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Follows the types of the messages that objects stand for.
class Keys : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Keys> {
 public:
  explicit Keys(const Descriptor& type) : next_{&type, {}} {}

  bool Key(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    const Place at = places_.back();  // of an object: arrays have no keys
    next_ = {};
    if (at.type == nullptr || at.type->options().map_entry()) return true;  // whatever is within: its name is free
    const std::string name(text, size);
    const FieldDescriptor* field = at.type->FindFieldByName(name);
    if (field == nullptr) field = at.type->FindFieldByCamelcaseName(name);
    if (field == nullptr) {
      Unknown(at.path, name);
      return true;
    }
    if (at.path.empty()) names_.known.insert(field->name());
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) next_ = {field->message_type(), at.path + name + "."};
    return true;
  }
  bool StartObject() { return Open(); }
  bool EndObject(rapidjson::SizeType /*members*/) { return Close(); }
  bool StartArray() { return Open(); }
  bool EndArray(rapidjson::SizeType /*elements*/) { return Close(); }

  FieldNames Take() && { return std::move(names_); }

 private:
  struct Place {
    const Descriptor* type = nullptr;  // null: of what nobody knows
    std::string path;                  // "labels.", of its fields
  };

  void Unknown(const std::string& path, const std::string& name) {
    names_.unknown_outermost |= path.empty();
    if (names_.unknown.size() >= kMostNames) return;
    std::string shown = Printable(path + name, kLongestName);
    if (std::ranges::find(names_.unknown, shown) == names_.unknown.end()) names_.unknown.push_back(std::move(shown));
  }
  // What an array holds is what its field holds.
  bool Open() {
    places_.push_back(next_);
    return true;
  }
  bool Close() {
    next_ = places_.back();
    places_.pop_back();
    return true;
  }

  Place next_;  // of the next object
  std::vector<Place> places_;
  FieldNames names_;
};

}  // namespace

FieldNames NamesIn(std::string_view json, Side side) {
  const std::string text(json);  // ends with a zero
  rapidjson::StringStream stream(text.c_str());
  rapidjson::Reader reader;
  Keys keys(side == Side::kLabels ? *v1::LabeledFrame::descriptor() : *v1::PredictedFrame::descriptor());
  reader.Parse<rapidjson::kParseIterativeFlag>(stream, keys);
  return std::move(keys).Take();
}

}  // namespace labelwatch
