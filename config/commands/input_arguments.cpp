#include "config/commands/input_arguments.h"

#include "consumers/files/formats.h"
#include "consumers/files/separate_annotators.h"

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
  app.add_option("--unlabeled", unlabeled,
                 "what a frame without labels means where the format lists frames whether they were labeled or not "
                 "(COCO, CVAT): absent, it was reviewed and holds nothing; unknown, it is not labeled yet and left out")
      ->check(CLI::IsMember({"absent", "unknown"}))
      ->capture_default_str();
  app.add_option("--annotators", annotators,
                 "separate: where several annotators labeled the same frames, each is compared with the others")
      ->check(CLI::IsMember({"together", "separate"}))
      ->capture_default_str();
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
  RecordStreamOptions options;
  options.unlabeled = unlabeled == "unknown" ? Unlabeled::kUnknown : Unlabeled::kAbsent;
  options.every_annotation = annotators == "separate";
  auto stream = OpenRecordStream(labels, files, options);
  if (!stream || annotators == "together") return stream;
  return SeparateAnnotators(std::move(*stream));
}

}  // namespace labelwatch
