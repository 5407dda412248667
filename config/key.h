#pragma once
// One key of the configuration file. The table of all keys is the one place from which reading, suggestions, the
// shipped file and the fingerprint come; adding an option is one line in its section.

#include <functional>
#include <string>
#include <vector>

#include "config/config.h"
#include "consumers/files/text/yaml_tree.h"

namespace labelwatch {

struct Key {
  std::string path;  // "join.window"
  std::string form;  // what may stand there: "duration, 1s to 30d"
  std::string doc;   // meaning, and the reason of the default; sentences for the shipped file
  // Sets the option, or says what is wrong with the value.
  std::function<ConfigErrors(const YamlNode&, Config&)> read;
  // The option's value as YAML; reading it gives the same value.
  std::function<std::string(const Config&)> print;
};

struct Section {
  std::string path, doc;
};

const std::vector<Key>& ConfigKeys();          // in the order of the shipped file
const std::vector<Section>& ConfigSections();  // likewise

// What is wrong between keys, each of which is right: an error names the key to change.
ConfigErrors CheckTogether(const Config& config);

}  // namespace labelwatch
