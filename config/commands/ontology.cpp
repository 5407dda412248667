#include <iostream>
#include <memory>
#include <string>

#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "config/ontology_file.h"
#include "consumers/files/ontology_import.h"

namespace labelwatch {
namespace {

struct OntologyArguments {
  std::string file;
  bool json = false;
};

int PrintOntology(const OntologyArguments& arguments) {
  const auto ontology = ImportOntology(arguments.file);
  if (!ontology) return Fail(ontology.error());
  std::cout << (arguments.json ? OntologyJson(*ontology) + "\n" : OntologyText(*ontology)) << std::flush;
  return kExitDone;
}

}  // namespace

void AddOntology(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<OntologyArguments>();  // lives as long as the callback
  CLI::App& command = *app.add_subcommand("ontology", "the classes and attributes of a labeling project, as rules");
  command
      .add_option("FILE", arguments->file,
                  "a labeling configuration of Label Studio (XML), the labels of a CVAT project (JSON) or a CVAT XML")
      ->required();
  command.add_flag("--json", arguments->json, "print the rules as JSON, which --ontology reads as well");
  command.footer(
      "Example:\n  labelwatch ontology labels.json > ontology.yaml\n  labelwatch replay --labels instances.json "
      "--ontology ontology.yaml\nRules to add by hand, for each class: min_size: [4, 4] in pixels, per_frame: [0, 60], "
      "other_attributes: false.");
  command.callback([arguments, &exit_code] { exit_code = PrintOntology(*arguments); });
}

}  // namespace labelwatch
