#include <iostream>
#include <memory>
#include <string>

#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "config/commands/input_arguments.h"
#include "config/commands/signals.h"
#include "consumers/kafka/publisher.h"

namespace labelwatch {
namespace {

struct PublishArguments {
  InputArguments input;
  std::string config;
  int partitions = 0;
  bool json = false;
};

int Publish(const PublishArguments& arguments) {
  const auto config = ReadConfig(arguments.config);
  if (!config) return kExitUsage;
  const Signals signals;
  auto stream = arguments.input.Open();
  if (!stream) return Fail(stream.error());
  Progress progress = ShowProgress("publish");
  const auto published = Publish(**stream, config->kafka, arguments.partitions, [&](const StreamProgress& at) {
    progress.Show(at.frames, at.total_frames, MonotonicMs());
    return !signals.Token().stop_requested();
  });
  const StreamProgress at = (*stream)->Progress();
  progress.Finish(at.frames, at.total_frames, MonotonicMs());
  PrintProblems(**stream);
  if (!published) return Fail(published.error());
  if (arguments.json) {
    std::cout << "{\"labeled_frames\":" << published->labels << ",\"predicted_frames\":" << published->predictions
              << ",\"left_out\":" << at.skipped << "}\n"
              << std::flush;
  }
  return kExitDone;
}

}  // namespace

void AddPublish(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<PublishArguments>();  // lives as long as the callback
  CLI::App& command =
      *app.add_subcommand("publish", "files to the two input topics, keyed and partitioned like a real producer");
  arguments->input.AddTo(command);
  command.add_option("--config", arguments->config, "configuration with the brokers and topics")
      ->required()
      ->type_name("FILE");
  command
      .add_option("--partitions", arguments->partitions,
                  "make the topics with this many partitions where they are not there")
      ->check(CLI::Range(0, 10000))
      ->type_name("N");
  command.add_flag("--json", arguments->json, "print how many messages were sent as JSON");
  command.footer(
      "Example:\n  labelwatch publish --config labelwatch.yaml --labels instances.json --predictions "
      "yolo=detections.json --partitions 4");
  command.callback([arguments, &exit_code] { exit_code = Publish(*arguments); });
}

}  // namespace labelwatch
