#pragma once
// A server that a test plays in Python: it listens on a free port of loopback and prints that as its first line. Killed
// with the object.
//
//   const PythonServer server({"python3", "-c", kProgram});
//   client.Get(server.Url() + "/api/x");

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace labelwatch {

class PythonServer {
 public:
  // `command`: the program, looked up in PATH, and its arguments. Throws where it cannot be started.
  explicit PythonServer(std::vector<std::string> command) {
    std::vector<char*> arguments;
    for (std::string& one : command) arguments.push_back(one.data());
    arguments.push_back(nullptr);
    int out[2];
    if (pipe(out) != 0) throw std::runtime_error("no pipe");
    pid_ = fork();
    if (pid_ == 0) {
      dup2(out[1], STDOUT_FILENO);
      close(out[0]);
      execvp(arguments[0], arguments.data());
      _exit(127);
    }
    close(out[1]);
    std::string port;
    for (char c = 0; read(out[0], &c, 1) == 1 && c != '\n';) port += c;
    close(out[0]);
    url_ = "http://127.0.0.1:" + port;
  }
  ~PythonServer() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  PythonServer(const PythonServer&) = delete;
  PythonServer& operator=(const PythonServer&) = delete;

  const std::string& Url() const { return url_; }

 private:
  pid_t pid_ = -1;
  std::string url_;
};

}  // namespace labelwatch
