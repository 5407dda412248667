#include <memory>

#include "config/commands/rates.h"
#include "config/commands/rates_act.h"
#include "config/commands/series_arguments.h"

namespace labelwatch {

void AddRatesRenew(CLI::App& rates, int& exit_code) {
  const auto arguments = std::make_shared<ActArguments>();  // lives as long as the callback
  arguments->request.act = ActKind::kRenew;
  CLI::App& command = *rates.add_subcommand("renew", "learn baselines anew: what is usual from now on");
  AddActOptions(command, *arguments);
  AddSeriesOptions(command, arguments->request);
  command.add_flag("--all", arguments->request.all, "every series");
  command.footer(
      "Ends the alarms of these series. Renew when the present rate is the normal one: the alarm that you saw is then\n"
      "what is usual. Where all series of a model are renewed (--all, --model, and --kind if you like), the weights "
      "by\n"
      "which its findings count are pinned anew too.\n"
      "Examples:\n"
      "  labelwatch rates renew --config labelwatch.yaml --dimension annotator --value bob --why \"guideline 4\"\n"
      "  labelwatch rates renew --config labelwatch.yaml --model yolo@7 --why \"learnt during the pilot\" --dry-run");
  command.callback([arguments, &exit_code] { exit_code = Act(*arguments); });
}

}  // namespace labelwatch
