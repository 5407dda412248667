#include <iostream>
#include <memory>
#include <optional>

#include "config/commands/advice.h"
#include "config/commands/calibration_file.h"
#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "config/commands/replay_arguments.h"
#include "config/commands/replay_end.h"
#include "config/commands/replay_pass.h"
#include "config/commands/secret.h"
#include "config/commands/signals.h"
#include "config/commands/verdict_files.h"
#include "config/ontology_file.h"
#include "consumers/files/whole_file.h"
#include "consumers/finding_outputs.h"
#include "consumers/input_health.h"
#include "consumers/report/gallery_pages.h"
#include "consumers/report/gallery_tap.h"
#include "consumers/request_outputs.h"
#include "detectors/measured_share.h"
#include "metrics/exporter.h"
#include "metrics/http.h"
#include "metrics/pages.h"

namespace labelwatch {
namespace {

// Options of the command line go before those of the configuration. Nothing: the errors were printed.
std::optional<TaskOptions> TaskFor(const ReplayArguments& arguments, const Config& config) {
  TaskOptions options = config.task;
  if (!arguments.report.images.empty()) {
    options.images.fetch = true;
    options.images.root = arguments.report.images;
    options.images.budget_ms = 0;  // nobody waits for a commit
  }
  if (!arguments.ontology.empty()) {
    auto rules = LoadOntology(arguments.ontology);
    if (!rules) {
      std::cerr << RenderErrors(arguments.ontology, rules.error());
      return std::nullopt;
    }
    options.inspect.ontology = {arguments.ontology, std::make_shared<const Ontology>(std::move(*rules))};
  }
  if (arguments.flag_per_1000) options.inspect.flag_per_1000 = *arguments.flag_per_1000;
  return options;
}

// Metrics and gallery; null where nobody asked for them.
Result<std::unique_ptr<HttpServer>> Serve(const ReplayArguments& arguments, HttpOptions http,
                                          const ImageOptions& images, Gallery& gallery, const RatesView& rates,
                                          Metrics& metrics, const Names& names, const Health& health) {
  if (arguments.serve.empty()) return nullptr;
  http.address = arguments.serve;
  auto token = ReadAccessToken(http.token_file);
  if (!token) return tl::unexpected(token.error());
  auto pages = StandardPages(metrics, health, UnixMs);
  auto more = GalleryPages(gallery, {.access = {std::move(*token), OnLoopback(http.address)},
                                     .images = images,
                                     .metrics = &metrics,
                                     .names = &names,
                                     .rates = &rates});
  pages.insert(pages.end(), more.begin(), more.end());
  auto server = HttpServer::Start(http, std::move(pages));
  if (server) {
    Note("metrics: http://" + (*server)->Address() + "/metrics");
    Note("flagged frames: http://" + (*server)->Address() + "/review/");
  }
  return server;
}

// Nothing without a file.
Result<std::optional<Verdicts>> ReadVerdicts(const ReplayArguments& arguments) {
  if (arguments.verdicts.empty()) return std::nullopt;
  auto verdicts = ReadVerdictFiles(arguments.verdicts);
  if (!verdicts) return tl::unexpected(verdicts.error());
  return std::move(*verdicts);
}

// What is written at the end, tried before hours of work.
Result<void> CheckOutputs(const ReplayArguments& arguments) {
  for (const auto& [path, option] : {std::pair{&arguments.save_calibration, "--save-calibration"},
                                     {&arguments.save_baselines, "--save-baselines"},
                                     {&arguments.tallies, "--tallies"},
                                     {&arguments.metrics, "--metrics"}}) {
    if (auto writable = CheckWritable(*path, option); !writable) return writable;
  }
  return {};
}

// The exit code of a replay whose input ended in an error, or that was stopped: `done` is that error, or false.
int EndedEarly(const Result<bool>& done, const ReplayPass& pass, const Signals& signals) {
  if (!done) {
    Say("what was read before this error is judged and written:");
    return Fail(done.error());
  }
  Say(StoppedAt(pass.Read()) + ": all that was written is of these");
  return signals.ExitCode();
}

int Replay(const ReplayArguments& arguments) {
  auto config = ReadConfig(arguments.config);
  if (!config) return kExitUsage;
  if (auto gold = TakeGold(*config); !gold) return Fail(gold.error());
  const auto known = ReadKnown(arguments.staged);
  if (!known) return Fail(known.error());
  const auto verdicts = ReadVerdicts(arguments);
  if (!verdicts) return Fail(verdicts.error());
  auto options = TaskFor(arguments, *config);
  if (!options) return kExitUsage;

  if (auto writable = CheckOutputs(arguments); !writable) return Fail(writable.error());

  const Signals signals;
  Names names(config->names);
  Metrics metrics(names, config->metrics);
  Health health;
  const auto measured = *verdicts ? std::make_shared<const MeasuredShares>(Measure((*verdicts)->Reviews())) : nullptr;
  const auto started = StartLearning(options->inspect, arguments.calibration, names, measured);
  if (!started) return Fail(started.error());
  LearningStage& learning = **started;
  metrics.WatchCalibration([&learning, inspect = options->inspect] { return StatusOf(*learning.Current(), inspect); });
  Gallery gallery(config->gallery);
  RatesView rates;
  const auto server = Serve(arguments, config->http, options->images, gallery, rates, metrics, names, health);
  if (!server) return Fail(server.error());

  ReplayLines lines;
  if (auto opened = lines.Open(arguments); !opened) return Fail(opened.error());
  const Verdicts* decided = *verdicts ? &**verdicts : nullptr;
  FindingOutputs outputs(lines.findings.IsOpen() ? &lines.findings.Stream() : nullptr, Ranking(arguments.top), decided,
                         arguments.filter);
  std::unique_ptr<Report> report;
  if (!arguments.report.folder.empty()) {
    auto opened = Report::Start(arguments.report, names.classes, outputs, decided);
    if (!opened) return Fail(opened.error());
    report = std::move(*opened);
  }

  Outputs& reported = report ? static_cast<Outputs&>(*report) : outputs;
  GalleryTap shown(gallery, names.classes, reported);
  if (decided != nullptr) {
    for (const Verdict& verdict : decided->All()) {
      gallery.Decide(verdict.finding.id, SaysError(verdict.decision).has_value());
    }
  }
  Outputs* all = *server ? static_cast<Outputs*>(&shown) : &reported;
  ReplayPass pass(arguments, signals, metrics, *server ? &rates : nullptr);
  std::optional<RequestOutputs> requests;
  if (lines.requests.IsOpen()) {
    all = &requests.emplace(lines.requests.Stream(), *all, JudgeFingerprint(*config), names.classes, pass.Times());
  }
  if (arguments.passes == 2) {
    const auto learned = pass.Learn(*options, names, learning);
    if (!learned) return Fail(learned.error());
    if (!*learned) {
      if (auto saved = SaveCalibration(learning, arguments.save_calibration); !saved) return Fail(saved.error());
      Say(StoppedAt(pass.Read()) + " of the first of two passes: nothing is judged");
      return signals.ExitCode();
    }
    options->inspect.frozen = true;
  }
  const auto done = pass.Judge(*options, names, learning, *all);
  if (!done && pass.Totals().frames == 0) return Fail(done.error());
  const auto finished = WriteAtEnd(arguments, pass, learning, metrics, names, lines, report.get());
  if (!finished) return Fail(finished.error());
  const auto warnings = InputWarnings(pass.Totals(), pass.Sample(), names);
  for (const std::string& sentence : warnings) Say(sentence);
  PrintAdvice(pass.Totals(), *learning.Current(), names, options->inspect);
  if (decided != nullptr) {
    Say(std::to_string(outputs.Decided()) + " findings are decided by verdicts and left the list");
  }
  PrintAtEnd(arguments, pass, names, warnings, outputs.Top(), *known, *verdicts);
  if (!done || !*done) return EndedEarly(done, pass, signals);
  if (*server) {
    Note("metrics and flagged frames stay up until Ctrl-C");
    signals.Wait();
  }
  return kExitDone;
}

}  // namespace

void AddReplay(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<ReplayArguments>();  // lives as long as the callback
  CLI::App& command = *app.add_subcommand("replay", "the same pipeline over files, in file order");
  arguments->AddTo(command);
  command.footer(
      "Examples:\n"
      "  labelwatch replay --labels instances.json --predictions yolo=detections.json --findings findings.jsonl\n"
      "  labelwatch replay --labels instances.json --predictions yolo=detections.json --images images --report report\n"
      "  labelwatch replay --labels instances.json --predictions yolo=detections.json --verdicts verdicts.jsonl\n"
      "  labelwatch replay --labels labels.csv --predictions resnet=probabilities.csv --top 50\n"
      "  labelwatch replay --labels coco8/labels --predictions yolo=runs/detect/predict/labels\n"
      "  labelwatch replay --labels l.jsonl.gz --predictions yolo=p.jsonl.gz --passes 2 --serve 127.0.0.1:9108\n"
      "  labelwatch replay --labels may.json --predictions yolo=may_yolo.json --save-calibration may.calibration \\\n"
      "    --save-baselines may.baselines\n"
      "  labelwatch replay --labels june.json --predictions yolo=june_yolo.json --calibration may.calibration \\\n"
      "    --baselines may.baselines");
  command.callback([arguments, &exit_code] { exit_code = Replay(*arguments); });
}

}  // namespace labelwatch
