#pragma once
// A real HTTP server of pictures for tests, a child process on a free port of this machine.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

namespace labelwatch {

// Pictures, redirects, one answer that never ends, one that never comes, and one that comes once four have asked for
// it.
inline constexpr const char* kServer = R"py(
import http.server, sys, threading
four = threading.Barrier(4)
class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_): pass
    def do_GET(self):
        if self.path == '/a.jpg':
            self.send_response(200); self.end_headers(); self.wfile.write(b'picture')
        elif self.path == '/four.jpg':
            four.wait()
            self.send_response(200); self.end_headers(); self.wfile.write(b'picture')
        elif self.path == '/large.jpg':
            self.send_response(200); self.end_headers()
            try:
                for _ in range(1000): self.wfile.write(b'x' * 1000)
            except OSError: pass
        elif self.path == '/to-a.jpg':
            self.send_response(302); self.send_header('Location', '/a.jpg'); self.end_headers()
        elif self.path == '/loop.jpg':
            self.send_response(302); self.send_header('Location', '/loop.jpg'); self.end_headers()
        elif self.path == '/away.jpg':
            self.send_response(302); self.send_header('Location', 'http://localhost:1/a.jpg'); self.end_headers()
        elif self.path == '/file.jpg':
            self.send_response(302); self.send_header('Location', 'file:///etc/passwd'); self.end_headers()
        elif self.path == '/never.jpg':
            sys.stdin.read()
        elif self.path == '/broken.jpg':
            self.send_response(500); self.end_headers()
        else:
            self.send_response(404); self.end_headers()
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()
)py";

class PictureServer {
 public:
  PictureServer() {
    int out[2], in[2];
    if (pipe(out) != 0 || pipe(in) != 0) throw std::runtime_error("no pipe");
    pid_ = fork();
    if (pid_ == 0) {
      dup2(in[0], STDIN_FILENO);
      dup2(out[1], STDOUT_FILENO);
      close(in[1]);
      execlp("python3", "python3", "-c", kServer, nullptr);
      _exit(127);
    }
    close(out[1]);
    close(in[0]);
    input_ = in[1];
    for (char c = 0; read(out[0], &c, 1) == 1 && c != '\n';) port_ += c;
    close(out[0]);
  }
  ~PictureServer() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    close(input_);
  }
  std::string Host() const { return "127.0.0.1:" + port_; }

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  std::string port_;
};

}  // namespace labelwatch
