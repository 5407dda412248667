#pragma once
// Answers that others gave, to hold ours to: the made cases of tests/oracles, and the larger ones of the folder of
// shared data, where that is there.

#include <rapidjson/document.h>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace labelwatch {

// Each file of that name; the first one is always there.
inline std::vector<rapidjson::Document> Oracles(const std::string& name) {
  std::vector<rapidjson::Document> documents;
  for (const char* folder : {LABELWATCH_REPOSITORY "/tests/oracles/", LABELWATCH_SHARED "/oracles/"}) {
    std::ifstream file(folder + name);
    if (!file) continue;
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    rapidjson::Document document;
    document.Parse(text.c_str());
    documents.push_back(std::move(document));
  }
  return documents;
}

// The cases of all of them.
inline std::vector<const rapidjson::Value*> Cases(const std::vector<rapidjson::Document>& oracles) {
  std::vector<const rapidjson::Value*> cases;
  for (const rapidjson::Document& oracle : oracles) {
    for (const rapidjson::Value& one : oracle.GetArray()) cases.push_back(&one);
  }
  return cases;
}

}  // namespace labelwatch
