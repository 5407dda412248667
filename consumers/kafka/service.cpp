#include "consumers/kafka/service.h"

#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <optional>

#include "consumers/kafka/broker_watch.h"
#include "consumers/kafka/clients.h"
#include "consumers/kafka/crew.h"
#include "consumers/kafka/goal_watch.h"
#include "consumers/kafka/inspect_work.h"
#include "consumers/kafka/member.h"
#include "consumers/kafka/properties.h"
#include "consumers/kafka/rates_work.h"
#include "consumers/kafka/rights.h"
#include "consumers/kafka/topics.h"
#include "consumers/summary.h"

namespace labelwatch {
namespace {

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// What is asked of the brokers before anything is read.
struct Prepared {
  int partitions = 0;  // of each input topic
  TopicLimits limits;
  // Null: run until stopped.
  std::unique_ptr<GoalWatch> goal = nullptr;
  std::unique_ptr<RatesGoal> rates_goal = nullptr;
};

Result<Prepared> Prepare(const ServiceOptions& options) {
  auto admin = MakeAdmin(options.kafka);
  if (!admin) return tl::unexpected(admin.error());
  const auto partitions = PrepareTopics(admin->get(), options.kafka.topics);
  if (!partitions) return tl::unexpected(partitions.error());
  spdlog::info("{}: reading {} and {}, {} partitions each, as {} of group {}", options.about,
               options.kafka.topics.labels, options.kafka.topics.predictions, *partitions, InstanceName(options.kafka),
               options.kafka.group);
  std::vector<std::string> outputs;
  for (const OutputTopic& topic : OutputTopics(options.kafka.topics)) outputs.push_back(topic.name);
  Prepared prepared{*partitions, MaxMessageBytes(admin->get(), outputs)};
  if (!options.until_end) return prepared;
  auto goal = GoalWatch::Start(options.kafka, admin->get(), *partitions);
  if (!goal) return tl::unexpected(goal.error());
  prepared.goal = std::move(*goal);
  auto rates_goal = RatesGoal::Start(options.kafka);
  if (!rates_goal) return tl::unexpected(rates_goal.error());
  prepared.rates_goal = std::move(*rates_goal);
  return prepared;
}

// What the members of this process share.
struct Shared {
  Names& names;
  LearningStage& learning;
  Metrics& metrics;
  Health& health;
};

// One member follows the rates; the others judge, and end first.
std::optional<Error> Work(const ServiceOptions& options, const Prepared& prepared, const Shared& shared,
                          InputChecks& checks, TallyLog& tallies, RatesBoard& board, const std::stop_token& stop) {
  RefusalLog refusals;
  const MemberContext member{options.kafka, prepared.limits, shared.metrics, shared.health};
  const InspectContext inspect{options.kafka,
                               options.task,
                               options.judge,
                               shared.names,
                               shared.learning,
                               tallies,
                               shared.metrics,
                               shared.health,
                               checks,
                               refusals,
                               prepared.goal ? &prepared.goal->Goal() : nullptr};
  KafkaOptions rates_kafka = options.kafka;
  rates_kafka.group = RatesGroup(options.kafka);
  const RatesContext rates{options.kafka,  options.task.rates,        prepared.partitions, board,
                           shared.metrics, prepared.rates_goal.get(), options.rates_view};
  Crew followers(stop), judges(stop);
  followers.Start([&](std::stop_token ended) {
    const MakeWork make_work = [&](GroupConsumer&, OutputProducer& producer) {
      return std::make_unique<RatesWork>(rates, producer);
    };
    const MemberContext context{rates_kafka, prepared.limits, shared.metrics, shared.health};
    return Member("rates", 0, context).Run(make_work, std::move(ended));
  });
  for (std::size_t i = 0; i < std::max<std::size_t>(options.kafka.workers, 1); ++i) {
    judges.Start([&, i](std::stop_token ended) {
      const MakeWork make_work = [&, i](GroupConsumer& consumer, OutputProducer& producer) {
        const std::string worker = InstanceName(options.kafka) + "/" + std::to_string(i);
        return std::make_unique<InspectWork>(worker, inspect, consumer, producer);
      };
      return Member("kafka worker " + std::to_string(i), i, member).Run(make_work, std::move(ended));
    });
  }
  std::optional<Error> error = judges.Wait([&] {
    if (prepared.goal) prepared.goal->Look();
    if (followers.Failed()) judges.Stop();
  });
  if (!error) {
    if (auto caught_up = tallies.CatchUp(); !caught_up) error = caught_up.error();
  }
  if (error) followers.Stop();
  if (prepared.rates_goal) prepared.rates_goal->Set(tallies.Next());
  if (auto failed = followers.Wait([] {}); failed && !error) error = std::move(failed);
  return error;
}

Result<Summary> Serve(const ServiceOptions& options, const Shared& shared, const std::stop_token& stop) {
  if (auto checked = CheckProperties(options.kafka); !checked) return tl::unexpected(checked.error());
  auto watch = BrokerWatch::Start(options.kafka, shared.metrics, shared.health, stop);
  if (!watch) return tl::unexpected(watch.error());
  if (auto there = (*watch)->WaitForBroker(); !there) return tl::unexpected(there.error());
  if (stop.stop_requested()) return Summary{};
  const auto prepared = Prepare(options);
  if (!prepared) return tl::unexpected(prepared.error());
  for (const std::string& model : options.task.join.models) {
    shared.metrics.Set(Gauge("labelwatch_models_expected"), {model}, 1);
  }
  auto tallies = TallyLog::Start(options.kafka, shared.learning, shared.names.classes, shared.metrics, stop);
  if (!tallies) return tl::unexpected(tallies.error());
  RatesBoard board;
  shared.metrics.WatchRates([&board] { return board.Now(); });
  const auto start = std::chrono::steady_clock::now();
  const double cpu = CpuSeconds();
  InputChecks checks(prepared->partitions, options.kafka);
  auto error = Work(options, *prepared, shared, checks, **tallies, board, stop);
  shared.metrics.WatchRates([last = board.Now()] { return last; });
  if (error) {
    // The first reason; what it led to is no help to anybody.
    if (const std::string away = (*watch)->Away(); !away.empty()) {
      error->message = "kafka: " + away + "; what was read since the last commit is read again at the next start (" +
                       error->message + ")";
    }
    return tl::unexpected(std::move(*error));
  }
  Summary summary;
  summary.counts = shared.metrics.Totals();
  summary.input_warnings = checks.samples.Sentences();
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  summary.cpu_seconds = CpuSeconds() - cpu;
  return summary;
}

}  // namespace

Result<Summary> RunService(const ServiceOptions& options, Names& names, LearningStage& learning, Metrics& metrics,
                           Health& health, std::stop_token stop) {
  auto summary = Serve(options, {names, learning, metrics, health}, stop);
  if (!summary) return tl::unexpected(WithRights(std::move(summary.error()), options.kafka));
  return summary;
}

std::string SummaryText(const Summary& summary) {
  char line[160];
  const double frames = static_cast<double>(summary.counts.frames);
  std::snprintf(line, sizeof line, "took %.1f s, %.0f frames/s; CPU %.2f s", summary.seconds,
                summary.seconds > 0 ? frames / summary.seconds : 0.0, summary.cpu_seconds);
  return CountsText(summary.counts) + line + "\n";
}

}  // namespace labelwatch
