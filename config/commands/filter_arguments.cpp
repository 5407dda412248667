#include "config/commands/filter_arguments.h"

#include <string>
#include <utility>
#include <vector>

namespace labelwatch {
namespace {

std::vector<std::string> KindWords() {
  std::vector<std::string> kinds;
  for (std::size_t kind = 1; kind < kKinds; ++kind) kinds.emplace_back(KindWord(static_cast<Kind>(kind)));
  return kinds;
}

}  // namespace

void AddFilter(CLI::App& command, FindingFilter& filter) {
  command.add_option("--kind", filter.kind, "findings of this kind only")->check(CLI::IsMember(KindWords()));
  for (const auto& [option, member] : {std::pair{"--class", &FindingFilter::class_name},
                                       {"--annotator", &FindingFilter::annotator},
                                       {"--source", &FindingFilter::source},
                                       {"--model", &FindingFilter::model}}) {
    command.add_option(option, filter.*member, "likewise")->type_name("NAME");
  }
  command.add_option("--probability", filter.least, "with this probability or more")->check(CLI::Range(0.0, 1.0));
  command.add_flag("--flagged", filter.flagged, "flagged ones only");
}

}  // namespace labelwatch
