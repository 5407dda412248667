#pragma once
// An XML file as a stream of elements, read by expat: nothing of the file is held but the open elements.
//
// Hostile files end in one sentence: nested deeper than kMaxDepth, an element or a text longer than the limits, any
// declaration of an entity (they can multiply a file, or read another one; no label format needs them).

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "consumers/files/text/byte_source.h"
#include "schema/result.h"

namespace labelwatch {

class XmlElement {
 public:
  XmlElement(std::string_view name, const char** attributes, std::uint64_t line)
      : name_(name), attributes_(attributes), line_(line) {}
  std::string_view Name() const { return name_; }
  std::uint64_t Line() const { return line_; }
  std::string_view operator[](std::string_view attribute) const;  // empty where there is none

 private:
  std::string_view name_;
  const char** attributes_;  // name, value, name, value, ..., null
  std::uint64_t line_;
};

class XmlSink {
 public:
  virtual ~XmlSink() = default;
  // All texts are valid UTF-8 and live during the call. `depth` of the outermost element is 1.
  virtual void Start(const XmlElement& element, std::size_t depth) = 0;
  // `text`: what stands in the element since its last child, blanks at both ends removed.
  virtual void End(std::string_view name, std::size_t depth, std::string_view text, std::uint64_t line) = 0;
};

inline constexpr std::size_t kMaxXmlDepth = 64;
inline constexpr std::size_t kMaxXmlToken = 32u << 20;  // one tag with its attributes: a polygon of a million points
inline constexpr std::size_t kMaxXmlText = 1u << 20;

Result<void> ReadXml(ByteSource& source, XmlSink& sink);

// The number, or NaN where the text is none.
double NumberOf(std::string_view text);

}  // namespace labelwatch
