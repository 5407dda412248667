#include <spdlog/spdlog.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "config/commands/advice.h"
#include "config/commands/calibration_file.h"
#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "config/commands/rate_pages.h"
#include "config/commands/review_pages.h"
#include "config/commands/signals.h"
#include "config/commands/verdict_files.h"
#include "consumers/input_health.h"
#include "consumers/kafka/service.h"
#include "consumers/summary.h"
#include "metrics/exporter.h"
#include "metrics/http.h"
#include "metrics/pages.h"

namespace labelwatch {
namespace {

struct RunArguments {
  std::string config;
  bool until_end = false, linger = false, json = false;
};

// The file that is saved to is the file to go on from, once it is there.
std::string FileToStartFrom(const CalibrationOptions& calibration) {
  if (calibration.file != calibration.save || std::filesystem::exists(calibration.file)) return calibration.file;
  if (!calibration.file.empty()) {
    spdlog::info("calibration: {} is not there yet: it begins with the weights that labelwatch ships with",
                 calibration.file);
  }
  return {};
}

int Run(const RunArguments& arguments) {
  auto config = ReadConfig(arguments.config);
  if (!config) return kExitUsage;
  auto gold = TakeGold(*config);
  if (!gold) return Fail(gold.error());
  const Signals signals;
  if (auto writable = CheckWritable(config->calibration.save, "calibration.save"); !writable) {
    return Fail(writable.error());
  }
  Names names(config->names);
  Metrics metrics(names, config->metrics);
  Health health;
  const auto learning = StartLearning(config->task.inspect, FileToStartFrom(config->calibration), names);
  if (!learning) return Fail(learning.error());
  metrics.WatchCalibration([&] { return StatusOf(*(*learning)->Current(), config->task.inspect); });
  auto pages = StandardPages(metrics, health, UnixMs);
  auto acts = RatePages(*config, metrics);
  if (!acts) return Fail(acts.error());
  RatesView rates;
  ReviewService review(*config, names, **learning, metrics, rates, std::move(*gold));
  auto review_pages = review.Pages();
  if (!review_pages) return Fail(review_pages.error());
  for (const auto* more : {&*acts, &*review_pages}) pages.insert(pages.end(), more->begin(), more->end());
  auto server = HttpServer::Start(config->http, std::move(pages));
  if (!server) return Fail(server.error());
  Note("metrics: http://" + (*server)->Address() + "/metrics");
  Note("flagged frames: http://" + (*server)->Address() + "/review/");
  review.Start();
  const ServiceOptions options{config->kafka,
                               config->task,
                               JudgeFingerprint(*config),
                               arguments.until_end,
                               "labelwatch " LABELWATCH_VERSION " with " + arguments.config,
                               &rates};
  const std::stop_callback asked(signals.Token(), [] {
    spdlog::info("asked to end: what was read is committed first; asked again, it ends at once");
  });
  const auto summary = RunService(options, names, **learning, metrics, health, signals.Token());
  if (!summary) return Fail(summary.error());
  spdlog::info("ended: {} frames judged and committed, {} of them flagged", summary->counts.frames,
               summary->counts.flagged_frames);
  if (auto saved = SaveCalibration(**learning, config->calibration.save); !saved) return Fail(saved.error());
  for (const std::string& sentence : InputWarnings(summary->counts, {}, names)) Say(sentence);
  for (const std::string& sentence : summary->input_warnings) Say(sentence);
  PrintAdvice(summary->counts, *(*learning)->Current(), names, config->task.inspect);
  std::cout << (arguments.json ? CountsJson(summary->counts)
                               : SummaryText(*summary) + MeetingsText(summary->counts, names))
            << std::flush;
  if (arguments.linger) signals.Wait();
  return kExitDone;
}

}  // namespace

void AddRun(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<RunArguments>();  // lives as long as the callback
  CLI::App& command = *app.add_subcommand("run", "the service: reads the two topics, judges, puts out flagged frames");
  command.add_option("--config", arguments->config, "configuration; see config/labelwatch.yaml")
      ->required()
      ->type_name("FILE");
  command.add_flag("--until-end", arguments->until_end, "end at the offsets that the topics have now, with a summary");
  command.add_flag("--json", arguments->json, "print the summary as JSON");
  command.add_flag("--linger", arguments->linger, "after --until-end keep the metrics up until Ctrl-C");
  command.footer(
      "Examples:\n  labelwatch run --config labelwatch.yaml\n  labelwatch run --config labelwatch.yaml --until-end");
  command.callback([arguments, &exit_code] { exit_code = Run(*arguments); });
}

}  // namespace labelwatch
