// Who may act on rates by HTTP, and what is answered to what.

#include "metrics/act_pages.h"

#include <gmock/gmock.h>

#include "tests/metrics/ask.h"

namespace labelwatch {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kToken[] = "0123456789abcdef";

class ActPagesTest : public testing::Test {
 protected:
  void Start(Access access) {
    auto pages = ActPages(
        std::move(access), "line 4",
        [this](const RatesAct& act) -> Result<std::string> {
          if (!broker_) return Unavailable("no broker");
          written_.push_back(act);
          return "offset " + std::to_string(written_.size());
        },
        [] { return 1'000'000; }, metrics_);
    auto started = HttpServer::Start({.address = "127.0.0.1:0"}, std::move(pages));
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
  }

  // `headers`: beside those that curl sends.
  std::string Post(const std::string& path, const std::string& body, const std::string& headers = {},
                   const std::string& type = "application/json", const std::string& host = "localhost:9108") {
    return Ask(server_->Port(), "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: " + type +
                                    "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" +
                                    body);
  }
  std::string Renew(const std::string& headers = {}) {
    return Post("/rates/renew", R"({"value":"bob","who":"maria","why":"new guideline"})", headers);
  }

  Names names_;
  Metrics metrics_{names_};
  std::vector<RatesAct> written_;
  bool broker_ = true;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(ActPagesTest, WhatIsAskedForIsWrittenAndWhereItStandsIsTold) {
  Start({.loopback = true});
  const std::string answer = Renew();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 202 Accepted\r\n"));
  EXPECT_THAT(answer, EndsWith("{\"written\":\"offset 1\"}\n"));
  ASSERT_EQ(written_.size(), 1U);
  EXPECT_EQ(written_[0].group, "line 4");
  EXPECT_EQ(written_[0].which.value, "bob");
  EXPECT_EQ(written_[0].asked_ms, 1'000'000);
  EXPECT_THAT(Post("/rates/silence", R"({"all":true,"for_seconds":60,"why":"w"})"), StartsWith("HTTP/1.1 202 "));
  EXPECT_EQ(written_.at(1).until_ms, 1'060'000);
  EXPECT_EQ(written_.at(1).who, "HTTP from 127.0.0.1");
  EXPECT_THAT(Post("/rates/budget", R"({"false_alarms":2,"period_seconds":604800,"why":"w"})"),
              StartsWith("HTTP/1.1 202 "));
  EXPECT_THAT(metrics_.Text(), HasSubstr("labelwatch_act_requests_total{outcome=\"written\"} 3"));
}

TEST_F(ActPagesTest, ATokenIsAskedForWhereThereIsOne) {
  Start({.token = kToken, .loopback = true});
  EXPECT_THAT(Renew(), StartsWith("HTTP/1.1 401 Unauthorized\r\n"));
  EXPECT_THAT(Renew(), HasSubstr("WWW-Authenticate: Bearer\r\n"));
  for (const char* wrong : {"Bearer 0123456789abcdeF", "Bearer 0123456789abcde", "Bearer ", "Basic 0123456789abcdef",
                            "Bearer 0123456789abcdef0123456789abcdef"}) {
    EXPECT_THAT(Renew(std::string("Authorization: ") + wrong + "\r\n"), StartsWith("HTTP/1.1 401 ")) << wrong;
  }
  EXPECT_TRUE(written_.empty());
  EXPECT_THAT(Renew("Authorization: Bearer 0123456789abcdef\r\n"), StartsWith("HTTP/1.1 202 "));
}

TEST_F(ActPagesTest, ABrowserGivesTheTokenAsAPassword) {
  Start({.token = kToken, .loopback = false});
  EXPECT_THAT(Renew(), HasSubstr("WWW-Authenticate: Basic realm=\"labelwatch\""));
  EXPECT_THAT(Renew("Authorization: Basic YW5uOjAxMjM0NTY3ODlhYmNkZWY=\r\n"), StartsWith("HTTP/1.1 202 "));
  // ann:0123456789abcdeF; no colon; no base64; nothing.
  for (const char* wrong : {"YW5uOjAxMjM0NTY3ODlhYmNkZUY=", "MDEyMzQ1Njc4OWFiY2RlZg==", "?", ""}) {
    EXPECT_THAT(Renew(std::string("Authorization: Basic ") + wrong + "\r\n"), StartsWith("HTTP/1.1 401 ")) << wrong;
  }
}

TEST_F(ActPagesTest, WithoutATokenNobodyElsesMachineMayAsk) {
  Start({.loopback = false});
  EXPECT_THAT(Renew(), StartsWith("HTTP/1.1 403 "));
  EXPECT_TRUE(written_.empty());
}

TEST_F(ActPagesTest, APageOfAnotherSiteMayNot) {
  Start({.loopback = true});
  const std::string body = R"({"all":true,"why":"w"})";
  EXPECT_THAT(Post("/rates/renew", body, "Origin: http://evil.example\r\n"), StartsWith("HTTP/1.1 403 "));
  EXPECT_THAT(Post("/rates/renew", body, "Origin: null\r\n"), StartsWith("HTTP/1.1 403 "));
  EXPECT_THAT(Post("/rates/renew", body, {}, "text/plain"), StartsWith("HTTP/1.1 415 "));
  EXPECT_THAT(Post("/rates/renew", body, {}, "application/x-www-form-urlencoded"), StartsWith("HTTP/1.1 415 "));
  // A name that was bent to this machine: its page and this server are one site to the browser.
  EXPECT_THAT(
      Post("/rates/renew", body, "Origin: http://evil.example:9108\r\n", "application/json", "evil.example:9108"),
      StartsWith("HTTP/1.1 403 "));
  EXPECT_TRUE(written_.empty());
  EXPECT_THAT(Post("/rates/renew", body, "Origin: http://localhost:9108\r\n", "application/json; charset=utf-8"),
              StartsWith("HTTP/1.1 202 "));
}

TEST_F(ActPagesTest, WhatIsWrongIsSaid) {
  Start({.loopback = true});
  const auto expect = [&](const std::string& path, const std::string& body, const char* words) {
    const std::string answer = Post(path, body);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 ")) << body;
    EXPECT_THAT(answer, HasSubstr(words)) << body;
  };
  expect("/rates/renew", "", "not JSON");
  expect("/rates/renew", "[]", "must be a JSON object");
  expect("/rates/renew", std::string(15'000, '['), "not JSON");
  expect("/rates/renew", R"({"why":"w"})", "say which series");
  expect("/rates/renew", R"({"all":true})", "why:");
  expect("/rates/renew", R"({"all":true,"value":"bob","why":"w"})", "all:");
  expect("/rates/renew", R"({"valeu":"bob","why":"w"})", "'valeu': there is no such field here");
  expect("/rates/renew", R"({"value":7,"why":"w"})", "value: must be a text");
  expect("/rates/renew", R"({"kind":"wrong","why":"w"})", "known are missing, wrong_class,");
  expect("/rates/renew", R"({"dimension":"cats","why":"w"})", "known are overall, class,");
  expect("/rates/silence", R"({"all":true,"why":"w"})", "until when");
  expect("/rates/silence", R"({"all":true,"why":"w","for_seconds":1e300})", "a year");
  expect("/rates/budget", R"({"why":"w"})", "false_alarms");
  expect("/rates/renew", "{\"all\":true,\"why\":\"" + std::string(1001, 'x') + "\"}", "at most 1000");
  EXPECT_TRUE(written_.empty());
}

TEST_F(ActPagesTest, BrokersThatAreAwayAreNoMistakeOfTheAsker) {
  Start({.loopback = true});
  broker_ = false;
  EXPECT_THAT(Renew(), StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(metrics_.Text(), HasSubstr("labelwatch_act_requests_total{outcome=\"unavailable\"} 1"));
}

TEST_F(ActPagesTest, TheRatesAreShownWhereThisProcessOwnsThem) {
  Start({.loopback = true});
  const auto get = [&] { return Ask(server_->Port(), "GET /rates HTTP/1.1\r\nHost: localhost\r\n\r\n"); };
  EXPECT_THAT(get(), EndsWith("{\"owner\":false}\n"));
  RatesStatus status;
  status.budget = {2, 86'400'000};
  status.acts.emplace_back().act.why = "guideline";
  RatesStatus::OneSeries& bob = status.series.emplace_back();
  bob.name = {Dimension::kAnnotator, "bob", SeriesKindOf(Kind::kWrongClass), "yolo@7"};
  bob.raised = true;
  bob.silenced_until_ms = 7000;
  metrics_.WatchRates([&] { return std::make_shared<const RatesStatus>(status); });
  EXPECT_THAT(get(), HasSubstr("\"value\":\"bob\""));
  EXPECT_THAT(get(), HasSubstr("\"state\":\"alarm\",\"since_unix_ms\":0,\"silenced_until_unix_ms\":7000"));
  EXPECT_THAT(get(), HasSubstr("guideline"));
  const std::string text = metrics_.Text();
  EXPECT_THAT(
      text,
      HasSubstr(
          "labelwatch_rate_alarm{dimension=\"annotator\",value=\"bob\",kind=\"wrong_class\",model=\"yolo@7\"} 0"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "labelwatch_rate_silenced{dimension=\"annotator\",value=\"bob\",kind=\"wrong_class\",model=\"yolo@7\"} 1"));
}

TEST(SameSecretTest, EqualTextsAndNoOthers) {
  EXPECT_TRUE(SameSecret("abc", "abc"));
  EXPECT_FALSE(SameSecret("abc", "abd"));
  EXPECT_FALSE(SameSecret("abcabc", "abc"));
  EXPECT_FALSE(SameSecret("ab", "abc"));
  EXPECT_FALSE(SameSecret("", "abc"));
  EXPECT_FALSE(SameSecret("abc", ""));
}

}  // namespace
}  // namespace labelwatch
