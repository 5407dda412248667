#pragma once
// What a command wrote to a file, for a script: one JSON object on one line.

#include <CLI/CLI.hpp>
#include <cstdint>
#include <map>
#include <string>

namespace labelwatch {

struct WrittenCounts {
  std::uint64_t frames = 0;
  const char* what = "labels";  // in the frames
  std::uint64_t written = 0;
  const std::map<std::string, std::uint64_t>& losses;  // what the format cannot carry, by name
  std::uint64_t left_out = 0;                          // broken records of the input
};

std::string WrittenJson(const WrittenCounts& counts);

// The option --json. `out`: the file to write; standard output cannot hold both.
void AddWrittenJson(CLI::App& command, bool& json);
void CheckWrittenJson(bool json, const std::string& out);

}  // namespace labelwatch
