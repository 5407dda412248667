#include "consumers/files/convert.h"

#include <iostream>
#include <memory>
#include <string>

#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "config/commands/input_arguments.h"
#include "config/commands/signals.h"
#include "config/commands/written_json.h"
#include "schema/counted.h"

namespace labelwatch {
namespace {

struct ConvertArguments {
  InputArguments input;
  std::string to, out, image_prefix;
  bool force = false, json = false;
};

int Convert(const ConvertArguments& arguments) {
  const Signals signals;
  auto stream = arguments.input.Open();
  if (!stream) return Fail(stream.error());
  Progress progress = ShowProgress("convert");
  const auto converted =
      Convert(**stream, FormatOf(arguments.to), arguments.out,
              {arguments.force ? Replace::kYes : Replace::kNo, arguments.image_prefix}, [&](const StreamProgress& at) {
                progress.Show(at.frames, at.total_frames, MonotonicMs());
                return !signals.Token().stop_requested();
              });
  PrintProblems(**stream);
  if (!converted) return Fail(converted.error());
  for (const auto& [what, count] : converted->losses) {
    Say("not carried over: " + std::to_string(count) + " " + what);
  }
  if (arguments.json) {
    std::cout << WrittenJson(
                     {converted->frames, "labels", converted->labels, converted->losses, (*stream)->Progress().skipped})
              << std::flush;
    return kExitDone;
  }
  Note("converted: " + CountedFrames(converted->frames) + " with " + CountedLabels(converted->labels));
  return kExitDone;
}

}  // namespace

void AddConvert(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<ConvertArguments>();  // lives as long as the callback
  CLI::App& command = *app.add_subcommand("convert", "labels of any format that replay reads, for a labeling tool");
  command.add_option("--labels", arguments->input.labels, "label files or folders")->required()->type_name("FILE");
  command.add_option("--to", arguments->to, "what to write")->required()->check(CLI::IsMember(WritableIds()));
  command.add_option("OUT", arguments->out, "the file to write; - for standard output")->required();
  command.add_flag("--force", arguments->force, "replace the file where it is there");
  command
      .add_option("--image-prefix", arguments->image_prefix,
                  "put this before the name of each picture: https://host/set/, /data/local-files/?d=set/")
      ->type_name("TEXT");
  command.footer(
      "Examples:\n  labelwatch convert --labels annotations.xml --to coco instances.json\n"
      "  labelwatch convert --labels coco8/labels --to label-studio tasks.json\n"
      "  labelwatch convert --labels instances.json --to encord rows.json\n"
      "What the format cannot carry is counted on standard error.");
  AddWrittenJson(command, arguments->json);
  command.callback([arguments, &exit_code] {
    CheckWrittenJson(arguments->json, arguments->out);
    exit_code = Convert(*arguments);
  });
}

}  // namespace labelwatch
