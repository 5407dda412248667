#include "consumers/kafka/service.h"

#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

#include "consumers/kafka/broker_watch.h"
#include "consumers/kafka/caught.h"
#include "consumers/kafka/clients.h"
#include "consumers/kafka/inspect_work.h"
#include "consumers/kafka/member.h"
#include "consumers/kafka/properties.h"
#include "consumers/kafka/rates_work.h"
#include "consumers/kafka/rights.h"
#include "consumers/kafka/start_positions.h"
#include "consumers/kafka/topics.h"
#include "consumers/summary.h"

namespace labelwatch {
namespace {

constexpr int kAskMs = 10'000;
// How often partitions that are read elsewhere are looked at, until-end.
constexpr auto kLookMs = std::chrono::milliseconds(250);

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

KafkaPartitions InputPartitions(const KafkaTopics& topics, int partitions) {
  KafkaPartitions list = MakePartitions(2 * partitions);
  for (const std::string* topic : {&topics.labels, &topics.predictions}) {
    for (std::int32_t i = 0; i < partitions; ++i) rd_kafka_topic_partition_list_add(list.get(), topic->c_str(), i);
  }
  return list;
}

Result<std::unique_ptr<EndGoal>> AskEnds(rd_kafka_t* client, const KafkaTopics& topics, int partitions) {
  std::vector<std::int64_t> ends[kSides];
  for (std::size_t side = 0; side < kSides; ++side) {
    const std::string& topic = side == 0 ? topics.labels : topics.predictions;
    for (std::int32_t i = 0; i < partitions; ++i) {
      std::int64_t first = 0, end = 0;
      const auto code = rd_kafka_query_watermark_offsets(client, topic.c_str(), i, &first, &end, kAskMs);
      if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return Unavailable("cannot read the end of topic " + topic + " partition " + std::to_string(i) + ": " +
                           ErrorText(code));
      }
      ends[side].push_back(end);
    }
  }
  return std::make_unique<EndGoal>(std::move(ends[0]), std::move(ends[1]));
}

// Threads, one for each member; the first error stops the others.
class Crew {
 public:
  explicit Crew(std::stop_token stop) : forward_(stop, [this] { stop_.request_stop(); }) {}

  // `run` is called in a thread of its own; it ends soon after its token says so.
  void Start(std::function<Result<void>(std::stop_token)> run) {
    const std::lock_guard lock(mutex_);
    ++running_;
    threads_.emplace_back([this, run = std::move(run)] {
      Result<void> result;
      if (auto thrown = Caught([&] { result = run(stop_.get_token()); })) result = tl::unexpected(std::move(*thrown));
      const std::lock_guard ended(mutex_);
      if (!result && !error_) error_ = std::move(result.error());
      if (error_) stop_.request_stop();
      --running_;
      ended_.notify_all();
    });
  }

  bool Failed() {
    const std::lock_guard lock(mutex_);
    return error_.has_value();
  }
  void Stop() { stop_.request_stop(); }

  // Calls `look` now and then until all have ended.
  std::optional<Error> Wait(const std::function<void()>& look) {
    std::unique_lock lock(mutex_);
    while (!ended_.wait_for(lock, kLookMs, [this] { return running_ == 0; })) {
      lock.unlock();
      look();
      lock.lock();
    }
    return error_;
  }

 private:
  std::stop_source stop_;
  std::stop_callback<std::function<void()>> forward_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t running_ = 0;
  std::optional<Error> error_;
  std::vector<std::jthread> threads_;
};

Result<Summary> Serve(const ServiceOptions& options, Names& names, LearningStage& learning, Metrics& metrics,
                      Health& health, std::stop_token stop) {
  if (auto checked = CheckProperties(options.kafka); !checked) return tl::unexpected(checked.error());
  auto watch = BrokerWatch::Start(options.kafka, metrics, health, stop);
  if (!watch) return tl::unexpected(watch.error());
  if (auto there = (*watch)->WaitForBroker(); !there) return tl::unexpected(there.error());
  if (stop.stop_requested()) return Summary{};
  auto admin = MakeAdmin(options.kafka);
  if (!admin) return tl::unexpected(admin.error());
  const auto partitions = PrepareTopics(admin->get(), options.kafka.topics);
  if (!partitions) return tl::unexpected(partitions.error());
  spdlog::info("reading {} and {}, {} partitions each, as {} of group {}", options.kafka.topics.labels,
               options.kafka.topics.predictions, *partitions, InstanceName(options.kafka), options.kafka.group);

  std::vector<std::string> outputs;
  for (const OutputTopic& topic : OutputTopics(options.kafka.topics)) outputs.push_back(topic.name);
  const TopicLimits limits = MaxMessageBytes(admin->get(), outputs);

  std::unique_ptr<EndGoal> goal;
  KafkaHandle observer;
  if (options.until_end) {
    auto ends = AskEnds(admin->get(), options.kafka.topics, *partitions);
    if (!ends) return tl::unexpected(ends.error());
    goal = std::move(*ends);
    auto reader = MakeReader(options.kafka, options.kafka.group);
    if (!reader) return tl::unexpected(reader.error());
    observer = std::move(*reader);
  }
  admin->reset();

  // What other processes of the group have committed counts as reached.
  const KafkaPartitions inputs = InputPartitions(options.kafka.topics, *partitions);
  const auto look = [&] {
    if (!goal || goal->AllReached()) return;
    const auto offsets = CommittedOffsets(observer.get(), *inputs, 1'000);
    if (!offsets) return;  // tried again soon
    for (std::size_t i = 0; i < offsets->size(); ++i) {
      const Side side = i < offsets->size() / 2 ? Side::kLabels : Side::kPredictions;
      goal->Reach(side, inputs->elems[i].partition, (*offsets)[i]);
    }
  };

  for (const std::string& model : options.task.join.models) {
    metrics.Set(Gauge("labelwatch_models_expected"), {model}, 1);
  }
  InputChecks checks(*partitions, options.kafka.topics);
  RefusalLog refusals;
  const MemberContext member{options.kafka, limits, metrics, health};
  auto tallies = TallyLog::Start(options.kafka, learning, names.classes, metrics, stop);
  if (!tallies) return tl::unexpected(tallies.error());
  const InspectContext inspect{options.kafka, options.task, options.judge, names,    learning,  **tallies,
                               metrics,       health,       checks,        refusals, goal.get()};
  KafkaOptions rates_kafka = options.kafka;
  rates_kafka.group = RatesGroup(options.kafka);
  RatesBoard board;
  metrics.WatchRates([&board] { return board.Now(); });
  const auto start = std::chrono::steady_clock::now();
  const double cpu = CpuSeconds();
  std::atomic<std::int64_t> last_tally{-1};
  const RatesContext rates{
      options.kafka, options.task.rates, *partitions, board, metrics, options.until_end ? &last_tally : nullptr};
  std::optional<Error> error;
  {
    Crew followers(stop), judges(stop);
    followers.Start([&](std::stop_token ended) {
      const MakeWork make_work = [&](GroupConsumer&, OutputProducer& producer) {
        return std::make_unique<RatesWork>(rates, producer);
      };
      return Member("rates", 0, {rates_kafka, limits, metrics, health}).Run(make_work, std::move(ended));
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
    error = judges.Wait([&] {
      look();
      if (followers.Failed()) judges.Stop();
    });
    if (!error) {
      if (auto caught_up = (*tallies)->CatchUp(); !caught_up) error = caught_up.error();
    }
    if (error) followers.Stop();
    last_tally = (*tallies)->Next();
    if (auto failed = followers.Wait([] {}); failed && !error) error = std::move(failed);
  }
  metrics.WatchRates([last = board.Now()] { return last; });
  if (error) return tl::unexpected(std::move(*error));
  Summary summary;
  summary.counts = metrics.Totals();
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  summary.cpu_seconds = CpuSeconds() - cpu;
  return summary;
}

}  // namespace

Result<Summary> RunService(const ServiceOptions& options, Names& names, LearningStage& learning, Metrics& metrics,
                           Health& health, std::stop_token stop) {
  auto summary = Serve(options, names, learning, metrics, health, std::move(stop));
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
