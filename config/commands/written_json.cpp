#include "config/commands/written_json.h"

#include "schema/json_writer.h"

namespace labelwatch {

std::string WrittenJson(const WrittenCounts& counts) {
  JsonWriter json;
  json.OpenObject();
  json.Key("frames").Whole(counts.frames);
  json.Key(counts.what).Whole(counts.written);
  json.Key("left_out").Whole(counts.left_out);
  json.Key("not_carried_over").OpenObject();
  for (const auto& [what, count] : counts.losses) json.Key(what).Whole(count);
  json.CloseObject();
  json.CloseObject();
  return std::string(json.Written()) + "\n";
}

void AddWrittenJson(CLI::App& command, bool& json) {
  command.add_flag("--json", json, "print what was written as JSON");
}

void CheckWrittenJson(bool json, const std::string& out) {
  if (json && out == "-") throw CLI::ValidationError("--json", "standard output holds what is written: name a file");
}

}  // namespace labelwatch
