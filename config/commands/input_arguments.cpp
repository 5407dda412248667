#include "config/commands/input_arguments.h"

#include "consumers/files/formats.h"

namespace labelwatch {

void InputArguments::AddTo(CLI::App& app) {
  app.add_option("--labels", labels,
                 "label files or folders: " +
                     Families([](const Format& format) { return format.read_labels != nullptr; }, ", ") +
                     "; beside them pictures, sizes, class names")
      ->required()
      ->type_name("FILE");
  app.add_option("--predictions", predictions, "prediction files or folders, each with the name of its model")
      ->type_name("NAME=FILE");
}

Result<std::unique_ptr<RecordStream>> InputArguments::Open() const {
  std::vector<PredictionFile> files;
  for (const std::string& argument : predictions) {
    const auto equals = argument.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == argument.size()) {
      return BadInput("--predictions " + argument + ": expected NAME=FILE, the name of the model and its file");
    }
    files.push_back({argument.substr(0, equals), argument.substr(equals + 1)});
  }
  return OpenRecordStream(labels, files);
}

}  // namespace labelwatch
