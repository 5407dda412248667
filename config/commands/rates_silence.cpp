#include <memory>
#include <string>

#include "config/commands/console.h"
#include "config/commands/rates.h"
#include "config/commands/rates_act.h"
#include "config/commands/series_arguments.h"
#include "config/values.h"
#include "schema/saturating.h"

namespace labelwatch {
namespace {

struct SilenceArguments : ActArguments {
  std::string length;
};

int Silence(SilenceArguments& arguments) {
  const auto length = ReadDuration(arguments.length);
  if (!length) return Fail({ErrorCode::kBadInput, "--for: " + length.error()});
  arguments.request.until_ms = SaturatingAdd(UnixMs(), *length);
  return Act(arguments);
}

}  // namespace

void AddRatesSilence(CLI::App& rates, int& exit_code) {
  const auto arguments = std::make_shared<SilenceArguments>();  // lives as long as the callback
  arguments->request.act = ActKind::kSilence;
  CLI::App& command = *rates.add_subcommand("silence", "let series call nobody for a while");
  AddActOptions(command, *arguments);
  AddSeriesOptions(command, arguments->request);
  command.add_flag("--all", arguments->request.all, "every series");
  command.add_option("--for", arguments->length, "so long from now on; 0 ends a silence of the same series")
      ->required()
      ->type_name("DURATION");
  command.footer(
      "The series go on being followed, and their alarms are told as silenced; an alarm that still stands when the\n"
      "silence ends calls then. Series that begin later are met too.\n"
      "Examples:\n"
      "  labelwatch rates silence --config labelwatch.yaml --dimension source --value cam07 --for 4h --why "
      "\"cleaning\"\n"
      "  labelwatch rates silence --config labelwatch.yaml --dimension source --value cam07 --for 0 --why \"done\"");
  command.callback([arguments, &exit_code] { exit_code = Silence(*arguments); });
}

}  // namespace labelwatch
