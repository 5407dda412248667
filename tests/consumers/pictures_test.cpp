// Where the bytes of pictures may come from: a folder, and allowed hosts, against a real HTTP server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "consumers/images/http_pictures.h"
#include "consumers/images/picture_file.h"

namespace labelwatch {
namespace {

namespace fs = std::filesystem;

class PicturesTest : public testing::Test {
 protected:
  PicturesTest() {
    std::string path = (fs::temp_directory_path() / "labelwatch-pictures-XXXXXX").string();
    folder_ = mkdtemp(path.data());
    fs::create_directories(folder_ / "root" / "day");
    std::ofstream(folder_ / "root" / "day" / "a.jpg") << "picture";
    std::ofstream(folder_ / "secret.txt") << "secret";
    fs::create_symlink(folder_ / "secret.txt", folder_ / "root" / "link.jpg");
  }
  ~PicturesTest() override { fs::remove_all(folder_); }

  ImageOutcome FromFolder(const std::string& path, std::size_t most = 100) {
    const auto read = ReadPictureFile((folder_ / "root").string(), path, most, bytes_);
    return read ? ImageOutcome::kJudged : read.error();
  }

  fs::path folder_;
  std::string bytes_;
};

TEST_F(PicturesTest, FilesComeFromBelowTheirFolderAlone) {
  EXPECT_EQ(FromFolder("day/a.jpg"), ImageOutcome::kJudged);
  EXPECT_EQ(bytes_, "picture");
  EXPECT_EQ(FromFolder("../secret.txt"), ImageOutcome::kOutsideRoot);
  EXPECT_EQ(FromFolder("link.jpg"), ImageOutcome::kOutsideRoot);
  EXPECT_EQ(FromFolder("day/b.jpg"), ImageOutcome::kNotFound);
  EXPECT_EQ(FromFolder("day/a.jpg", 3), ImageOutcome::kTooLarge);
  EXPECT_EQ(FromFolder("day"), ImageOutcome::kUnreadable);
}

// A small server of this test: pictures, redirects, one answer that never ends, one that never comes.
constexpr const char* kServer = R"py(
import http.server, sys, time
class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_): pass
    def do_GET(self):
        if self.path == '/a.jpg':
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

class Server {
 public:
  Server() {
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
  ~Server() {
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

TEST(HttpPicturesTest, OnlyWhatIsAllowedIsFetchedAndEveryEndHasAName) {
  const Server server;
  ImageOptions options;
  options.allowed_hosts = {server.Host()};
  options.max_bytes = 5000;
  options.timeout_ms = 700;
  options.max_redirects = 2;
  HttpPictures pictures(options);
  std::string bytes;
  const auto get = [&](const std::string& url) {
    const auto got = pictures.Get(url, bytes);
    return got ? ImageOutcome::kJudged : got.error();
  };
  const std::string base = "http://" + server.Host();
  EXPECT_EQ(get(base + "/a.jpg"), ImageOutcome::kJudged);
  EXPECT_EQ(bytes, "picture");
  EXPECT_EQ(get(base + "/to-a.jpg"), ImageOutcome::kJudged);
  EXPECT_EQ(get(base + "/none.jpg"), ImageOutcome::kNotFound);
  EXPECT_EQ(get(base + "/broken.jpg"), ImageOutcome::kHttpError);
  EXPECT_EQ(get(base + "/large.jpg"), ImageOutcome::kTooLarge);
  EXPECT_EQ(get(base + "/loop.jpg"), ImageOutcome::kRedirects);
  EXPECT_EQ(get(base + "/away.jpg"), ImageOutcome::kNotAllowed);
  EXPECT_EQ(get(base + "/file.jpg"), ImageOutcome::kNotAllowed);
  EXPECT_EQ(get(base + "/never.jpg"), ImageOutcome::kTimeout);
  EXPECT_EQ(get("http://localhost:1/a.jpg"), ImageOutcome::kNotAllowed);
  EXPECT_EQ(get("http://user:word@" + server.Host() + "/a.jpg"), ImageOutcome::kNotAllowed);
  EXPECT_EQ(get("ftp://" + server.Host() + "/a.jpg"), ImageOutcome::kNotAllowed);
  EXPECT_EQ(get("http://"), ImageOutcome::kNotAllowed);
}

TEST(HttpPicturesTest, NobodyListens) {
  ImageOptions options;
  options.allowed_hosts = {"127.0.0.1:1"};
  HttpPictures pictures(options);
  std::string bytes;
  const auto got = pictures.Get("http://127.0.0.1:1/a.jpg", bytes);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error(), ImageOutcome::kUnreachable);
}

}  // namespace
}  // namespace labelwatch
