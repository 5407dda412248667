// The shipped file, the table of keys and the defaults of the option structs are one and the same.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "config/config.h"
#include "config/key.h"

namespace labelwatch {
namespace {

const std::string kShipped = LABELWATCH_REPOSITORY "/config/labelwatch.yaml";

std::string FileText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// a.b.c and v as {a: {b: {c: v}}}.
std::string AsFlowMaps(const std::string& path, const std::string& value) {
  std::string text = "{", end = "}";
  for (const char c : path) {
    if (c == '.') {
      text += ": {";
      end += '}';
    } else {
      text += c;
    }
  }
  ((text += ": ") += value) += end;
  return text;
}

TEST(ShippedFileTest, IsTheTableOfKeysWithItsDefaults) {
  if (std::getenv("LABELWATCH_REGENERATE_GOLDEN") != nullptr) {
    std::ofstream(kShipped, std::ios::binary) << ConfigFileText(Config{});
  }
  EXPECT_EQ(FileText(kShipped), ConfigFileText(Config{}))
      << "a key or default changed: write the file anew with LABELWATCH_REGENERATE_GOLDEN=1 and look at the difference";
}

TEST(ShippedFileTest, ReadsAsTheDefaults) {
  const auto config = LoadConfig(kShipped);
  ASSERT_TRUE(config) << RenderErrors(kShipped, config.error());
  EXPECT_EQ(ConfigFileText(*config), ConfigFileText(Config{}));
}

TEST(ShippedFileTest, EveryKeyStandsInADocumentedSection) {
  std::set<std::string> sections, paths;
  for (const Section& section : ConfigSections()) {
    EXPECT_TRUE(sections.insert(section.path).second) << section.path;
    EXPECT_TRUE(section.doc.ends_with('.')) << section.path;
  }
  std::set<std::string> used;
  for (const Key& key : ConfigKeys()) {
    EXPECT_TRUE(paths.insert(key.path).second) << key.path;
    EXPECT_TRUE(key.doc.ends_with('.')) << key.path;
    EXPECT_FALSE(key.form.empty()) << key.path;
    const std::string section = key.path.substr(0, key.path.rfind('.'));
    EXPECT_TRUE(sections.contains(section)) << key.path;
    used.insert(section);
  }
  for (const std::string& section : sections) {
    const auto inside = paths.lower_bound(section + ".");
    EXPECT_TRUE(inside != paths.end() && inside->starts_with(section + ".")) << section << " has no key";
  }
}

// Each key must reach an option of its own: set alone to another value it changes its own line and no other.
TEST(ShippedFileTest, EveryKeySetsItsOwnOption) {
  const std::vector<std::string> candidates = {"7d",
                                               "7s",
                                               "7777",
                                               "17KiB",
                                               "3MiB",
                                               "0.25",
                                               "7",
                                               "[some, thing]",
                                               "[disputed]",
                                               "frozen",
                                               "on",
                                               "hidden",
                                               "off",
                                               "json",
                                               "debug",
                                               "at_least_once",
                                               "\"some:77\"",
                                               "{client.rack: thing}",
                                               "{yolo: {unknown: [car]}}",
                                               "{car: 0.25}",
                                               "{vehicle: [car]}",
                                               LABELWATCH_REPOSITORY "/tests/config/ontology.yaml",
                                               "\"http://some:77\"",
                                               "current-labels",
                                               "some"};
  for (const Key& key : ConfigKeys()) {
    bool changed = false;
    for (const std::string& value : candidates) {
      const std::string text = AsFlowMaps(key.path, value);
      const auto config = ParseConfig(text);
      if (!config) continue;
      for (const Key& other : ConfigKeys()) {
        const bool differs = other.print(*config) != other.print(Config{});
        if (&other == &key) {
          changed = changed || differs;
        } else {
          const bool follows = key.path == "join.window" && (other.path == "join.idle" || other.path == "join.max_age");
          EXPECT_FALSE(differs && !follows) << text << " changed " << other.path;
        }
      }
    }
    EXPECT_TRUE(changed) << key.path << ": none of the values of this test changed it";
  }
}

TEST(ShippedFileTest, ChangedValuesReadBack) {
  Config config;
  config.task.join.window_ms = 1'234;
  config.task.join.models = {"yolo v3", "no", "a\"b\\c", "1"};
  config.task.inspect.flag_probability = 0.1 + 0.2;
  config.task.inspect.frozen = true;
  config.calibration.file = "/var/lib/label watch/größe.json";
  config.log.format = LogFormat::kJson;
  config.kafka.topics.labels = "true";
  config.kafka.properties = {{"ssl.ca.pem", "line one\nline \"two\"\n"}, {"client.rack", "yes"}};
  const std::string text = ConfigFileText(config);
  const auto read = ParseConfig(text);
  ASSERT_TRUE(read) << RenderErrors("f", read.error());
  EXPECT_EQ(ConfigFileText(*read), text);
  EXPECT_EQ(read->task.join.models, config.task.join.models);
  EXPECT_EQ(read->task.inspect.flag_probability, config.task.inspect.flag_probability);
  EXPECT_EQ(read->kafka.properties, config.kafka.properties);
  EXPECT_EQ(read->calibration.file, config.calibration.file);
}

}  // namespace
}  // namespace labelwatch
