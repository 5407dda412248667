#include "config/commands/series_arguments.h"

namespace labelwatch {

void AddSeriesOptions(CLI::App& command, ActRequest& request) {
  command
      .add_option("--dimension", request.dimension,
                  "series of this dimension: overall, class, annotator, source, model")
      ->type_name("WORD");
  command.add_option("--value", request.value, "of this class, annotator, ...")->type_name("NAME");
  command.add_option("--kind", request.kind, "of this kind: missing, wrong_class, unmatched_label, ...")
      ->type_name("WORD");
  command.add_option("--regime", request.regime, "of this regime, where they are told apart")->type_name("NAME");
  command.add_option("--model", request.model, "judged with this model, alone or with others")
      ->type_name("NAME@VERSION");
}

}  // namespace labelwatch
