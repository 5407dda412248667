#include "config/commands/rates_act.h"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "consumers/kafka/act_writer.h"
#include "consumers/kafka/rates_state.h"
#include "consumers/rates_text.h"
#include "detectors/rates/act_book.h"

namespace labelwatch {
namespace {

std::string Myself() {
  std::array<char, 256> host{};
  const char* const user = std::getenv("USER");
  const bool named = gethostname(host.data(), host.size() - 1) == 0 && host[0] != '\0';
  return std::string(user == nullptr ? "somebody" : user) + (named ? "@" + std::string(host.data()) : "");
}

void PrintMet(const std::vector<const SeriesName*>& met) {
  constexpr std::size_t kNamed = 10;
  for (std::size_t i = 0; i < met.size() && i < kNamed; ++i) std::cout << "  " << SeriesText(*met[i]) << "\n";
  if (met.size() > kNamed) std::cout << "  and " << met.size() - kNamed << " more\n";
}

}  // namespace

void AddActOptions(CLI::App& command, ActArguments& arguments) {
  arguments.request.who = Myself();
  command.add_option("--config", arguments.config, "configuration of the service")->required()->type_name("FILE");
  command.add_option("--why", arguments.request.why, "for those who look at the alarms later")
      ->required()
      ->type_name("TEXT");
  command.add_option("--who", arguments.request.who, "who decided it")->capture_default_str()->type_name("TEXT");
  command.add_flag("--dry-run", arguments.dry_run, "say what it would meet, and write nothing");
}

int Act(const ActArguments& arguments) {
  const auto config = ReadConfig(arguments.config);
  if (!config) return kExitUsage;
  const auto act = MakeAct(arguments.request, config->kafka.group, UnixMs());
  if (!act) return Fail(act.error());
  const auto kept = ReadRates(config->kafka);
  if (!kept) return Fail(kept.error());
  std::vector<const SeriesName*> met;
  for (const SeriesState& series : kept->series) {
    if (Selects(act->which, series.name)) met.push_back(&series.name);
  }
  std::cout << InWords(*act) << "\nmeets " << met.size() << " of " << kept->series.size() << " series\n";
  if (act->act != ActKind::kBudget) {
    PrintMet(met);
    if (met.empty()) {
      return Fail({ErrorCode::kBadInput,
                   "no series that is followed is meant; nothing was written. `labelwatch rates "
                   "show` lists them"});
    }
  }
  if (arguments.dry_run) return kExitDone;
  const auto written = WriteAct(config->kafka, *act);
  if (!written) return Fail(written.error());
  std::cout << "written to topic " << written->topic << ", partition " << written->partition << ", offset "
            << written->offset << "; it takes effect when the owner of the rates reads it\n"
            << std::flush;
  return kExitDone;
}

}  // namespace labelwatch
