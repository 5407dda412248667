#include "consumers/kafka/bridge.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "config/commands/secret.h"
#include "config/commands/signals.h"
#include "consumers/labeling/cvat/tool.h"
#include "consumers/labeling/label_studio/tool.h"
#include "consumers/labeling/webhook_page.h"
#include "metrics/exporter.h"
#include "metrics/http.h"
#include "metrics/pages.h"

namespace labelwatch {
namespace {

constexpr const char* kWebhookPath = "/label-studio";
constexpr const char* kCvatWebhookPath = "/cvat";

struct BridgeArguments {
  std::string config;
  bool once = false;
};

Result<std::string> WebhookUrl(const LabelStudioOptions& options, const HttpServer& server) {
  if (options.webhook_url == "off") return std::string();
  if (!options.webhook_url.empty()) return options.webhook_url;
  if (OnLoopback(options.address)) return "http://" + server.Address() + kWebhookPath;
  spdlog::warn("bridge: no webhook, for nobody says how Label Studio reaches {}: set label_studio.webhook_url",
               options.address);
  return std::string();
}

// What the bridge to any tool runs with: configuration, signals, metrics, and a server for them unless it runs once.
struct BridgeProcess {
  BridgeProcess(const Config& config, const ToolOptions& tool, bool run_once)
      : options(tool),
        kafka(config.kafka),
        to_experts(config.task.routing.expert_verdicts),
        once(run_once),
        names(config.names),
        metrics(names, config.metrics) {}

  // `more`: pages beside those of metrics and health.
  Result<void> Serve(std::vector<Page> more) {
    if (once) return {};
    auto pages = StandardPages(metrics, health, UnixMs);
    std::ranges::move(more, std::back_inserter(pages));
    auto started = HttpServer::Start({.address = options.address}, std::move(pages));
    if (!started) return tl::unexpected(started.error());
    server = std::move(*started);
    Note("metrics: http://" + server->Address() + "/metrics");
    return {};
  }

  // `name`: of the bridge's group.
  int Run(const std::string& name, LabelingTool& tool) {
    const BridgeOptions bridge{kafka,
                               {.batch = options.batch,
                                .batch_wait_ms = options.batch_wait_ms,
                                .poll_ms = options.poll_ms,
                                .settle_ms = options.call_ms,
                                .expire_ms = options.expire_ms,
                                .forget_ms = options.forget_ms,
                                .once = once},
                               name,
                               to_experts};
    const std::stop_callback asked(signals.Token(), [] {
      spdlog::info("asked to end: what was begun is committed first; asked again, it ends at once");
    });
    const auto ended = RunBridge(bridge, tool, metrics, health, called, signals.Token());
    return ended ? kExitDone : Fail(ended.error());
  }

  const ToolOptions& options;
  const KafkaOptions& kafka;
  const std::vector<std::string>& to_experts;
  const bool once;
  const Signals signals;
  Names names;
  Metrics metrics;
  Health health;
  std::atomic<bool> called = false;
  std::unique_ptr<HttpServer> server;  // its pages end before what they show
};

// `where`: the account's page on which a token is made.
Result<std::string> ReadToolToken(const SecretPlace& place, const char* tool, const char* where) {
  auto token = ReadSecret(place);
  if (token && token->empty()) {
    return BadInput(std::string("no token for ") + tool + ": set " + place.key + " or " + place.variable + "; " +
                    where);
  }
  return token;
}

void TellLosses(const char* tool, const std::map<std::string, std::uint64_t>& losses) {
  for (const auto& [what, count] : losses) {
    Say(std::string("not shown in ") + tool + ": " + std::to_string(count) + " " + what);
  }
}

int BridgeLabelStudio(const BridgeArguments& arguments) {
  const auto config = ReadConfig(arguments.config);
  if (!config) return kExitUsage;
  const LabelStudioOptions& options = config->label_studio;
  const auto token =
      ReadToolToken({options.token_file, "LABELWATCH_LABEL_STUDIO_TOKEN", "label_studio.token_file"}, "Label Studio",
                    "it is under Account & Settings of the account that the bridge uses");
  if (!token) return Fail(token.error());
  const auto secret =
      ReadSecret({options.webhook_token_file, "LABELWATCH_WEBHOOK_TOKEN", "label_studio.webhook_token_file"});
  if (!secret) return Fail(secret.error());
  const bool webhook = !arguments.once && options.webhook_url != "off";
  if (webhook && secret->empty() && !OnLoopback(options.address)) {
    return Fail({ErrorCode::kBadInput, "others than this machine reach the webhook at " + options.address +
                                           ": set label_studio.webhook_token_file, or label_studio.webhook_url: off"});
  }
  BridgeProcess process(*config, options, arguments.once);
  std::vector<Page> pages;
  if (webhook) pages.push_back(WebhookPage(kWebhookPath, *secret, process.called, process.metrics));
  if (auto served = process.Serve(std::move(pages)); !served) return Fail(served.error());
  std::string webhook_url;
  if (process.server) {
    auto url = WebhookUrl(options, *process.server);
    if (!url) return Fail(url.error());
    webhook_url = std::move(*url);
  }
  LabelStudio tool(options, *token, {webhook_url, *secret}, process.signals.Token());
  const int exit_code = process.Run("label-studio", tool);
  if (exit_code == kExitDone) TellLosses("Label Studio", tool.TakeLosses());
  return exit_code;
}

int BridgeCvat(const BridgeArguments& arguments) {
  const auto config = ReadConfig(arguments.config);
  if (!config) return kExitUsage;
  const CvatOptions& options = config->cvat;
  const auto token =
      ReadToolToken({options.token_file, "LABELWATCH_CVAT_TOKEN", "cvat.token_file"}, "CVAT",
                    "an access token is made under Profile, Security of the account that the bridge uses");
  if (!token) return Fail(token.error());
  const auto secret =
      ReadSecret({options.webhook_secret_file, "LABELWATCH_CVAT_WEBHOOK_SECRET", "cvat.webhook_secret_file"});
  if (!secret) return Fail(secret.error());
  BridgeProcess process(*config, options, arguments.once);
  std::vector<Page> pages;
  if (!secret->empty() || OnLoopback(options.address)) {
    pages.push_back(SignedWebhookPage(kCvatWebhookPath, *secret, process.called, process.metrics));
  }
  if (auto served = process.Serve(std::move(pages)); !served) return Fail(served.error());
  Cvat tool(options, *token, process.signals.Token());
  const int exit_code = process.Run("cvat", tool);
  if (exit_code == kExitDone) TellLosses("CVAT", tool.TakeLosses());
  return exit_code;
}

CLI::App& AddTool(CLI::App& bridge, const char* name, const char* section, const char* about,
                  const std::shared_ptr<BridgeArguments>& arguments) {
  CLI::App& tool = *bridge.add_subcommand(name, about);
  tool.add_option("--config", arguments->config, std::string("configuration; its parts kafka and ") + section)
      ->required()
      ->type_name("FILE");
  tool.add_flag("--once", arguments->once,
                "end when the requests that are there now are tasks, and what was decided is told");
  return tool;
}

}  // namespace

void AddBridge(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<BridgeArguments>();  // lives as long as the callback
  CLI::App& command = *app.add_subcommand("bridge", "requests for review into a labeling tool, decisions back");
  command.require_subcommand(1);
  CLI::App& label_studio = AddTool(command, "label-studio", "label_studio",
                                   "each request a task of one project; each review a verdict", arguments);
  label_studio.footer(
      "Reads the topic of requests; writes verdicts, corrected labels and, for them, the predictions again.\n"
      "Examples:\n"
      "  LABELWATCH_LABEL_STUDIO_TOKEN=... labelwatch bridge label-studio --config labelwatch.yaml\n"
      "  labelwatch bridge label-studio --config labelwatch.yaml --once");
  label_studio.callback([arguments, &exit_code] { exit_code = BridgeLabelStudio(*arguments); });
  CLI::App& cvat = AddTool(command, "cvat", "cvat",
                           "each request a task with issues; each job that is completed a verdict", arguments);
  cvat.footer(
      "Reads the topic of requests; writes verdicts, corrected labels and, for them, the predictions again.\n"
      "Examples:\n"
      "  LABELWATCH_CVAT_TOKEN=... labelwatch bridge cvat --config labelwatch.yaml\n"
      "  labelwatch bridge cvat --config labelwatch.yaml --once");
  cvat.callback([arguments, &exit_code] { exit_code = BridgeCvat(*arguments); });
}

}  // namespace labelwatch
