#include "schema/top_level_names.h"

#include <google/protobuf/descriptor.h>
#include <rapidjson/reader.h>

#include <utility>

#include "labelwatch/v1/labelwatch.pb.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::size_t kMostNames = 8, kLongestName = 80;

class Keys : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Keys> {
 public:
  explicit Keys(const google::protobuf::Descriptor& type) : type_(type) {}

  bool Key(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    if (depth_ != 1) return true;
    const std::string name(text, size);
    const auto* field = type_.FindFieldByName(name);
    if (field == nullptr) field = type_.FindFieldByCamelcaseName(name);
    if (field != nullptr) {
      names_.known.insert(field->name());
    } else if (names_.unknown.size() < kMostNames) {
      names_.unknown.push_back(Printable(name, kLongestName));
    }
    return true;
  }
  bool StartObject() { return Open(); }
  bool EndObject(rapidjson::SizeType /*members*/) { return Close(); }
  bool StartArray() { return Open(); }
  bool EndArray(rapidjson::SizeType /*elements*/) { return Close(); }

  TopLevelNames Take() && { return std::move(names_); }

 private:
  bool Open() { return ++depth_ > 0; }
  bool Close() { return --depth_ >= 0; }

  const google::protobuf::Descriptor& type_;
  int depth_ = 0;
  TopLevelNames names_;
};

}  // namespace

TopLevelNames NamesIn(std::string_view json, Side side) {
  const std::string text(json);  // ends with a zero
  rapidjson::StringStream stream(text.c_str());
  rapidjson::Reader reader;
  Keys keys(side == Side::kLabels ? *v1::LabeledFrame::descriptor() : *v1::PredictedFrame::descriptor());
  reader.Parse<rapidjson::kParseIterativeFlag>(stream, keys);
  return std::move(keys).Take();
}

}  // namespace labelwatch
