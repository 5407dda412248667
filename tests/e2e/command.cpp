#include "command.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

namespace labelwatch {

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string FreshFolder() {
  std::string path = (std::filesystem::temp_directory_path() / "labelwatch-e2e-XXXXXX").string();
  if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return path;
}

Running::Running(const std::string& program, const std::vector<std::string>& arguments) {
  const std::string folder = FreshFolder();
  out_path_ = folder + "/out";
  err_path_ = folder + "/err";
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_ = fork();
  if (pid_ == 0) {
    for (const auto& [path, target] : {std::pair{&out_path_, STDOUT_FILENO}, std::pair{&err_path_, STDERR_FILENO}}) {
      const int file = open(path->c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      dup2(file, target);
    }
    execvp(program.c_str(), argv.data());
    _exit(127);
  }
}

Running::~Running() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  std::filesystem::remove_all(std::filesystem::path(out_path_).parent_path());
}

void Running::Signal(int signal) const { kill(pid_, signal); }

std::string Running::WaitForError(const std::string& text) const {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  std::string seen;
  while (std::chrono::steady_clock::now() < deadline) {
    seen = ReadText(err_path_);
    if (seen.find(text) != std::string::npos) return seen;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // between two questions, so that the program runs
  }
  return seen;
}

Finished Running::Wait() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), ReadText(out_path_), ReadText(err_path_)};
}

Finished RunCommand(const std::vector<std::string>& arguments) { return Running(arguments).Wait(); }

}  // namespace labelwatch
