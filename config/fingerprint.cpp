#include <algorithm>
#include <cstdint>

#include "config/key.h"
#include "config/ontology_file.h"
#include "detectors/registry.h"

namespace labelwatch {
namespace {

// What judges: a change of these can change a finding.
bool Judges(const Key& key) {
  return key.path.starts_with("inspect.") || key.path.starts_with("images.") || key.path == "calibration.mode";
}

// FNV-1a, 64 bits: offset basis and prime of its authors (Fowler, Noll, Vo).
std::uint64_t Hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
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
  std::string text;
  for (const std::string& line : lines) text += line;

  constexpr char kHex[] = "0123456789abcdef";
  std::string digits(16, '0');
  std::uint64_t hash = Hash(text);
  for (std::size_t i = digits.size(); i-- > 0; hash >>= 4) digits[i] = kHex[hash & 15];
  return digits;
}

}  // namespace labelwatch
