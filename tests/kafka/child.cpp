#include "child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

namespace labelwatch {

std::string WriteConfig(const KafkaOptions& kafka, const TaskOptions& task, const std::string& folder) {
  const std::string path = folder + "/" + kafka.group + "." + kafka.instance_id + ".yaml";
  std::ofstream file(path);
  file << "kafka:\n  brokers: " << kafka.brokers << "\n  group: " << kafka.group
       << "\n  instance_id: " << kafka.instance_id << "\n  commit_interval: " << kafka.commit_interval_ms
       << "ms\n  workers: " << kafka.workers
       << "\n  delivery: " << (kafka.delivery == Delivery::kExactlyOnce ? "exactly_once" : "at_least_once")
       << "\n  topics:\n    labels: " << kafka.topics.labels << "\n    predictions: " << kafka.topics.predictions
       << "\n    flagged: " << kafka.topics.flagged << "\n    dead_letters: " << kafka.topics.dead_letters
       << "\n    tallies: " << kafka.topics.tallies << "\n    calibration: " << kafka.topics.calibration
       << "\n    rates: " << kafka.topics.rates << "\n    alarms: " << kafka.topics.alarms
       << "\n    requests: " << kafka.topics.requests << "\n    verdicts: " << kafka.topics.verdicts
       << "\n    tasks: " << kafka.topics.tasks << "\n  properties:\n";
  for (const auto& [name, value] : kafka.properties) file << "    " << name << ": \"" << value << "\"\n";
  file << "join:\n  window: " << task.join.window_ms << "ms\n  models: [";
  for (std::size_t i = 0; i < task.join.models.size(); ++i) file << (i > 0 ? ", " : "") << task.join.models[i];
  file << "]\ninspect:\n  flag_probability: " << task.inspect.flag_probability
       << "\n  learning:\n    all_frames: " << task.inspect.learn_all_frames
       << "\n    often_until: " << task.inspect.learn_often_until
       << "\ncalibration:\n  mode: " << (task.inspect.frozen ? "frozen" : "learning")
       << "\nrates:\n  tick: " << task.rates.tick_ms << "ms\n  lateness: " << task.rates.lateness_ms
       << "ms\n  period: " << task.rates.budget_ms << "ms\n  visit_gap: " << task.rates.visit_gap_ms
       << "ms\nmetrics:\n  address: 127.0.0.1:0\n";
  return path;
}

Child::Child(const std::string& config, const std::string& log, bool until_end) {
  std::vector<std::string> arguments = {LABELWATCH_BINARY, "run", "--config", config};
  if (until_end) arguments.push_back("--until-end");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_ = fork();
  if (pid_ != 0) return;
  const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(file, STDOUT_FILENO);
  dup2(file, STDERR_FILENO);
  execv(argv[0], argv.data());
  _exit(127);
}

Child::~Child() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void Child::Signal(int signal) const { kill(pid_, signal); }

bool Child::Running() {
  if (pid_ < 0) return false;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) == 0) return true;
  code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  pid_ = -1;
  return false;
}

int Child::Wait() {
  if (pid_ < 0) return code_;
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace labelwatch
