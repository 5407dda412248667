#pragma once
// The labels of a CVAT project as an ontology: as its raw editor, its API or a backup has them (JSON), or as they stand
// in <meta> of an export (XML).

#include <string>
#include <string_view>
#include <vector>

#include "consumers/files/text/xml_events.h"
#include "detectors/contract/ontology.h"
#include "schema/result.h"

namespace labelwatch {

// A list of labels, or an object that holds one as `labels` or `results`. No classes where it is something else; an
// error is a clause: it is not JSON.
Result<Ontology> CvatJsonProject(const std::string& text);

class CvatXmlProject : public XmlSink {
 public:
  void Start(const XmlElement& element, std::size_t depth) override;
  void End(std::string_view name, std::size_t depth, std::string_view text, std::uint64_t line) override;
  Ontology Finish() { return std::move(ontology_); }

 private:
  struct Attribute {
    std::string name, input;
    std::vector<std::string> values;
  };
  std::vector<std::string> open_;
  std::string label_;
  bool part_ = false;  // of a skeleton
  std::vector<Attribute> attributes_;
  Ontology ontology_;
};

}  // namespace labelwatch
