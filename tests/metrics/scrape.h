#pragma once
// Reads Prometheus text as a test needs it: samples by name and labels, and the families announced.

#include <map>
#include <set>
#include <sstream>
#include <string>

namespace labelwatch {

struct Scrape {
  std::map<std::string, double> samples;     // "name{label="value"}" -> value, as written
  std::map<std::string, std::string> types;  // family -> counter, gauge, histogram
  std::map<std::string, std::string> helps;

  explicit Scrape(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string hash, word, name;
      if (line.starts_with("# TYPE ")) {
        words >> hash >> word >> name >> types[name];
      } else if (line.starts_with("# HELP ")) {
        words >> hash >> word >> name;
        std::getline(words >> std::ws, helps[name]);
      } else if (!line.empty()) {
        const auto blank = line.rfind(' ');
        samples[line.substr(0, blank)] = std::stod(line.substr(blank + 1));
      }
    }
  }

  bool Has(const std::string& series) const { return samples.contains(series); }
  double Value(const std::string& series) const { return samples.at(series); }
  // Sum of every sample whose series starts with `prefix`.
  double Sum(const std::string& prefix) const {
    double sum = 0;
    for (auto it = samples.lower_bound(prefix); it != samples.end() && it->first.starts_with(prefix); ++it) {
      sum += it->second;
    }
    return sum;
  }
};

}  // namespace labelwatch
