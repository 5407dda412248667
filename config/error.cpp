#include "config/error.h"

#include "schema/json_writer.h"

namespace labelwatch {

std::string Quoted(std::string_view text) {
  std::string out = "'";
  (out += Printable(text)) += '\'';
  return out;
}

std::string RenderErrors(std::string_view file, const ConfigErrors& errors) {
  std::string out;
  for (const ConfigError& error : errors) {
    out += Printable(file, 4096);
    out += ':';
    if (error.at.line > 0) ((out += std::to_string(error.at.line)) += ':') += std::to_string(error.at.column) + ":";
    out += ' ';
    if (!error.key.empty()) out += error.key + ": ";
    out += error.message + "\n";
  }
  return out;
}

std::string RenderErrorsJson(std::string_view file, const ConfigErrors& errors) {
  JsonWriter json;
  json.OpenObject();
  json.Key("file").Text(Printable(file, file.size()));
  json.Key("errors").OpenList();
  for (const ConfigError& error : errors) {
    json.OpenObject();
    json.Key("line").Signed(error.at.line);
    json.Key("column").Signed(error.at.column);
    json.Key("key").Text(Printable(error.key, error.key.size()));
    json.Key("message").Text(Printable(error.message, error.message.size()));
    json.CloseObject();
  }
  json.CloseList();
  json.CloseObject();
  return std::string(json.Written()) + "\n";
}

}  // namespace labelwatch
