#include "metrics/http.h"

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>

#include "metrics/pages.h"
#include "tests/metrics/ask.h"

namespace labelwatch {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string Get(int port, const std::string& path, const std::string& method = "GET") {
  return Ask(port, method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

class HttpTest : public testing::Test {
 protected:
  void Start(std::vector<Page> pages) {
    auto started = HttpServer::Start({.address = "127.0.0.1:0"}, std::move(pages));
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
  }
  std::string Get(const std::string& path, const std::string& method = "GET") const {
    return labelwatch::Get(server_->Port(), path, method);
  }
  static std::string WhyNot(const std::string& address) {
    const auto started = HttpServer::Start({.address = address}, {});
    return started ? "it started" : started.error().message;
  }

  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpTest, AnswersAPageWithItsTypeAndLength) {
  Start({{"/hello", "greets",
          [](const Request&) { return Answer{.status = 200, .type = "text/plain", .body = "hi\n"}; }}});
  const std::string answer = Get("/hello?name=x");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: text/plain\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Length: 3\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nhi\n"));
}

TEST_F(HttpTest, HeadIsTheSameWithoutBody) {
  Start({{"/hello", "greets",
          [](const Request&) { return Answer{.status = 200, .type = "text/plain", .body = "hi\n"}; }}});
  const std::string answer = Get("/hello", "HEAD");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Length: 3\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(HttpTest, PathsAreExactAndMethodsFew) {
  Start({{"/hello", "greets", [](const Request&) { return Answer{}; }}});
  EXPECT_THAT(Get("/hello/more"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(Get("/../../etc/passwd"), StartsWith("HTTP/1.1 404 "));
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS"}) {
    EXPECT_THAT(Get("/hello", method), StartsWith("HTTP/1.1 405 ")) << method;
  }
}

TEST_F(HttpTest, APageThatActsIsPostedToAndGetsTheBody) {
  Start({{"/act", "acts", {}, [](const Request& request) {
            return Answer{.status = 202, .body = request.content_type + ":" + request.body};
          }}});
  const auto post = [&](const std::string& headers, const std::string& body) {
    return Ask(server_->Port(), "POST /act HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n" + body);
  };
  const std::string answer = post("Content-Type: text/x\r\nContent-Length: 5\r\n", "hello");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 202 Accepted\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\ntext/x:hello"));
  EXPECT_THAT(Get("/act"), StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(Get("/act"), HasSubstr("Allow: POST\r\n"));
  EXPECT_THAT(post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"), StartsWith("HTTP/1.1 411 "));
  EXPECT_THAT(post("Content-Length: 1000000\r\n", "x"), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(Get("/"), HasSubstr("POST /act"));
}

TEST_F(HttpTest, APageThatEndsInAStarGetsTheRestOfThePath) {
  Start({{"/frames/*", "one frame", [](const Request& request) { return Answer{.body = "<" + request.rest + ">"}; }},
         {"/frames/all", "", [](const Request&) { return Answer{.body = "never"}; }}});
  EXPECT_THAT(Get("/frames/cam%2F7//..%2F0001.jpg?x=1"), EndsWith("<cam/7//../0001.jpg>"));
  EXPECT_THAT(Get("/frames/"), EndsWith("<>"));
  EXPECT_THAT(Get("/frames"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(Get("/"), Not(HasSubstr("href=\"/frames/"))) << "it leads nowhere by itself";
  EXPECT_THAT(Get("/"), Not(HasSubstr("/frames/all"))) << "without a title it is not listed";
}

TEST_F(HttpTest, WhatABrowserHasAlreadyIsNotSentAgain) {
  Start({{"/page", "a page", [](const Request&) {
            return Answer{
                .body = "long", .cache = "no-cache", .etag = "\"7\"", .security_policy = "default-src 'none'"};
          }}});
  const std::string first = Get("/page");
  EXPECT_THAT(first, HasSubstr("ETag: \"7\"\r\n"));
  EXPECT_THAT(first, HasSubstr("Cache-Control: no-cache\r\n"));
  EXPECT_THAT(first, HasSubstr("Content-Security-Policy: default-src 'none'\r\n"));
  EXPECT_THAT(first, HasSubstr("Cross-Origin-Resource-Policy: same-origin\r\n"));
  const std::string again =
      Ask(server_->Port(), "GET /page HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"7\"\r\n\r\n");
  EXPECT_THAT(again, StartsWith("HTTP/1.1 304 Not Modified\r\n"));
  EXPECT_THAT(again, EndsWith("\r\n\r\n"));
}

TEST_F(HttpTest, ABodyIsReadAsFarAsItsPageTakesIt) {
  const auto size = [](const Request& request) { return Answer{.body = std::to_string(request.body.size())}; };
  Start({{.path = "/short", .title = "takes little", .act = size, .longest_body = 10},
         {.path = "/long", .title = "takes more", .act = size, .longest_body = 1 << 20}});
  const auto post = [&](const std::string& path, std::size_t bytes) {
    return Ask(server_->Port(), "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                                    std::to_string(bytes) + "\r\n\r\n" + std::string(bytes, 'x'));
  };
  EXPECT_THAT(post("/short", 10), EndsWith("\r\n\r\n10"));
  EXPECT_THAT(post("/short", 11), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(post("/long", 100'000), EndsWith("\r\n\r\n100000"));
}

TEST_F(HttpTest, TheIndexLinksEveryPage) {
  Start({{"/hello", "greets <you>", [](const Request&) { return Answer{}; }},
         {"/bye", "leaves", [](const Request&) { return Answer{}; }}});
  const std::string index = Get("/");
  EXPECT_THAT(index, HasSubstr("Content-Type: text/html"));
  EXPECT_THAT(index, HasSubstr("<a href=\"/hello\">/hello</a> greets &lt;you&gt;"));
  EXPECT_THAT(index, HasSubstr("<a href=\"/bye\">"));
}

TEST_F(HttpTest, APageThatThrowsIsAnError500) {
  Start({{"/broken", "throws", [](const Request&) -> Answer { throw std::runtime_error("no luck"); }}});
  EXPECT_THAT(Get("/broken"), StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(Get("/"), StartsWith("HTTP/1.1 200 ")) << "the server goes on";
}

TEST_F(HttpTest, GarbageDoesNotStopTheServer) {
  Start({});
  Ask(server_->Port(), std::string("\x16\x03\x01\x02\x00\x01", 6) + "\r\n\r\n");  // a TLS hello
  Ask(server_->Port(), "GET / HTTP/9.9\r\nContent-Length: -5\r\n\r\n");
  Ask(server_->Port(), "GET /" + std::string(100'000, 'x') + " HTTP/1.1\r\n\r\n");
  EXPECT_THAT(Get("/"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(HttpTest, PortZeroFindsAFreeOneAndSaysWhich) {
  Start({});
  EXPECT_GT(server_->Port(), 0);
  EXPECT_EQ(server_->Address(), "127.0.0.1:" + std::to_string(server_->Port()));
}

TEST_F(HttpTest, ABusyPortIsNamedWithTheReason) {
  Start({});
  const std::string why = WhyNot(server_->Address());
  EXPECT_THAT(why, HasSubstr(server_->Address()));
  EXPECT_THAT(why, HasSubstr("in use"));
}

TEST_F(HttpTest, AnAddressThatIsNotOursIsNamedWithTheReason) {
  const std::string why = WhyNot("192.0.2.1:9108");  // a documentation address: no machine has it
  EXPECT_THAT(why, HasSubstr("192.0.2.1:9108"));
  EXPECT_THAT(why, HasSubstr("assign"));
}

TEST_F(HttpTest, WrongAddressesAreRefusedInOneSentence) {
  EXPECT_THAT(WhyNot("127.0.0.1:9108s"), HasSubstr("TLS"));
  EXPECT_THAT(WhyNot("https://127.0.0.1:9108"), HasSubstr("TLS"));
  EXPECT_THAT(WhyNot("[::1]:9108"), HasSubstr("IPv6"));
  EXPECT_THAT(WhyNot("example.com:9108"), HasSubstr("IPv4 address"));
  EXPECT_THAT(WhyNot("127.0.0.256:9108"), HasSubstr("IPv4 address"));
  EXPECT_THAT(WhyNot("127.0.0.1"), HasSubstr("port"));
  EXPECT_THAT(WhyNot("127.0.0.1:65536"), HasSubstr("port"));
  EXPECT_THAT(WhyNot("127.0.0.1:-1"), HasSubstr("port"));
  EXPECT_THAT(WhyNot("127.0.0.1:80,127.0.0.1:81"), Not(HasSubstr("it started")));
  EXPECT_THAT(WhyNot(""), HasSubstr("port"));
}

TEST_F(HttpTest, LocalhostIsAnAddress) {
  const auto started = HttpServer::Start({.address = "localhost:0"}, {});
  ASSERT_TRUE(started) << started.error().message;
  EXPECT_THAT((*started)->Address(), StartsWith("127.0.0.1:"));
}

class PagesTest : public HttpTest {
 protected:
  void SetUp() override {
    Start(StandardPages(metrics_, health_, [this] { return now_ms_; }));
  }
  Names names_;
  Metrics metrics_{names_};
  Health health_;
  std::int64_t now_ms_ = 1'000'000;
};

TEST_F(PagesTest, MetricsHaveTheTypeThatPrometheusAsksFor) {
  const std::string answer = Get("/metrics");
  EXPECT_THAT(answer, HasSubstr("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  EXPECT_THAT(answer, HasSubstr("\nlabelwatch_frames_judged_total 0\n"));
}

TEST_F(PagesTest, MetricsAreOpenMetricsForWhoAsksForThem) {
  const std::string answer =
      Ask(server_->Port(), "GET /metrics HTTP/1.1\r\nHost: x\r\nAccept: application/openmetrics-text\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n"));
  EXPECT_THAT(answer, EndsWith("\n# EOF\n"));
}

TEST_F(PagesTest, ReadyzSaysWhyNot) {
  EXPECT_THAT(Get("/readyz"), StartsWith("HTTP/1.1 200 "));
  health_.NotReady("kafka", "no partition assigned yet");
  EXPECT_THAT(Get("/readyz"), AllOf(StartsWith("HTTP/1.1 503 "), EndsWith("\r\nkafka: no partition assigned yet\n")));
}

TEST_F(PagesTest, HealthzSaysWhatIsStalled) {
  health_.Progress("task 0", now_ms_, 1'000);
  EXPECT_THAT(Get("/healthz"), StartsWith("HTTP/1.1 200 "));
  now_ms_ += 60'000;
  EXPECT_THAT(Get("/healthz"), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("task 0: no progress for 60 s")));
}

TEST_F(PagesTest, StatuszShowsTasksCalibrationAndReasons) {
  TaskStatus status;
  status.partition = 2;
  status.sides[0].topic = "labels \xFF";  // no name of ours, but nothing may break the page
  status.sides[0].position = 17;
  status.sides[0].lag = 4;
  status.open_frames = 3;
  status.input_warnings = {"m calls nearly every car person"};
  metrics_.StartTask(status);
  StreamCounts counts;
  counts.Of(Dimension::kModel).resize(names_.Of(Dimension::kModel).Add("m") + 1);
  counts.Of(Dimension::kModel).back().label_matches[static_cast<std::size_t>(MatchOutcome::kMatched)] = 7;
  metrics_.Committed(counts, status);
  Calibration calibration;
  calibration.version = 5;
  calibration.budget = std::make_shared<const FrameBudget>(FrameBudget{.per_1000 = 10});
  metrics_.WatchCalibration([&] { return StatusOf(calibration, {}); });
  health_.NotReady("kafka", "no partition assigned yet");
  now_ms_ += 2'500;
  const std::string answer = Get("/statusz");
  EXPECT_THAT(answer, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(answer, HasSubstr(R"("uptime_seconds":2.5)"));
  EXPECT_THAT(answer, HasSubstr(R"("ready":false,"not_ready":["kafka: no partition assigned yet"])"));
  EXPECT_THAT(answer, HasSubstr(R"("partition":2,"open_frames":3)"));
  EXPECT_THAT(answer, HasSubstr("\"labels\":{\"topic\":\"labels \uFFFD\",\"position\":17,\"lag\":4"));
  EXPECT_THAT(answer, HasSubstr(R"("input_warnings":["m calls nearly every car person"])"));
  EXPECT_THAT(answer, HasSubstr(R"("models":[{"model":"m","labels":{"matched":7,)"));
  EXPECT_THAT(answer, HasSubstr(R"("version":5)"));
  EXPECT_THAT(answer, HasSubstr(R"("flag_budget":{"per_1000":10.0,"threshold":null,"frames":0.0,"words":"Of 1,000 )"));
  EXPECT_THAT(answer, HasSubstr(R"("assumed_error_ratio":{"missing":0.05,)"));
}

}  // namespace
}  // namespace labelwatch
