// A real Prometheus scrapes our server.

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include "metrics/pages.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;

int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(fd, reinterpret_cast<const sockaddr*>(&address), size);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  close(fd);
  return ntohs(address.sin_port);
}

// A Prometheus of our own that scrapes every second; ends with the object.
class Prometheus {
 public:
  // `targets`: job name and address.
  explicit Prometheus(const std::vector<std::pair<std::string, std::string>>& targets) : port_(FreePort()) {
    std::string folder = (std::filesystem::temp_directory_path() / "labelwatch-prometheus-XXXXXX").string();
    folder_ = mkdtemp(folder.data());
    std::ofstream config(folder_ / "prometheus.yml");
    config << "global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n";
    for (const auto& [job, address] : targets) {
      config << "  - {job_name: " << job << ", static_configs: [{targets: ['" << address << "']}]}\n";
    }
    config.close();
    const std::string log = folder_ / "log", file = "--config.file=" + (folder_ / "prometheus.yml").string(),
                      data = "--storage.tsdb.path=" + (folder_ / "data").string(),
                      listen = "--web.listen-address=127.0.0.1:" + std::to_string(port_);
    pid_ = fork();
    if (pid_ == 0) {
      const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      dup2(out, STDOUT_FILENO);
      dup2(out, STDERR_FILENO);
      execlp("prometheus", "prometheus", file.c_str(), data.c_str(), listen.c_str(),
             "--enable-feature=exemplar-storage", nullptr);
      _exit(127);
    }
  }
  ~Prometheus() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    std::filesystem::remove_all(folder_);
  }

  // What the API answers at `path`; `query` is escaped.
  std::string Api(const std::string& path, const std::string& query = "") const {
    const std::string file = folder_ / "query";
    std::ofstream(file) << query;
    const std::string command = "curl -s -m 5 --get --data-urlencode 'query@" + file +
                                "' http://127.0.0.1:" + std::to_string(port_) + "/api/v1/" + path;
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), &pclose);
    std::string answer;
    char buffer[4096];
    for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, pipe.get())) > 0;) answer.append(buffer, n);
    return answer;
  }

  // Waits, at most a minute, until the answer holds `text`; returns the last answer.
  std::string WaitFor(const std::string& path, const std::string& query, const std::string& text) const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    std::string answer;
    while (std::chrono::steady_clock::now() < deadline) {
      answer = Api(path, query);
      if (answer.find(text) != std::string::npos) return answer;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));  // between two questions, not for time to pass
    }
    std::ifstream log(folder_ / "log");
    return answer + "\nPrometheus says:\n" + std::string(std::istreambuf_iterator<char>(log), {});
  }
  // Waits until the instant query `query` gives one series of the value `value`.
  std::string WaitForValue(const std::string& query, const std::string& value) const {
    return WaitFor("query", query, ",\"" + value + "\"]}]");
  }

 private:
  int port_;
  std::filesystem::path folder_;
  pid_t pid_ = -1;
};

class PrometheusTest : public testing::Test {
 protected:
  void SetUp() override {
    if (std::getenv("LABELWATCH_SKIP_PROMETHEUS") != nullptr) GTEST_SKIP() << "LABELWATCH_SKIP_PROMETHEUS is set";
    ASSERT_EQ(std::system("command -v prometheus >/dev/null && command -v curl >/dev/null"), 0)
        << "prometheus and curl must be installed: apt-get install prometheus curl, or leave this out with "
           "tests/run --without-prometheus (LABELWATCH_SKIP_PROMETHEUS=1)";
  }

  static std::unique_ptr<HttpServer> Serve(std::vector<Page> pages) {
    auto server = HttpServer::Start({.address = "127.0.0.1:0"}, std::move(pages));
    EXPECT_TRUE(server) << server.error().message;
    return server ? std::move(*server) : nullptr;
  }
  void Commit(NameId class_id, std::uint64_t labels, std::uint64_t findings) {
    StreamCounts counts;
    counts.Of(Dimension::kClass).resize(class_id + 1);
    counts.Of(Dimension::kClass)[class_id].labels = labels;
    counts.Of(Dimension::kClass)[class_id].findings[static_cast<std::size_t>(Kind::kMissing)] = findings;
    metrics_.Committed(counts, {});
  }

  Names names_;
  Metrics metrics_{names_};
  Health health_;
};

TEST_F(PrometheusTest, CountersArriveAndHostileNamesDoNotBreakTheScrape) {
  Commit(names_.classes.Add("dog"), 40, 4);
  Commit(names_.classes.Add("caf\xE9"), 1, 0);
  Commit(names_.classes.Add("a\n\"quoted\"\\ class"), 2, 0);
  Commit(names_.classes.Add(std::string(10'000, 'x')), 3, 0);
  Commit(names_.classes.Add(""), 4, 0);
  const auto server = Serve(StandardPages(metrics_, health_, [] { return 0; }));
  // Beside ours a server that passes on what it was given: it shows that the names are as bad as we think.
  const auto careless = Serve({{"/metrics", "unsafe", [](const Request&) {
                                  return Answer{.status = 200,
                                                .type = "text/plain; version=0.0.4; charset=utf-8",
                                                .body = "labels_total{class=\"caf\xE9\"} 1\n"};
                                }}});
  const Prometheus prometheus({{"labelwatch", server->Address()}, {"careless", careless->Address()}});

  EXPECT_THAT(prometheus.WaitForValue(R"(up{job="labelwatch"})", "1"), HasSubstr(",\"1\"]}]"));
  EXPECT_THAT(prometheus.WaitForValue(R"(labelwatch_findings_total{class="dog",kind="missing"})", "4"),
              HasSubstr(",\"4\"]}]"));
  EXPECT_THAT(prometheus.Api("query", "sum(labelwatch_labels_checked_total)"), HasSubstr(",\"50\"]}]"));
  EXPECT_THAT(prometheus.Api("query", "count(labelwatch_labels_checked_total)"), HasSubstr(",\"5\"]}]"));
  EXPECT_THAT(prometheus.Api("query", "labelwatch_labels_checked_total == 1"), HasSubstr("\"class\":\"caf\uFFFD\""));
  EXPECT_THAT(prometheus.Api("query", "labelwatch_labels_checked_total == 4"), HasSubstr("\"class\":\"(empty)\""));

  Commit(names_.classes.Find("dog"), 10, 1);
  EXPECT_THAT(prometheus.WaitForValue(R"(labelwatch_labels_checked_total{class="dog"})", "50"),
              HasSubstr(",\"50\"]}]"));

  EXPECT_THAT(prometheus.WaitFor("targets", "", "invalid UTF-8"), HasSubstr("invalid UTF-8 label value"));
  EXPECT_THAT(prometheus.Api("query", R"(up{job="careless"})"), HasSubstr(",\"0\"]}]"));
  EXPECT_THAT(prometheus.Api("query", R"(up{job="labelwatch"})"), HasSubstr(",\"1\"]}]"));
}

TEST_F(PrometheusTest, AClassBornAtZeroLosesNoIncrease) {
  const NameId dog = names_.classes.Add("dog");
  const auto server = Serve(StandardPages(metrics_, health_, [] { return 0; }));
  const Prometheus prometheus({{"labelwatch", server->Address()}});
  const std::string series = R"(labelwatch_findings_total{class="dog",kind="missing"})";
  ASSERT_THAT(prometheus.WaitForValue(series, "0"), HasSubstr(",\"0\"]}]"));
  Commit(dog, 10, 7);
  ASSERT_THAT(prometheus.WaitForValue(series, "7"), HasSubstr(",\"7\"]}]"));
  // Extrapolation may add to 7; a series born at 7 would give 0.
  EXPECT_THAT(prometheus.Api("query", "increase(" + series + "[1m]) >= bool 7"), HasSubstr(",\"1\"]}]"));
}

TEST_F(PrometheusTest, ASeriesLeadsToTheFrameThatWasFlaggedLast) {
  const NameId dog = names_.classes.Add("dog");
  const auto server = Serve(StandardPages(metrics_, health_, [] { return 0; }));
  const Prometheus prometheus({{"labelwatch", server->Address()}});
  StreamCounts counts;
  counts.Of(Dimension::kClass).resize(dog + 1);
  counts.Of(Dimension::kClass)[dog].findings[static_cast<std::size_t>(Kind::kMissing)] = 1;
  counts.examples.findings[{Dimension::kClass, dog, SeriesKindOf(Kind::kMissing)}] = {"ride \"7\"/004.jpg", .75, 0};
  metrics_.Committed(counts, {});
  const auto now = std::chrono::system_clock::now();
  const auto seconds = [&](std::chrono::minutes later) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>((now + later).time_since_epoch()).count());
  };
  using std::chrono::minutes;
  const std::string range = "query_exemplars?start=" + seconds(minutes(-60)) + "&end=" + seconds(minutes(60));
  const std::string answer = prometheus.WaitFor(range, "labelwatch_findings_total", "frame_id");
  // Prometheus 2.42 keeps the backslashes of escaped quotation marks in the labels of exemplars.
  EXPECT_THAT(answer, HasSubstr(R"("labels":{"frame_id":"ride \\\"7\\\"/004.jpg"},"value":"0.75")"));
  EXPECT_THAT(answer, HasSubstr(R"("class":"dog")"));
}

}  // namespace
}  // namespace labelwatch
