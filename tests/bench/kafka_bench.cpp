// CPU of the whole service per million joined frames, through a real broker, against a bare loop in the same run that
// polls the same messages and parses them with the generated classes.
//   kafka_bench [FRAMES [PARTITIONS [WORKERS [ROUNDS [FLAG_SCORE]]]]]    defaults: 500000 4 1 3 0
// Starts a broker of its own.
// CPU is user + system of this process. Goal: at most 1.2 times the bare loop.

#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "consumers/kafka/publisher.h"
#include "consumers/kafka/service.h"
#include "consumers/kafka/topic_reader.h"
#include "detectors/learning/next_calibration.h"
#include "frames.h"
#include "labelwatch/v1/labelwatch.pb.h"

namespace labelwatch {
namespace {

// Labels and predictions in turn, a new frame id each time.
class MadeStream : public RecordStream {
 public:
  explicit MadeStream(std::uint64_t frames) : messages_(4096), frames_(frames) {}

  Result<bool> Next(Record& record) override {
    const std::uint64_t number = next_ / 2;
    if (number == frames_) return false;
    const bool labels = next_ % 2 == 0;
    std::string& message = (labels ? messages_.labels : messages_.predictions)[number % messages_.labels.size()];
    bench::Messages::Renumber(message, number);
    key_ = bench::Id(number);
    record = {labels ? Side::kLabels : Side::kPredictions, key_, message, static_cast<std::int64_t>(number), 0};
    ++next_;
    return true;
  }
  StreamProgress Progress() const override { return {next_ / 2, frames_, 0}; }
  const std::vector<std::string>& Models() const override { return none_; }
  std::optional<LabelSpan> LabelTimes() const override { return std::nullopt; }
  FrameOrigin Origin() const override { return {}; }
  std::vector<ListedClass> Classes() const override { return {}; }
  const std::vector<std::string>& Problems() const override { return none_; }

 private:
  bench::Messages messages_;
  const std::uint64_t frames_;
  std::uint64_t next_ = 0;
  std::string key_;
  std::vector<std::string> none_;
};

class Broker {
 public:
  Broker() {
    if (mkdtemp(folder_.data()) == nullptr) std::exit(1);
    if (std::system((script_ + " start " + folder_).c_str()) != 0) std::exit(1);
    std::ifstream(folder_ + "/port") >> port_;
  }
  ~Broker() {
    if (std::system((script_ + " stop " + folder_).c_str()) != 0) std::fprintf(stderr, "the broker did not stop\n");
    std::filesystem::remove_all(folder_);
  }
  std::string Address() const { return "127.0.0.1:" + port_; }

 private:
  const std::string script_ = LABELWATCH_REPOSITORY "/deploy/kafka_broker";
  std::string folder_ = (std::filesystem::temp_directory_path() / "labelwatch-bench-XXXXXX").string();
  std::string port_;
};

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

struct Cost {
  double cpu_per_million = 0, frames_per_second = 0;
};

// One message object each, reused: what a careful program without our decoder would do. Both topics are read at the
// same time, each by one consumer on one thread after the other, until their ends.
Cost BareLoop(const KafkaOptions& kafka, std::uint64_t frames) {
  const double cpu = CpuSeconds();
  const auto start = std::chrono::steady_clock::now();
  v1::LabeledFrame labels;
  v1::PredictedFrame predicted;
  std::uint64_t parsed = 0;
  const auto parse = [&](google::protobuf::MessageLite& into) {
    return [&](const rd_kafka_message_t& message) {
      parsed += into.ParseFromArray(message.payload, static_cast<int>(message.len));
      return true;
    };
  };
  if (!ReadTopic(kafka, kafka.topics.labels, parse(labels))) std::exit(1);
  if (!ReadTopic(kafka, kafka.topics.predictions, parse(predicted))) std::exit(1);
  if (parsed != 2 * frames) std::exit(1);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const double count = static_cast<double>(frames);
  return {(CpuSeconds() - cpu) / count * 1e6, count / seconds};
}

Cost Service(KafkaOptions kafka, std::uint64_t frames, int round, double flag_probability) {
  kafka.group += std::to_string(round);
  Names names;
  Metrics metrics(names);
  Health health;
  TaskOptions task;
  task.inspect.flag_probability = flag_probability;
  LearningStage learning(FirstCalibration(task.inspect), task.inspect);
  const auto summary = RunService({kafka, task, "bench", true}, names, learning, metrics, health, {});
  if (!summary) {
    std::fprintf(stderr, "%s\n", summary.error().message.c_str());
    std::exit(1);
  }
  const auto joined = summary->counts.outcomes[0][static_cast<std::size_t>(Outcome::kJoined)];
  if (joined != frames) {
    std::fprintf(stderr, "only %llu of %llu frames joined\n", static_cast<unsigned long long>(joined),
                 static_cast<unsigned long long>(frames));
  }
  std::printf("  flagged: %.2f %% of the frames\n",
              100.0 * static_cast<double>(summary->counts.flagged_frames) / static_cast<double>(frames));
  const double count = static_cast<double>(frames);
  return {summary->cpu_seconds / count * 1e6, count / summary->seconds};
}

double Median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

void Main(std::uint64_t frames, int partitions, std::size_t workers, int rounds, double flag_probability) {
  const Broker broker;
  KafkaOptions kafka;
  kafka.brokers = broker.Address();
  kafka.workers = workers;
  kafka.properties = {{"linger.ms", "50"}};
  MadeStream stream(frames);
  const auto published = Publish(stream, kafka, partitions, [](const StreamProgress&) { return true; });
  if (!published) {
    std::fprintf(stderr, "%s\n", published.error().message.c_str());
    std::exit(1);
  }
  std::printf("%llu frames, %d partitions, %zu worker(s), %u core(s)\n", static_cast<unsigned long long>(frames),
              partitions, workers, std::thread::hardware_concurrency());
  std::vector<double> bare_costs, service_costs, ratios;
  for (int round = 0; round < rounds; ++round) {
    const Cost bare = BareLoop(kafka, frames), service = Service(kafka, frames, round, flag_probability);
    std::printf(
        "round %d: CPU s per million frames: bare loop %.2f (%.0f frames/s), service %.2f (%.0f frames/s), ratio "
        "%.2f\n",
        round + 1, bare.cpu_per_million, bare.frames_per_second, service.cpu_per_million, service.frames_per_second,
        service.cpu_per_million / bare.cpu_per_million);
    std::fflush(stdout);
    bare_costs.push_back(bare.cpu_per_million);
    service_costs.push_back(service.cpu_per_million);
    ratios.push_back(service.cpu_per_million / bare.cpu_per_million);
  }
  std::printf("median: bare loop %.2f, service %.2f, ratio %.2f (goal 1.2)\n", Median(bare_costs),
              Median(service_costs), Median(ratios));
}

}  // namespace
}  // namespace labelwatch

int main(int argc, char** argv) {
  const auto number = [&](int index, long fallback) { return argc > index ? std::atol(argv[index]) : fallback; };
  spdlog::set_level(spdlog::level::warn);
  labelwatch::Main(static_cast<std::uint64_t>(number(1, 500'000)), static_cast<int>(number(2, 4)),
                   static_cast<std::size_t>(number(3, 1)), static_cast<int>(number(4, 3)),
                   argc > 5 ? std::atof(argv[5]) : 0);
}
