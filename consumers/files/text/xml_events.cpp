#include "consumers/files/text/xml_events.h"

#include <expat.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <memory>

namespace labelwatch {
namespace {

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

struct Reading {
  XML_Parser parser;
  XmlSink& sink;
  std::size_t depth = 0;
  std::string text;
  const char* refusal = nullptr;
  std::uint64_t events = 0;

  void Refuse(const char* why) {
    refusal = why;
    XML_StopParser(parser, XML_FALSE);
  }
  std::uint64_t Line() const { return XML_GetCurrentLineNumber(parser); }
};

void OnStart(void* data, const char* name, const char** attributes) {
  Reading& reading = *static_cast<Reading*>(data);
  if (reading.refusal != nullptr) return;
  ++reading.events;
  if (++reading.depth > kMaxXmlDepth) return reading.Refuse("elements are nested deeper than 64");
  reading.text.clear();
  reading.sink.Start(XmlElement(name, attributes, reading.Line()), reading.depth);
}

void OnEnd(void* data, const char* name) {
  Reading& reading = *static_cast<Reading*>(data);
  if (reading.refusal != nullptr) return;
  ++reading.events;
  reading.sink.End(name, reading.depth--, Trimmed(reading.text), reading.Line());
  reading.text.clear();
}

void OnText(void* data, const char* text, int size) {
  Reading& reading = *static_cast<Reading*>(data);
  if (reading.refusal != nullptr) return;
  ++reading.events;
  if (reading.text.size() + static_cast<std::size_t>(size) > kMaxXmlText) {
    return reading.Refuse("a text is longer than 1 MiB");
  }
  reading.text.append(text, static_cast<std::size_t>(size));
}

void OnEntity(void* data, const char*, int, const char*, int, const char*, const char*, const char*, const char*) {
  static_cast<Reading*>(data)->Refuse("it declares entities, which label files do not need");
}

}  // namespace

std::string_view XmlElement::operator[](std::string_view attribute) const {
  for (const char** at = attributes_; *at != nullptr; at += 2) {
    if (attribute == at[0]) return at[1];
  }
  return {};
}

Result<void> ReadXml(ByteSource& source, XmlSink& sink) {
  const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreate(nullptr), XML_ParserFree);
  if (!parser) return Unavailable("no memory for reading " + source.Path());
  Reading reading{parser.get(), sink, 0, {}, nullptr, 0};
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), OnStart, OnEnd);
  XML_SetCharacterDataHandler(parser.get(), OnText);
  XML_SetEntityDeclHandler(parser.get(), OnEntity);
  const auto place = [&] {
    return source.Path() + ":" + std::to_string(XML_GetCurrentLineNumber(parser.get())) + ": ";
  };
  std::uint64_t events = 0, since = 0;  // the last event was seen before this offset
  for (bool last = false; !last;) {
    const std::string_view window = source.Window();
    last = window.empty();
    if (last && source.Failure()) return tl::unexpected<Error>(*source.Failure());
    const XML_Status status =
        XML_Parse(parser.get(), window.data(), static_cast<int>(window.size()), last ? XML_TRUE : XML_FALSE);
    source.Skip(window.size());
    if (reading.refusal != nullptr) return BadInput(place() + reading.refusal);
    if (status != XML_STATUS_OK) {
      const std::string why = XML_ErrorString(XML_GetErrorCode(parser.get()));
      if (last)
        return BadInput(place() + "the XML text ends early (" + why + "); the file is truncated, copy it again");
      return BadInput(place() + "not XML: " + why);
    }
    // Until a tag ends, expat keeps it and says nothing.
    if (reading.events != events) since = source.Offset();
    events = reading.events;
    if (source.Offset() > since + kMaxXmlToken) return BadInput(place() + "a tag is longer than 32 MiB");
  }
  return {};
}

double NumberOf(std::string_view text) {
  text = Trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::numeric_limits<double>::quiet_NaN();
  return number;
}

}  // namespace labelwatch
