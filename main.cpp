// labelwatch: the commands. Everything is wired here and nothing is decided here.

#include <pthread.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "config/class_advice.h"
#include "config/config.h"
#include "config/log_setup.h"
#include "config/ontology_file.h"
#include "consumers/files/convert.h"
#include "consumers/files/ontology_import.h"
#include "consumers/files/record_stream.h"
#include "consumers/finding_outputs.h"
#include "consumers/kafka/flagged_reader.h"
#include "consumers/kafka/publisher.h"
#include "consumers/kafka/service.h"
#include "consumers/replay.h"
#include "consumers/report/report.h"
#include "consumers/summary.h"
#include "metrics/exporter.h"
#include "metrics/http.h"
#include "metrics/learnt_text.h"
#include "metrics/pages.h"
#include "metrics/progress.h"
#include "schema/calibration_codec.h"

namespace labelwatch {
namespace {

constexpr int kDone = 0, kFailed = 1, kUsage = 2;

template <typename Clock>
std::int64_t NowMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now().time_since_epoch()).count();
}
std::int64_t MonotonicMs() { return NowMs<std::chrono::steady_clock>(); }
std::int64_t UnixMs() { return NowMs<std::chrono::system_clock>(); }

int Fail(const Error& error) {
  std::cerr << "labelwatch: " << error.message << "\n";
  return error.code == ErrorCode::kBadInput ? kUsage : kFailed;
}

// The first SIGINT or SIGTERM asks everything to finish what it holds; a second one ends the process at once.
// REQUIRES: made before any other thread, so that all threads inherit the blocked signals.
class Signals {
 public:
  Signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::thread([source = source_, set]() mutable {
      int signal = 0;
      sigwait(&set, &signal);
      source.request_stop();
      sigwait(&set, &signal);
      _exit(128 + signal);
    }).detach();
  }
  std::stop_token Token() const { return source_.get_token(); }
  void Wait() const {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    stopped.wait(lock, Token(), [] { return false; });
  }

 private:
  std::stop_source source_;
};

// Without a file: the defaults. Nothing: the errors were printed.
std::optional<Config> ReadConfig(const std::string& path) {
  if (path.empty()) return Config{};
  auto config = LoadConfig(path);
  if (config) return *config;
  std::cerr << RenderErrors(path, config.error());
  return std::nullopt;
}

struct InputArguments {
  std::vector<std::string> labels, predictions;

  void AddTo(CLI::App& app) {
    app.add_option("--labels", labels,
                   "label files or folders: COCO, Pascal VOC, CVAT, Label Studio, Scalabel, YOLO, KITTI, Open Images, "
                   "frame-class CSV, recorded streams; beside them pictures, sizes, class names")
        ->required()
        ->type_name("FILE");
    app.add_option("--predictions", predictions, "prediction files or folders, each with the name of its model")
        ->type_name("NAME=FILE");
  }

  Result<std::unique_ptr<RecordStream>> Open() const {
    std::vector<PredictionFile> files;
    for (const std::string& argument : predictions) {
      const auto equals = argument.find('=');
      if (equals == std::string::npos || equals == 0 || equals + 1 == argument.size()) {
        return BadInput("--predictions " + argument + ": expected NAME=FILE, the name of the model and its file");
      }
      files.push_back({argument.substr(0, equals), argument.substr(equals + 1)});
    }
    return OpenRecordStream(labels, files);
  }
};

void PrintProblems(const RecordStream& stream) {
  for (const std::string& problem : stream.Problems()) std::cerr << "labelwatch: " << problem << "\n";
  const auto skipped = stream.Progress().skipped;
  if (skipped > stream.Problems().size()) {
    std::cerr << "labelwatch: " << skipped << " broken records were left out; the first are named above\n";
  }
}

std::optional<KnownMistakes> ReadKnown(const std::string& path, int& exit_code) {
  if (path.empty()) return std::nullopt;
  auto known = KnownMistakes::Read(path);
  if (known) return *known;
  exit_code = Fail(known.error());
  return std::nullopt;
}

// Writes all of `text` or says why not.
Result<void> WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) return Unavailable("cannot write " + path + ": is the folder there, may it be written, is there room?");
  return {};
}

Result<Calibration> ReadCalibration(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return BadInput("cannot open " + path + ": does it exist and may it be read?");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto calibration = CalibrationFromJson(text);
  if (!calibration) return BadInput(path + ": " + calibration.error().message);
  return calibration;
}

// Starts from a saved calibration if there is one.
Result<std::unique_ptr<Rates>> StartRates(const InspectOptions& options, const std::string& file, Names& names) {
  if (file.empty()) return std::make_unique<Rates>(options, names.classes);
  auto saved = ReadCalibration(file);
  if (!saved) return tl::unexpected(saved.error());
  return std::make_unique<Rates>(options, names.classes, std::move(*saved));
}

// Classes of a model and of the labels that never met, though they may be the same.
void PrintAdvice(const StreamCounts& counts, const Calibration& calibration, const Names& names,
                 const InspectOptions& options) {
  for (const std::string& advice : ClassAdvice(counts, calibration, names, options.models)) {
    std::cerr << "labelwatch: " << advice << "\n";
  }
}

Result<void> SaveCalibration(const Rates& rates, const std::string& file) {
  return file.empty() ? Result<void>{} : WriteFile(file, CalibrationToJson(*rates.Current()));
}

// ---------------------------------------------------------------------------------------------------------------- run

struct RunArguments {
  std::string config;
  bool until_end = false, linger = false, json = false;
};

int Run(const RunArguments& arguments) {
  const auto config = ReadConfig(arguments.config);
  if (!config) return kUsage;
  SetUpLog(config->log);
  const Signals signals;
  Names names;
  Metrics metrics(names, config->metrics);
  Health health;
  const auto rates = StartRates(config->task.inspect, config->calibration.file, names);
  if (!rates) return Fail(rates.error());
  metrics.WatchCalibration([&] { return StatusOf(*(*rates)->Current(), config->task.inspect); });
  auto server = HttpServer::Start(config->http, StandardPages(metrics, health, UnixMs));
  if (!server) return Fail(server.error());
  std::cerr << "metrics: http://" << (*server)->Address() << "/metrics\n";
  const ServiceOptions options{config->kafka, config->task, JudgeFingerprint(*config), arguments.until_end};
  const auto summary = RunService(options, names, **rates, metrics, health, signals.Token());
  if (!summary) return Fail(summary.error());
  if (auto saved = SaveCalibration(**rates, config->calibration.save); !saved) return Fail(saved.error());
  PrintAdvice(summary->counts, *(*rates)->Current(), names, config->task.inspect);
  std::cout << (arguments.json ? CountsJson(summary->counts) : SummaryText(*summary)) << std::flush;
  if (arguments.linger) signals.Wait();
  return kDone;
}

// ------------------------------------------------------------------------------------------------------------- replay

struct ReplayArguments {
  InputArguments input;
  std::string config, findings, metrics, serve, calibration, save_calibration, staged, ontology;
  ReportOptions report;
  std::size_t top = 10;
  std::optional<double> flag_per_1000;  // none: as configured
  int passes = 1;
  double rate = 0;  // frames per second; 0: as fast as it goes
  bool json = false;
};

// One pass over the files.
class ReplayPass {
 public:
  ReplayPass(const ReplayArguments& arguments, const Signals& signals, Metrics& metrics)
      : arguments_(arguments), signals_(signals), metrics_(metrics) {}

  // False: it was stopped.
  Result<bool> Go(const std::string& name, const TaskOptions& options, Names& names, Rates& rates, Outputs& outputs,
                  bool count) {
    auto stream = arguments_.input.Open();
    if (!stream) return tl::unexpected(stream.error());
    TaskOptions with_models = options;
    if (with_models.join.models.empty()) with_models.join.models = (*stream)->Models();
    Task task(with_models, names, rates, outputs);
    Progress progress(name, stderr, isatty(STDERR_FILENO) != 0);
    const std::int64_t start = MonotonicMs();
    std::int64_t counted = start;
    const auto take_counts = [&] {
      StreamCounts counts = task.TakeCounts();
      if (!count) return;
      totals_.Add(counts);
      TaskStatus status;
      status.open_frames = task.Join().Frames();
      status.limit_frames = with_models.join.max_frames;
      status.buffer_bytes = task.Join().Bytes();
      status.limit_bytes = with_models.join.max_bytes;
      status.sequences = task.Sequences();
      status.limit_sequences = with_models.inspect.tracks.sequences;
      for (std::size_t side = 0; side < kSides; ++side) {
        status.sides[side].open_records = task.Join().OpenRecords(static_cast<Side>(side));
      }
      metrics_.Committed(counts, status);
    };
    auto done = Replay(**stream, task, [&](const StreamProgress& at, Task&) {
      const std::int64_t now = MonotonicMs();
      progress.Show(at.frames, at.total_frames, now);
      if (now - counted >= 1000) {
        take_counts();
        counted = now;
      }
      if (arguments_.rate > 0) Pace(start, at.frames);
      return !signals_.Token().stop_requested();
    });
    take_counts();
    const StreamProgress at = (*stream)->Progress();
    progress.Finish(at.frames, at.total_frames, MonotonicMs());
    PrintProblems(**stream);
    return done;
  }

  const StreamCounts& Totals() const { return totals_; }

 private:
  void Pace(std::int64_t start, std::uint64_t frames) const {
    const auto due = start + static_cast<std::int64_t>(1000 * static_cast<double>(frames) / arguments_.rate);
    const std::int64_t wait = due - MonotonicMs();
    if (wait <= 0) return;
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    stopped.wait_for(lock, signals_.Token(), std::chrono::milliseconds(wait), [] { return false; });
  }

  const ReplayArguments& arguments_;
  const Signals& signals_;
  Metrics& metrics_;
  StreamCounts totals_;
};

class NoOutputs : public Outputs {
  void Judged(const JoinedFrame&, const Calibration&, const Judgement&, const Inspector&) override {}
  void Refused(const Record&, Rejection) override {}
};

int Replay(const ReplayArguments& arguments) {
  const auto config = ReadConfig(arguments.config);
  if (!config) return kUsage;
  SetUpLog(config->log);
  int exit_code = kDone;
  const auto known = ReadKnown(arguments.staged, exit_code);
  if (exit_code != kDone) return exit_code;

  const Signals signals;
  Names names;
  Metrics metrics(names, config->metrics);
  Health health;
  TaskOptions options = config->task;
  if (!arguments.report.images.empty()) {
    options.images.fetch = true;
    options.images.root = arguments.report.images;
  }
  if (!arguments.ontology.empty()) {
    auto rules = LoadOntology(arguments.ontology);
    if (!rules) {
      std::cerr << RenderErrors(arguments.ontology, rules.error());
      return kUsage;
    }
    options.inspect.ontology = {arguments.ontology, std::make_shared<const Ontology>(std::move(*rules))};
  }
  if (arguments.flag_per_1000) options.inspect.flag_per_1000 = *arguments.flag_per_1000;
  const auto started = StartRates(options.inspect, arguments.calibration, names);
  if (!started) return Fail(started.error());
  Rates& rates = **started;
  metrics.WatchCalibration([&rates, inspect = options.inspect] { return StatusOf(*rates.Current(), inspect); });
  std::unique_ptr<HttpServer> server;
  if (!arguments.serve.empty()) {
    HttpOptions http = config->http;
    http.address = arguments.serve;
    auto listening = HttpServer::Start(http, StandardPages(metrics, health, UnixMs));
    if (!listening) return Fail(listening.error());
    server = std::move(*listening);
    std::cerr << "metrics: http://" << server->Address() << "/metrics\n";
  }

  std::ofstream lines;
  if (!arguments.findings.empty()) {
    lines.open(arguments.findings, std::ios::binary);
    if (!lines) return Fail({ErrorCode::kUnavailable, "cannot write " + arguments.findings + ": is the folder there?"});
  }
  FindingOutputs outputs(arguments.findings.empty() ? nullptr : &lines, Ranking(arguments.top));
  std::unique_ptr<Report> report;
  if (!arguments.report.folder.empty()) {
    auto opened = Report::Start(arguments.report, names.classes, outputs);
    if (!opened) return Fail(opened.error());
    report = std::move(*opened);
  }
  ReplayPass pass(arguments, signals, metrics);
  if (arguments.passes == 2) {
    NoOutputs nothing;
    auto learned = pass.Go("learning", options, names, rates, nothing, false);
    if (!learned) return Fail(learned.error());
    if (!*learned) return kFailed;
    options.inspect.frozen = true;
  }
  Outputs& results = report ? static_cast<Outputs&>(*report) : outputs;
  const auto done = pass.Go("replay", options, names, rates, results, true);
  if (!done) return Fail(done.error());
  if (!*done) {
    std::cerr << "labelwatch: stopped before the end of the files\n";
    return kFailed;
  }
  if (lines.is_open()) {
    lines.close();
    if (!lines) return Fail(Error{ErrorCode::kUnavailable, "cannot write all of " + arguments.findings});
  }
  if (auto saved = SaveCalibration(rates, arguments.save_calibration); !saved) return Fail(saved.error());
  if (!arguments.metrics.empty()) {
    if (auto saved = WriteFile(arguments.metrics, metrics.Text()); !saved) return Fail(saved.error());
  }
  if (report) {
    if (auto written = report->Finish(pass.Totals(), names); !written) return Fail(written.error());
    if (report->MissingPictures() > 0) {
      std::cerr << "labelwatch: " << report->MissingPictures() << " pictures were not found in "
                << arguments.report.images << "\n";
    }
    std::cerr << "report: " << arguments.report.folder << "/index.html\n";
  }
  PrintAdvice(pass.Totals(), *rates.Current(), names, options.inspect);
  std::cout << (arguments.json ? CountsJson(pass.Totals()) : CountsText(pass.Totals()));
  if (arguments.top > 0 && !arguments.json) std::cout << "\n" << RankingTable(outputs.Top(), known ? &*known : nullptr);
  std::cout << std::flush;
  if (server) {
    std::cerr << "metrics stay up until Ctrl-C\n";
    signals.Wait();
  }
  return kDone;
}

// ------------------------------------------------------------------------------------------------------------ publish

struct PublishArguments {
  InputArguments input;
  std::string config;
  int partitions = 0;
};

int Publish(const PublishArguments& arguments) {
  const auto config = ReadConfig(arguments.config);
  if (!config) return kUsage;
  const Signals signals;
  auto stream = arguments.input.Open();
  if (!stream) return Fail(stream.error());
  Progress progress("publish", stderr, isatty(STDERR_FILENO) != 0);
  const auto published = Publish(**stream, config->kafka, arguments.partitions, [&](const StreamProgress& at) {
    progress.Show(at.frames, at.total_frames, MonotonicMs());
    return !signals.Token().stop_requested();
  });
  const StreamProgress at = (*stream)->Progress();
  progress.Finish(at.frames, at.total_frames, MonotonicMs());
  PrintProblems(**stream);
  return published ? kDone : Fail(published.error());
}

// ---------------------------------------------------------------------------------------------------------------- top

struct TopArguments {
  std::string config, findings, staged;
  std::size_t n = 10;
};

Result<void> RankFile(const std::string& path, Ranking& ranking) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return BadInput("cannot open " + path + ": does it exist and may it be read?");
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    if (line.empty()) continue;
    auto finding = FindingFromJson(line);
    if (!finding) return BadInput(path + ":" + std::to_string(number) + ": " + finding.error().message);
    ranking.Add(std::move(*finding));
  }
  return {};
}

int Top(const TopArguments& arguments) {
  int exit_code = kDone;
  const auto known = ReadKnown(arguments.staged, exit_code);
  if (exit_code != kDone) return exit_code;
  Ranking ranking(arguments.n);
  if (!arguments.findings.empty()) {
    if (auto ranked = RankFile(arguments.findings, ranking); !ranked) return Fail(ranked.error());
  } else {
    const auto config = ReadConfig(arguments.config);
    if (!config) return kUsage;
    const auto read = ReadFlagged(config->kafka, [&](FlaggedFrame frame) {
      for (FindingRecord& finding : frame.findings) ranking.Add(std::move(finding));
    });
    if (!read) return Fail(read.error());
  }
  std::cout << RankingTable(ranking, known ? &*known : nullptr);
  return kDone;
}

// ------------------------------------------------------------------------------------------------------------- learnt

int Learnt(const std::string& file) {
  const auto calibration = ReadCalibration(file);
  if (!calibration) return Fail(calibration.error());
  std::cout << LearntText(*calibration) << std::flush;
  return kDone;
}

// ------------------------------------------------------------------------------------------------------------ convert

struct ConvertArguments {
  InputArguments input;
  std::string to, out;
  bool force = false;
};

int Convert(const ConvertArguments& arguments) {
  const Signals signals;
  auto stream = arguments.input.Open();
  if (!stream) return Fail(stream.error());
  const std::map<std::string, LabelFormat> formats = {
      {"coco", LabelFormat::kCoco}, {"cvat", LabelFormat::kCvat}, {"label-studio", LabelFormat::kLabelStudio}};
  Progress progress("convert", stderr, isatty(STDERR_FILENO) != 0);
  const auto converted = Convert(**stream, formats.at(arguments.to), arguments.out,
                                 arguments.force ? Replace::kYes : Replace::kNo, [&](const StreamProgress& at) {
                                   progress.Show(at.frames, at.total_frames, MonotonicMs());
                                   return !signals.Token().stop_requested();
                                 });
  PrintProblems(**stream);
  if (!converted) return Fail(converted.error());
  for (const auto& [what, count] : converted->losses) {
    std::cerr << "labelwatch: not carried over: " << count << " " << what << "\n";
  }
  std::cerr << "converted: " << converted->frames << " frames with " << converted->labels << " labels\n";
  return kDone;
}

// ----------------------------------------------------------------------------------------------------------- ontology

int PrintOntology(const std::string& file) {
  const auto ontology = ImportOntology(file);
  if (!ontology) return Fail(ontology.error());
  std::cout << OntologyText(*ontology) << std::flush;
  return kDone;
}

// ------------------------------------------------------------------------------------------------------- check-config

int CheckConfig(const std::string& path, bool json) {
  const auto config = LoadConfig(path);
  if (!config) {
    (json ? std::cout : std::cerr) << (json ? RenderErrorsJson(path, config.error())
                                            : RenderErrors(path, config.error()));
    return kUsage;
  }
  std::cout << (json ? "{\"errors\":[]}\n" : path + ": fine\n");
  return kDone;
}

int Main(int argc, char** argv) {
  CLI::App app{"labelwatch: judges the labels of a computer-vision stream while they are produced"};
  app.set_version_flag("--version", "labelwatch " LABELWATCH_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Each command has its own --help with examples. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration.");

  int exit_code = kDone;

  RunArguments run;
  CLI::App* run_app = app.add_subcommand("run", "the service: reads the two topics, judges, puts out flagged frames");
  run_app->add_option("--config", run.config, "configuration; see config/labelwatch.yaml")
      ->required()
      ->type_name("FILE");
  run_app->add_flag("--until-end", run.until_end, "end at the offsets that the topics have now, with a summary");
  run_app->add_flag("--json", run.json, "print the summary as JSON");
  run_app->add_flag("--linger", run.linger, "after --until-end keep the metrics up until Ctrl-C");
  run_app->footer(
      "Examples:\n  labelwatch run --config labelwatch.yaml\n  labelwatch run --config labelwatch.yaml --until-end");
  run_app->callback([&] { exit_code = Run(run); });

  ReplayArguments replay;
  CLI::App* replay_app = app.add_subcommand("replay", "the same pipeline over files, in file order");
  replay.input.AddTo(*replay_app);
  replay_app->add_option("--findings", replay.findings, "write every finding, flagged or not, one JSON object a line")
      ->type_name("OUT.jsonl");
  auto* report =
      replay_app->add_option("--report", replay.report.folder, "write a page with the worst frames")->type_name("DIR");
  replay_app->add_option("--report-frames", replay.report.frames, "how many frames the page holds")
      ->needs(report)
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str()
      ->type_name("N");
  replay_app
      ->add_option("--images", replay.report.images, "folder of the pictures: they are judged, and the page shows them")
      ->type_name("DIR");
  replay_app->add_option("--metrics", replay.metrics, "write the metrics as they are at the end")
      ->type_name("OUT.prom");
  replay_app->add_option("--serve", replay.serve, "serve metrics while it runs and after it until Ctrl-C")
      ->type_name("HOST:PORT");
  replay_app->add_option("--top", replay.top, "print the N most suspicious labels")
      ->capture_default_str()
      ->type_name("N");
  replay_app->add_option("--staged", replay.staged, "mark in the table what this file lists as known mistakes")
      ->type_name("FILE");
  replay_app
      ->add_option("--flag-per-1000", replay.flag_per_1000,
                   "flag so many of 1,000 frames, the most suspicious ones; 0: by score")
      ->check(CLI::Range(0.0, 1000.0))
      ->type_name("N");
  replay_app->add_option("--ontology", replay.ontology, "rules for classes, sizes, counts and attributes")
      ->type_name("FILE");
  replay_app->add_option("--calibration", replay.calibration, "start from a saved calibration")->type_name("FILE");
  replay_app->add_option("--save-calibration", replay.save_calibration, "save what was learned")->type_name("FILE");
  replay_app->add_option("--passes", replay.passes, "2: learn on a first pass, judge on a second")
      ->check(CLI::Range(1, 2))
      ->capture_default_str();
  replay_app->add_option("--rate", replay.rate, "at most this many frames per second; 0: as fast as it goes")
      ->check(CLI::Range(0.0, 1e9))
      ->capture_default_str();
  replay_app->add_option("--config", replay.config, "configuration; without it the defaults")->type_name("FILE");
  replay_app->add_flag("--json", replay.json, "print the summary as JSON, without the table");
  replay_app->footer(
      "Examples:\n"
      "  labelwatch replay --labels instances.json --predictions yolo=detections.json --findings findings.jsonl\n"
      "  labelwatch replay --labels instances.json --predictions yolo=detections.json --images images --report report\n"
      "  labelwatch replay --labels labels.csv --predictions resnet=probabilities.csv --top 50\n"
      "  labelwatch replay --labels coco8/labels --predictions yolo=runs/detect/predict/labels\n"
      "  labelwatch replay --labels l.jsonl.gz --predictions yolo=p.jsonl.gz --passes 2 --serve 127.0.0.1:9108");
  replay_app->callback([&] { exit_code = Replay(replay); });

  PublishArguments publish;
  CLI::App* publish_app =
      app.add_subcommand("publish", "files to the two input topics, keyed and partitioned like a real producer");
  publish.input.AddTo(*publish_app);
  publish_app->add_option("--config", publish.config, "configuration with the brokers and topics")
      ->required()
      ->type_name("FILE");
  publish_app
      ->add_option("--partitions", publish.partitions,
                   "make the topics with this many partitions where they are not there")
      ->check(CLI::Range(0, 10000))
      ->type_name("N");
  publish_app->footer(
      "Example:\n  labelwatch publish --config labelwatch.yaml --labels instances.json --predictions "
      "yolo=detections.json --partitions 4");
  publish_app->callback([&] { exit_code = Publish(publish); });

  TopArguments top;
  CLI::App* top_app =
      app.add_subcommand("top", "the most suspicious labels, from a findings file or the flagged topic");
  auto* top_findings = top_app->add_option("--findings", top.findings, "findings written by replay")->type_name("FILE");
  auto* top_config = top_app->add_option("--config", top.config, "read the flagged topic that this configuration names")
                         ->type_name("FILE");
  top_findings->excludes(top_config);
  top_app->add_option("-n", top.n, "how many")->capture_default_str();
  top_app->add_option("--staged", top.staged, "mark what this file lists as known mistakes")->type_name("FILE");
  top_app->footer(
      "Examples:\n  labelwatch top --findings findings.jsonl -n 50\n  labelwatch top --config labelwatch.yaml");
  top_app->callback([&] {
    if (top.findings.empty() && top.config.empty()) throw CLI::RequiredError("--findings or --config");
    exit_code = Top(top);
  });

  std::string learnt_file;
  CLI::App* learnt_app = app.add_subcommand("learnt", "what the monitor has learnt, in words");
  learnt_app->add_option("--calibration", learnt_file, "a saved calibration")->required()->type_name("FILE");
  learnt_app->footer(
      "Example:\n  labelwatch replay --labels instances.json --predictions yolo=detections.json --save-calibration "
      "calibration.json\n  labelwatch learnt --calibration calibration.json");
  learnt_app->callback([&] { exit_code = Learnt(learnt_file); });

  ConvertArguments convert;
  CLI::App* convert_app = app.add_subcommand("convert", "labels of any format that replay reads, for a labeling tool");
  convert_app->add_option("--labels", convert.input.labels, "label files or folders")->required()->type_name("FILE");
  convert_app->add_option("--to", convert.to, "what to write")
      ->required()
      ->check(CLI::IsMember({"coco", "cvat", "label-studio"}));
  convert_app->add_option("OUT", convert.out, "the file to write; - for standard output")->required();
  convert_app->add_flag("--force", convert.force, "replace the file where it is there");
  convert_app->footer(
      "Examples:\n  labelwatch convert --labels annotations.xml --to coco instances.json\n"
      "  labelwatch convert --labels coco8/labels --to label-studio tasks.json\n"
      "What the format cannot carry is counted on standard error.");
  convert_app->callback([&] { exit_code = Convert(convert); });

  std::string project;
  CLI::App* ontology_app = app.add_subcommand("ontology", "the classes and attributes of a labeling project, as rules");
  ontology_app
      ->add_option("FILE", project,
                   "a labeling configuration of Label Studio (XML), the labels of a CVAT project (JSON) or a CVAT XML")
      ->required();
  ontology_app->footer(
      "Example:\n  labelwatch ontology labels.json > ontology.yaml\n  labelwatch replay --labels instances.json "
      "--ontology ontology.yaml\nRules to add by hand, for each class: min_size: [4, 4] in pixels, per_frame: [0, 60], "
      "other_attributes: false.");
  ontology_app->callback([&] { exit_code = PrintOntology(project); });

  std::string check_path;
  bool check_json = false;
  CLI::App* check_app =
      app.add_subcommand("check-config", "every error of a configuration at once, with line and column");
  check_app->add_option("FILE", check_path, "the configuration")->required();
  check_app->add_flag("--json", check_json, "for a script");
  check_app->footer("Example:\n  labelwatch check-config labelwatch.yaml");
  check_app->callback([&] { exit_code = CheckConfig(check_path, check_json); });

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  return exit_code;
}

}  // namespace
}  // namespace labelwatch

int main(int argc, char** argv) {
  try {
    return labelwatch::Main(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "labelwatch: " << error.what() << "\n";
    return 1;
  }
}
