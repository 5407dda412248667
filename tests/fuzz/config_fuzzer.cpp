// libFuzzer target: any text as a configuration, and as an ontology.

#include "config/config.h"
#include "config/ontology_file.h"
#include "tests/fuzz/fuzzing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace labelwatch;
  FuzzedBytes bytes(data, size);
  if (bytes.Byte() % 4 != 0) {
    const auto config = ParseConfig(bytes.Rest());
    Hold(config || !config.error().empty(), "what is refused says why");
    return 0;
  }
  const auto ontology = ReadOntology(bytes.Rest());
  if (!ontology) {
    Hold(!ontology.error().empty(), "what is refused says why");
    return 0;
  }
  const auto again = ReadOntology(OntologyText(*ontology));
  Hold(again.has_value(), "an ontology that was written can be read");
  Hold(OntologyText(*again) == OntologyText(*ontology), "an ontology reads the same after writing");
  const auto as_json = ReadOntology(OntologyJson(*ontology));
  Hold(as_json && OntologyText(*as_json) == OntologyText(*ontology), "an ontology reads the same from its JSON");
  return 0;
}
