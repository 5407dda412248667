#pragma once
// The configuration: a YAML file read into the option structs of the components.
//
//   auto config = LoadConfig("labelwatch.yaml");
//   if (!config) std::cerr << RenderErrors("labelwatch.yaml", config.error());
//
// The options, their meaning and their defaults live beside their components; keys.cpp says which key sets which of
// them. A Config that was not read from anywhere holds the defaults: it equals the shipped config/labelwatch.yaml.

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "config/error.h"
#include "consumers/kafka/options.h"
#include "consumers/labeling/cvat/options.h"
#include "consumers/labeling/label_studio/options.h"
#include "consumers/report/gallery.h"
#include "consumers/task.h"
#include "metrics/exporter.h"
#include "metrics/http.h"
#include "schema/series.h"

namespace labelwatch {

struct CalibrationOptions {
  std::string file;  // a saved calibration to start from; empty: the shipped weights
  std::string save;  // where to write what was learned when the service ends; empty: nowhere
};

enum class LogLevel { kDebug, kInfo, kWarning, kError };
enum class LogFormat { kText, kJson };

struct LogOptions {
  LogLevel level = LogLevel::kInfo;
  LogFormat format = LogFormat::kText;
};

struct Config {
  KafkaOptions kafka;
  NameLimits names = DefaultNameLimits();
  TaskOptions task;  // join, wire and inspect
  CalibrationOptions calibration;
  LabelStudioOptions label_studio;
  CvatOptions cvat;
  HttpOptions http;
  MetricsOptions metrics;
  GalleryOptions gallery;
  std::string gold_verdicts;  // a file; empty: none
  LogOptions log;
  // Of keys that there were and that are still read: what they were taken for, and what to write instead.
  ConfigErrors advice;
};

using ConfigResult = tl::expected<Config, ConfigErrors>;

// Either a configuration without any error or all errors of the text. Never throws, whatever the bytes.
ConfigResult ParseConfig(std::string_view text);

// The same for a file; a file that cannot be read is one error without line.
ConfigResult LoadConfig(const std::string& path);

// Names what judges a frame: 16 hex digits that change with the set of detectors and every option of judging, and
// with nothing else. Part of
// the id of a flagged frame. Stable over processes, machines and the order of keys.
std::string JudgeFingerprint(const Config& config);

// The text of the shipped file, written from the table of keys: every key with its meaning, form and value.
std::string ConfigFileText(const Config& config);

}  // namespace labelwatch
