#include <algorithm>

#include "config/key.h"
#include "config/ontology_file.h"
#include "detectors/registry.h"
#include "schema/hash.h"

namespace labelwatch {
namespace {

// What judges: a change of these can change a finding.
bool Judges(const Key& key) {
  return key.path.starts_with("inspect.") || key.path.starts_with("images.") || key.path == "calibration.mode";
}

}  // namespace

std::string JudgeFingerprint(const Config& config) {
  std::vector<std::string> lines;
  for (const Key& key : ConfigKeys()) {
    if (Judges(key)) lines.push_back(key.path + "=" + key.print(config) + "\n");
  }
  // Whether the others are asked stands in the keys.
  const NameTable no_classes(1);
  for (const auto& detector : MakeDetectors(config.task.inspect, no_classes)) {
    if (!detector->Needed().ByOptions()) lines.push_back("detector=" + std::string(detector->Name()) + "\n");
  }
  // Classes without a place are judged as one. With the usual number of places, ids stay those of versions without it.
  if (const std::size_t classes = config.names[Place(Dimension::kClass)];
      classes != DefaultNameLimits()[Place(Dimension::kClass)]) {
    lines.push_back("names.classes=" + std::to_string(classes) + "\n");
  }
  // What the file says, not only its name.
  if (const auto& rules = config.task.inspect.ontology.rules) lines.push_back("ontology=" + OntologyText(*rules));
  std::sort(lines.begin(), lines.end());
  ByteHash hash;
  for (const std::string& line : lines) hash.Add(line);
  return HexDigits(hash.Value());
}

}  // namespace labelwatch
