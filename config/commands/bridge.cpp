#include "consumers/kafka/bridge.h"

#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>
#include <string>

#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "config/commands/secret.h"
#include "config/commands/signals.h"
#include "consumers/labeling/label_studio/tool.h"
#include "consumers/labeling/webhook_page.h"
#include "metrics/exporter.h"
#include "metrics/http.h"
#include "metrics/pages.h"

namespace labelwatch {
namespace {

constexpr const char* kWebhookPath = "/label-studio";

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

int BridgeLabelStudio(const BridgeArguments& arguments) {
  const auto config = ReadConfig(arguments.config);
  if (!config) return kExitUsage;
  const LabelStudioOptions& options = config->label_studio;
  const auto token = ReadSecret({options.token_file, "LABELWATCH_LABEL_STUDIO_TOKEN", "label_studio.token_file"});
  if (!token) return Fail(token.error());
  if (token->empty()) {
    return Fail({ErrorCode::kBadInput,
                 "no token for Label Studio: set label_studio.token_file or LABELWATCH_LABEL_STUDIO_TOKEN; it is under "
                 "Account & Settings of the account that the bridge uses"});
  }
  const auto secret =
      ReadSecret({options.webhook_token_file, "LABELWATCH_WEBHOOK_TOKEN", "label_studio.webhook_token_file"});
  if (!secret) return Fail(secret.error());
  const bool webhook = !arguments.once && options.webhook_url != "off";
  if (webhook && secret->empty() && !OnLoopback(options.address)) {
    return Fail({ErrorCode::kBadInput, "others than this machine reach the webhook at " + options.address +
                                           ": set label_studio.webhook_token_file, or label_studio.webhook_url: off"});
  }
  const Signals signals;
  Names names(config->names);
  Metrics metrics(names, config->metrics);
  Health health;
  std::atomic<bool> called = false;
  auto pages = StandardPages(metrics, health, UnixMs);
  if (webhook) pages.push_back(WebhookPage(kWebhookPath, *secret, called, metrics));
  std::unique_ptr<HttpServer> server;
  std::string webhook_url;
  if (!arguments.once) {
    auto started = HttpServer::Start({.address = options.address}, std::move(pages));
    if (!started) return Fail(started.error());
    server = std::move(*started);
    Note("metrics: http://" + server->Address() + "/metrics");
    auto url = WebhookUrl(options, *server);
    if (!url) return Fail(url.error());
    webhook_url = std::move(*url);
  }
  LabelStudio tool(options, *token, {webhook_url, *secret}, signals.Token());
  const BridgeOptions bridge{config->kafka,
                             {.batch = options.batch,
                              .batch_wait_ms = options.batch_wait_ms,
                              .poll_ms = options.poll_ms,
                              .settle_ms = options.call_ms,
                              .once = arguments.once},
                             "label-studio"};
  const std::stop_callback asked(signals.Token(), [] {
    spdlog::info("asked to end: what was begun is committed first; asked again, it ends at once");
  });
  if (auto ended = RunBridge(bridge, tool, metrics, health, called, signals.Token()); !ended)
    return Fail(ended.error());
  for (const auto& [what, count] : tool.TakeLosses())
    Say("not shown in Label Studio: " + std::to_string(count) + " " + what);
  return kExitDone;
}

}  // namespace

void AddBridge(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<BridgeArguments>();  // lives as long as the callback
  CLI::App& command = *app.add_subcommand("bridge", "requests for review into a labeling tool, decisions back");
  command.require_subcommand(1);
  CLI::App& label_studio =
      *command.add_subcommand("label-studio", "each request a task of one project; each review a verdict");
  label_studio.add_option("--config", arguments->config, "configuration; its parts kafka and label_studio")
      ->required()
      ->type_name("FILE");
  label_studio.add_flag("--once", arguments->once,
                        "end when the requests that are there now are tasks, and what was decided is told");
  label_studio.footer(
      "Reads the topic of requests; writes verdicts, corrected labels and, for them, the predictions again.\n"
      "Examples:\n"
      "  LABELWATCH_LABEL_STUDIO_TOKEN=... labelwatch bridge label-studio --config labelwatch.yaml\n"
      "  labelwatch bridge label-studio --config labelwatch.yaml --once");
  label_studio.callback([arguments, &exit_code] { exit_code = BridgeLabelStudio(*arguments); });
}

}  // namespace labelwatch
