#pragma once
// The real binary as a child process: `labelwatch run`, killed or asked to end as a machine or a person would do it.

#include <sys/types.h>

#include <string>
#include <vector>

#include "consumers/kafka/options.h"
#include "consumers/task.h"

namespace labelwatch {

// A configuration file for these options.
std::string WriteConfig(const KafkaOptions& kafka, const TaskOptions& task, const std::string& folder);

class Child {
 public:
  // `config`: what WriteConfig returned; `log`: file for what the child says.
  Child(const std::string& config, const std::string& log, bool until_end);
  ~Child();  // kill -9 if it still runs
  Child(const Child&) = delete;

  void Signal(int signal) const;
  bool Running();
  int Wait();  // exit code; 128 + signal where one ended it

 private:
  pid_t pid_ = -1;
  int code_ = -1;
};

}  // namespace labelwatch
