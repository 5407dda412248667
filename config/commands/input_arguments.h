#pragma once
// The files of labels and predictions that a command reads.

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "consumers/files/record_stream.h"

namespace labelwatch {

struct InputArguments {
  std::vector<std::string> labels, predictions;
  std::string unlabeled = "absent", annotators = "together";

  void AddTo(CLI::App& app);
  Result<std::unique_ptr<RecordStream>> Open() const;
};

}  // namespace labelwatch
