// Calls to Label Studio's API while it is slow, away, or somebody else: a small server plays it.

#include <gmock/gmock.h>

#include "consumers/labeling/label_studio/client.h"
#include "tests/support/python_server.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;

constexpr const char* kLabelStudio = R"py(
import http.server, json, sys
seen = {'busy': 0, 'refreshed': 0, 'posted': 0}
class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_): pass
    def say(self, status, body, headers={}):
        self.send_response(status)
        for name, value in headers.items(): self.send_header(name, value)
        self.send_header('Content-Length', str(len(body))); self.end_headers(); self.wfile.write(body)
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        if self.path == '/api/token/refresh/':
            if json.loads(body)['refresh'] != 'good.refresh.token': return self.say(401, b'{"detail":"no"}')
            seen['refreshed'] += 1
            return self.say(200, b'{"access":"access%d"}' % seen['refreshed'])
        seen['posted'] += 1
        self.say(500, b'boom')
    def do_GET(self):
        who = self.headers.get('Authorization')
        if self.path == '/api/busy':
            seen['busy'] += 1
            if seen['busy'] < 3: return self.say(503, b'later')
            return self.say(200, b'{"tries":%d}' % seen['busy'])
        if self.path == '/api/who': return self.say(200, json.dumps({'who': who}).encode())
        if self.path == '/api/second':  # the first access token has expired
            return self.say(200, b'{}') if who == 'Bearer access2' else self.say(401, b'{"detail":"expired"}')
        if self.path == '/api/posted': return self.say(200, b'{"posted":%d}' % seen['posted'])
        if self.path == '/api/page': return self.say(200, b'<html>hello</html>')
        if self.path == '/api/deep': return self.say(200, b'[' * 100000)
        if self.path == '/api/large': return self.say(200, b'"' + b'x' * 5000 + b'"')
        if self.path == '/api/refused': return self.say(401, b'{"detail":"bad token"}')
        if self.path == '/api/moved': return self.say(302, b'', {'Location': 'http://elsewhere.example/'})
        self.say(404, b'{"detail":"not found\\u001b[2J"}')
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()
)py";

class LabelStudioClientTest : public testing::Test {
 protected:
  LabelStudioClient Client(const std::string& token = "legacy") {
    return LabelStudioClient(server_.Url() + "/", token, {.call_ms = 10'000, .reply_bytes = 4000}, {});
  }

  const PythonServer server_{{"python3", "-c", kLabelStudio}};
};

TEST_F(LabelStudioClientTest, WhatMayBeRepeatedIsWhileTheServerIsBusy) {
  LabelStudioClient client = Client();
  const auto reply = client.Get("/api/busy");
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->json.Root()["tries"].Number(), 3);
  EXPECT_EQ(client.TakeCounts().repeated, 2u);
}

TEST_F(LabelStudioClientTest, APostIsTriedOnceAndMayHaveArrived) {
  LabelStudioClient client = Client();
  const auto reply = client.Post("/api/import", "[]");
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(client.MayHaveArrived());
  EXPECT_EQ(client.Get("/api/posted")->json.Root()["posted"].Number(), 1);
}

TEST_F(LabelStudioClientTest, WhereNobodyListensNothingArrives) {
  LabelStudioClient client("http://127.0.0.1:1", "legacy", {}, {});
  const auto reply = client.Post("/api/import", "[]");
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(client.MayHaveArrived());
}

TEST_F(LabelStudioClientTest, BothKindsOfTokenAreKnownByTheirLook) {
  EXPECT_EQ(Client("legacy").Get("/api/who")->json.Root()["who"].Text(), "Token legacy");
  EXPECT_EQ(Client("good.refresh.token").Get("/api/who")->json.Root()["who"].Text(), "Bearer access1");
}

TEST_F(LabelStudioClientTest, AnExpiredAccessTokenIsChanged) {
  LabelStudioClient client = Client("good.refresh.token");
  ASSERT_TRUE(client.Get("/api/who"));
  EXPECT_TRUE(client.Get("/api/second"));
}

TEST_F(LabelStudioClientTest, RefusedTokensAreNamedAndNotShown) {
  for (const char* token : {"legacy-secret", "bad.refresh.secret"}) {
    const auto reply = Client(token).Get("/api/refused");
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, ErrorCode::kBadInput);
    EXPECT_THAT(reply.error().message, HasSubstr("token"));
    EXPECT_THAT(reply.error().message, testing::Not(HasSubstr("secret")));
  }
}

TEST_F(LabelStudioClientTest, AnswersOfOthersEndInASentence) {
  LabelStudioClient client = Client();
  EXPECT_THAT(client.Get("/api/page").error().message, HasSubstr("is that a Label Studio?"));
  EXPECT_EQ(client.Get("/api/deep").error().code, ErrorCode::kUnavailable) << "larger than is read";
  EXPECT_EQ(client.Get("/api/large").error().code, ErrorCode::kUnavailable);
  const auto missing = client.Get("/api/missing");
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->status, 404);
  EXPECT_THAT(missing->detail, testing::Not(HasSubstr("\x1b")));
  const auto moved = client.Get("/api/moved");
  EXPECT_TRUE(!moved || !moved->Good()) << "the token does not follow";
}

}  // namespace
}  // namespace labelwatch
