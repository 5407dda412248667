#pragma once
// What labels may be: the rules that the people who lead the labeling set. Read from a file by config/ontology_file.h.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace labelwatch {

struct AttributeRule {
  bool required = false;
  std::vector<std::string> values;  // allowed; empty: any

  friend bool operator==(const AttributeRule&, const AttributeRule&) = default;
};

struct ClassRules {
  double min_width = 0, min_height = 0;             // pixels; 0: any
  std::optional<std::uint64_t> at_least, at_most;   // labels of the class in one frame
  std::map<std::string, AttributeRule> attributes;  // by name
  bool other_attributes = true;                     // whether attributes that are not named are allowed

  friend bool operator==(const ClassRules&, const ClassRules&) = default;
};

struct Ontology {
  std::map<std::string, ClassRules> classes;  // by name
  bool other_classes = false;                 // whether classes that are not named are allowed

  friend bool operator==(const Ontology&, const Ontology&) = default;
};

// Where it was read from, and what was read; null: no rules.
struct OntologyOptions {
  std::string file;
  std::shared_ptr<const Ontology> rules;
};

}  // namespace labelwatch
