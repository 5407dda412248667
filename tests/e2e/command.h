#pragma once
// Runs the real binary as a child process, as a person would.

#include <sys/types.h>

#include <string>
#include <vector>

namespace labelwatch {

struct Finished {
  int exit_code = -1;  // 128 + signal where a signal ended it
  std::string out, err;
};

// Starts the binary and waits for its end.
Finished RunCommand(const std::vector<std::string>& arguments);

// A process that goes on; its output is collected in files. The destructor kills it.
class Running {
 public:
  explicit Running(const std::vector<std::string>& arguments) : Running(LABELWATCH_BINARY, arguments) {}
  // Another program, looked up in PATH.
  Running(const std::string& program, const std::vector<std::string>& arguments);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void Signal(int signal) const;
  // Waits, at most a minute, until stderr holds `text`; returns what stderr holds then.
  std::string WaitForError(const std::string& text) const;
  Finished Wait();

 private:
  pid_t pid_ = -1;
  std::string out_path_, err_path_;
};

std::string ReadText(const std::string& path);
std::string FreshFolder();  // an empty folder below the test's temporary folder

}  // namespace labelwatch
