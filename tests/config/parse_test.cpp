// Each kind of error with its exact place and words; all of a file at once.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "config/config.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// "line:column: key: message" per error, so that a test reads like the output.
std::string Errors(std::string_view text) {
  const auto config = ParseConfig(text);
  return config ? "" : RenderErrors("f", config.error());
}

TEST(ParseTest, EmptyTextGivesTheDefaults) {
  for (const char* text : {"", "\n\n", "# only a comment\n", "---\n", "{}", "join:\n", "join: {}\n", "\xef\xbb\xbf"}) {
    const auto config = ParseConfig(text);
    ASSERT_TRUE(config) << text << RenderErrors("f", config.error());
    EXPECT_EQ(ConfigFileText(*config), ConfigFileText(Config{}));
  }
}

TEST(ParseTest, SetsWhatIsGivenAndLeavesTheRest) {
  const auto config = ParseConfig("join:\n  window: 90s\n  models: [yolo, cascade]\ninspect: {min_score: 0.1}\n");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->task.join.window_ms, 90'000);
  EXPECT_EQ(config->task.join.models, (std::vector<std::string>{"yolo", "cascade"}));
  EXPECT_EQ(config->task.inspect.min_score, 0.1);
  EXPECT_EQ(config->task.inspect.max_predictions, InspectOptions().max_predictions);
}

TEST(ParseTest, UnknownKeyNamesTheNearest) {
  EXPECT_EQ(Errors("join:\n  windw: 10m\n"), "f:2:3: join.windw: unknown key; did you mean 'window'?\n");
  EXPECT_EQ(Errors("insepct: {}\n"), "f:1:1: insepct: unknown key; did you mean 'inspect'?\n");
}

TEST(ParseTest, UnknownKeyInTheWrongPlaceNamesTheRightOne) {
  EXPECT_EQ(Errors("window: 10m\n"), "f:1:1: window: unknown key here; did you mean 'join.window'?\n");
  EXPECT_EQ(Errors("join.window: 10m\n"),
            "f:1:1: join.window: unknown key; write it as sections: join: {window: ...}\n");
}

TEST(ParseTest, UnknownKeyFarFromAllListsThem) {
  EXPECT_EQ(Errors("log:\n  kubernetes: 1\n"), "f:2:3: log.kubernetes: unknown key; known here: level, format\n");
}

TEST(ParseTest, AFormerKeyIsTakenForWhatReplacesItAndSaysSo) {
  const auto config = ParseConfig("inspect:\n  flag_score: -3\n");
  ASSERT_TRUE(config);
  EXPECT_NEAR(config->task.inspect.flag_probability, 0.0474, 0.0001);
  EXPECT_EQ(
      RenderErrors("f", config->advice),
      "f:2:3: inspect.flag_score: findings are flagged by their probability now: taken for flag_probability: "
      "0.0474; write that instead, the share of errors among such labels from which on one is flagged (0.3 unless "
      "set; lower flags more)\n");
  EXPECT_EQ(Errors("inspect:\n  flag_score: often\n"),
            "f:2:3: inspect.flag_score: expected a number; better, set flag_probability instead\n");
}

TEST(ParseTest, WrongTypeSaysWhatWasExpected) {
  EXPECT_EQ(Errors("join:\n  window: [1, 2]\n"), "f:2:11: join.window: expected a duration, 1s to 30d, got a list\n");
  EXPECT_EQ(Errors("join:\n  window: {a: 1}\n"), "f:2:11: join.window: expected a duration, 1s to 30d, got a map\n");
  EXPECT_EQ(Errors("join:\n  window: ten\n"),
            "f:2:11: join.window: expected a duration such as 500ms, 10m or 1h30m, got 'ten'\n");
  EXPECT_EQ(Errors("join:\n  max_frames: many\n"), "f:2:15: join.max_frames: expected a whole number, got 'many'\n");
  EXPECT_EQ(Errors("join:\n  models: yolo\n"), "f:2:11: join.models: expected a list such as [one, two]\n");
  EXPECT_EQ(Errors("inspect:\n  min_score: high\n"), "f:2:14: inspect.min_score: expected a number, got 'high'\n");
  EXPECT_EQ(Errors("join: 5\n"), "f:1:7: join: expected keys and values\n");
  EXPECT_EQ(Errors("- join\n"), "f:1:1: expected keys and values\n");
}

TEST(ParseTest, ANumberInQuotesIsAText) {
  EXPECT_EQ(Errors("inspect:\n  min_score: \"0.5\"\n"),
            "f:2:14: inspect.min_score: expected a number, 0 to 1, got a text in quotes\n");
}

TEST(ParseTest, AMissingUnitIsNamed) {
  EXPECT_EQ(Errors("join:\n  window: 600\n"), "f:2:11: join.window: the unit is missing; write 600s or 600ms\n");
  EXPECT_EQ(Errors("join:\n  max_bytes: 256\n"), "f:2:14: join.max_bytes: the unit is missing; write 256B or 256MiB\n");
}

TEST(ParseTest, OutOfRangeSaysTheRange) {
  EXPECT_EQ(Errors("inspect:\n  min_score: 1.5\n"),
            "f:2:14: inspect.min_score: 1.5 is out of range; allowed: 0 to 1\n");
  EXPECT_EQ(Errors("join:\n  window: 31d\n"), "f:2:11: join.window: 31d is out of range; allowed: 1s to 30d\n");
  EXPECT_EQ(Errors("join:\n  max_frames: 0\n"),
            "f:2:15: join.max_frames: 0 is out of range; allowed: 1 to 100000000\n");
  EXPECT_THAT(Errors("inspect:\n  min_score: .nan\n"), HasSubstr("expected a number"));
  EXPECT_THAT(Errors("inspect:\n  min_score: nan\n"), HasSubstr("expected a number"));
  EXPECT_THAT(Errors("inspect:\n  min_score: inf\n"), HasSubstr("expected a number"));
  EXPECT_THAT(Errors("join:\n  max_frames: -1\n"), HasSubstr("expected a whole number"));
  EXPECT_THAT(Errors("join:\n  max_frames: 99999999999999999999999\n"), HasSubstr("expected a whole number"));
  EXPECT_THAT(Errors("join:\n  window: 9999999999999999999d\n"), HasSubstr("expected a duration"));
}

TEST(ParseTest, ABudgetIsSomeOfThousandFramesForAHalfLife) {
  const auto config = ParseConfig("inspect: {flag_per_1000: 2.5, flag_half_life: 30000}\n");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->task.inspect.flag_per_1000, 2.5);
  EXPECT_EQ(config->task.inspect.flag_half_life, 30000);
  EXPECT_EQ(Errors("inspect:\n  flag_per_1000: 1001\n  flag_half_life: 0\n"),
            "f:2:18: inspect.flag_per_1000: 1001 is out of range; allowed: 0 to 1000\n"
            "f:3:19: inspect.flag_half_life: 0 is out of range; allowed: 1 to 1e+12\n");
  EXPECT_THAT(Errors("inspect: {flag_per_100: 5}\n"), HasSubstr("did you mean 'flag_per_1000'?"));
}

TEST(ParseTest, LimitsThemselvesAreAllowed) {
  EXPECT_EQ(Errors("inspect: {min_score: 0, rate_missing: 1}\njoin: {window: 1s}\n"), "");
  EXPECT_EQ(Errors("inspect: {min_score: 1, seed: 18446744073709551615}\njoin: {window: 30d}\n"), "");
}

TEST(ParseTest, TimesThatNobodySetAreNotShorterThanTheWindow) {
  const auto long_window = ParseConfig("join: {window: 2d}\n");
  EXPECT_EQ(long_window->task.join.idle_ms, long_window->task.join.window_ms);
  EXPECT_EQ(long_window->task.join.max_age_ms, long_window->task.join.window_ms);
  const auto set = ParseConfig("join: {window: 2d, idle: 1m, max_age: 5m}\n");
  EXPECT_EQ(set->task.join.idle_ms, 60'000);
  EXPECT_EQ(set->task.join.max_age_ms, 300'000);
  const auto nothing = ParseConfig("");
  EXPECT_GE(nothing->task.join.idle_ms, nothing->task.join.window_ms);
}

TEST(ParseTest, DuplicateKeyNamesTheFirstLine) {
  EXPECT_EQ(Errors("join:\n  window: 1m\n  idle: 1m\n  window: 2m\n"),
            "f:4:3: join.window: given twice; first in line 2\n");
  EXPECT_EQ(Errors("log: {}\nlog: {}\n"), "f:2:1: log: given twice; first in line 1\n");
}

TEST(ParseTest, WrongWordListsTheWords) {
  EXPECT_EQ(Errors("log:\n  level: verbose\n"),
            "f:2:10: log.level: 'verbose' is none of debug | info | warning | error\n");
  EXPECT_EQ(Errors("calibration:\n  mode: \n"),
            "f:2:3: calibration.mode: has no value; leave the key out for its default\n");
}

TEST(ParseTest, AnItemOfAListHasItsOwnPlace) {
  EXPECT_EQ(Errors("join:\n  models:\n    - a\n    - ''\n    - [b]\n    - a\n"),
            "f:4:7: join.models: must not be empty\n"
            "f:5:7: join.models: expected a text, got a list\n"
            "f:6:7: join.models: 'a' stands twice in the list\n");
}

TEST(ParseTest, AddressesNeedAPort) {
  EXPECT_EQ(Errors("metrics: {address: localhost}\n"),
            "f:1:20: metrics.address: expected host:port with a port from 0 to 65535, got 'localhost'\n");
  EXPECT_THAT(Errors("metrics: {address: \"h:99999\"}\n"), HasSubstr("got 'h:99999'"));
  EXPECT_EQ(Errors("metrics: {address: \"0.0.0.0:0\"}\n"), "");
}

TEST(ParseTest, BrokersAreHostsWithPorts) {
  EXPECT_EQ(Errors("kafka: {brokers: \"a:9092, b.example.org:9093,[::1]:9092,SSL://c:1\"}\n"), "");
  EXPECT_EQ(Errors("kafka: {brokers: \"a:9092,b\"}\n"),
            "f:1:18: kafka.brokers: expected host:port, several separated by commas, got 'b'\n");
  EXPECT_THAT(Errors("kafka: {brokers: \"\"}\n"), HasSubstr("got ''"));
  EXPECT_THAT(Errors("kafka: {brokers: \"a:1,,b:1\"}\n"), HasSubstr("got ''"));
  EXPECT_THAT(Errors("kafka: {brokers: \"a:0\"}\n"), HasSubstr("got 'a:0'"));
  EXPECT_THAT(Errors("kafka: {brokers: [a:1]}\n"), HasSubstr("expected a text, got a list"));
}

TEST(ParseTest, TopicsAreLegalNamesAndDifferent) {
  EXPECT_EQ(Errors("kafka:\n  topics:\n    labels: a b\n"),
            "f:3:13: kafka.topics.labels: expected a topic name of at most 249 letters, digits, '.', '_' and '-', got "
            "'a b'\n");
  EXPECT_EQ(Errors("kafka:\n  topics:\n    labels: x\n    flagged: x\n"),
            "f:4:14: kafka.topics.flagged: the same topic as kafka.topics.labels; each needs its own\n");
  EXPECT_EQ(Errors("kafka:\n  topics:\n    labels: labelwatch.flagged\n"),
            "f:2:3: kafka.topics.flagged: the same topic as kafka.topics.labels; each needs its own\n");
}

TEST(ParseTest, PropertiesOfLibrdkafkaArePassedOn) {
  const auto config = ParseConfig(
      "kafka:\n  properties:\n    security.protocol: ssl\n    socket.keepalive.enable: true\n"
      "    queued.min.messages: 5000\n    ssl.ca.pem: |\n      line one\n      line two\n");
  ASSERT_TRUE(config) << RenderErrors("f", config.error());
  EXPECT_EQ(config->kafka.properties, (std::map<std::string, std::string>{{"security.protocol", "ssl"},
                                                                          {"socket.keepalive.enable", "true"},
                                                                          {"queued.min.messages", "5000"},
                                                                          {"ssl.ca.pem", "line one\nline two\n"}}));
}

TEST(ParseTest, EachWrongPropertyHasItsOwnPlace) {
  const std::string errors = Errors(
      "kafka:\n"
      "  properties:\n"
      "    group.id: mine\n"
      "    no.such.property: 1\n"
      "    queued.min.messages: many\n"
      "    isolation.level: read_uncommitted\n"
      "    client.rack: [a]\n"
      "    sasl.password: geheim\n"
      "    sasl.password: geheim\n");
  EXPECT_THAT(errors, HasSubstr("f:3:5: kafka.properties.group.id: may not be set here: set kafka.group\n"));
  EXPECT_THAT(errors, HasSubstr("f:4:5: kafka.properties.no.such.property: no.such.property is no property of"));
  EXPECT_THAT(errors, HasSubstr("f:5:5: kafka.properties.queued.min.messages: queued.min.messages cannot be 'many'"));
  EXPECT_THAT(errors,
              HasSubstr("f:6:5: kafka.properties.isolation.level: may not be set here: labelwatch depends on "));
  EXPECT_THAT(errors, HasSubstr("f:7:18: kafka.properties.client.rack: expected a text or a number\n"));
  EXPECT_THAT(errors, HasSubstr("f:9:5: kafka.properties.sasl.password: given twice\n"));
  EXPECT_THAT(errors, Not(HasSubstr("geheim")));
  EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 6);
}

TEST(ParseTest, TheLearningScheduleIsInOrder) {
  EXPECT_EQ(Errors("inspect:\n  learning:\n    all_frames: 9000\n"),
            "f:2:3: inspect.learning.often_until: must not be less than inspect.learning.all_frames\n");
}

TEST(ParseTest, AllErrorsComeAtOnceInOrderOfLines) {
  EXPECT_EQ(Errors("log:\n"
                   "  levl: info\n"
                   "join:\n"
                   "  window: 1\n"
                   "  max_bytes: 1KiB\n"
                   "  window: 5m\n"
                   "inspect:\n"
                   "  min_score: two\n"),
            "f:2:3: log.levl: unknown key; did you mean 'level'?\n"
            "f:4:11: join.window: the unit is missing; write 1s or 1ms\n"
            "f:5:14: join.max_bytes: 1KiB is out of range; allowed: 1MiB to 1TiB\n"
            "f:6:3: join.window: given twice; first in line 4\n"
            "f:8:14: inspect.min_score: expected a number, got 'two'\n");
}

TEST(ParseTest, ColumnsCountCharacters) {
  EXPECT_EQ(Errors("log: {\"größe\": 1, levl: info}\n"),
            "f:1:7: log.größe: unknown key; known here: level, format\n"
            "f:1:19: log.levl: unknown key; did you mean 'level'?\n");
}

TEST(ParseTest, WindowsLineEndsAndTheByteOrderMarkDoNotShiftPlaces) {
  EXPECT_EQ(Errors("\xef\xbb\xbfjoin:\r\n  windw: 10m\r\n"),
            "f:2:3: join.windw: unknown key; did you mean 'window'?\n");
}

TEST(ParseTest, BrokenYamlIsOneErrorWithItsPlace) {
  const std::string errors = Errors("join:\n  models: [a, b\nlog:\n  level: info\n");
  EXPECT_THAT(errors, StartsWith("f:3:4: not YAML: "));
  EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 1);
}

TEST(ParseTest, JsonFormCarriesTheSame) {
  const auto config = ParseConfig("join:\n  windw: 10m\n  \"a\\\"\\x07\": 1\n");
  ASSERT_FALSE(config);
  EXPECT_EQ(RenderErrorsJson("a\"b.yaml", config.error()),
            R"({"file":"a\"b.yaml","errors":[)"
            R"({"line":2,"column":3,"key":"join.windw","message":"unknown key; did you mean 'window'?"},)"
            R"({"line":3,"column":3,"key":"join.a\"\\x07","message":"unknown key; known here: )"
            R"(window, models, max_predictions, max_frames, max_bytes, remembered, max_age, max_ahead, idle"}]})"
            "\n");
}

TEST(ParseTest, AFileThatCannotBeReadIsOneErrorWithoutLine) {
  const auto missing = LoadConfig("/no/such/file.yaml");
  ASSERT_FALSE(missing);
  EXPECT_EQ(RenderErrors("x.yaml", missing.error()), "x.yaml: cannot be read: No such file or directory\n");
  const auto folder = LoadConfig(std::filesystem::temp_directory_path().string());
  ASSERT_FALSE(folder);
  EXPECT_EQ(RenderErrors("x.yaml", folder.error()), "x.yaml: cannot be read: Is a directory\n");
}

}  // namespace
}  // namespace labelwatch
