// What a labeling tool calls after a review.

#include "consumers/labeling/webhook_page.h"

#include <gtest/gtest.h>

#include "consumers/labeling/body_signature.h"
#include "tests/metrics/ask.h"

namespace labelwatch {
namespace {

class WebhookPageTest : public testing::Test {
 protected:
  Answer Call(const std::string& token, const std::string& authorization) {
    const Page page = WebhookPage("/label-studio", token, called_, metrics_);
    EXPECT_FALSE(page.answer) << "there is nothing to look at";
    return page.act({.body = "any bytes \xff", .authorization = authorization});
  }

  Names names_{DefaultNameLimits()};
  Metrics metrics_{names_};
  std::atomic<bool> called_ = false;
};

TEST_F(WebhookPageTest, WhoeverKnowsTheTokenWakesTheBridge) {
  EXPECT_EQ(Call("0123456789abcdef", "Bearer 0123456789abcdef").status, 202);
  EXPECT_TRUE(called_);
}

TEST_F(WebhookPageTest, NobodyElseDoes) {
  for (const char* wrong : {"", "Bearer ", "Bearer 0123456789abcde", "Bearer 0123456789abcdeg",
                            "Bearer 0123456789abcdef0", "Token 0123456789abcdef", "0123456789abcdef"}) {
    EXPECT_EQ(Call("0123456789abcdef", wrong).status, 401) << wrong;
  }
  EXPECT_FALSE(called_);
}

TEST_F(WebhookPageTest, OnLoopbackItNeedsNone) {
  EXPECT_EQ(Call("", "").status, 202);
  EXPECT_TRUE(called_);
}

// Case 2 of RFC 4231 and, with a secret longer than a block, case 6.
TEST(BodySignatureTest, IsTheOneOfTheStandard) {
  EXPECT_EQ(SignatureOf("Jefe", "what do ya want for nothing?"),
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(SignatureOf(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "sha256=60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

constexpr char kSecret[] = "0123456789abcdef";

class SignedWebhookPageTest : public WebhookPageTest {
 protected:
  int CallSigned(const std::string& body, const std::string& signature, const std::string& secret = kSecret) {
    const Page page = SignedWebhookPage("/cvat", secret, called_, metrics_);
    EXPECT_GE(page.longest_body, 1u << 20) << "all of it is signed";
    return page.act({.body = body, .authorization = "Bearer 0123456789abcdef", .signature = signature}).status;
  }
};

TEST_F(SignedWebhookPageTest, WhoeverHasSignedWakesTheBridge) {
  const std::string body = R"({"event":"update:job","job":{"id":7,"state":"completed"}})";
  EXPECT_EQ(CallSigned(body, SignatureOf(kSecret, body)), 202);
  EXPECT_TRUE(called_);
}

TEST_F(SignedWebhookPageTest, WhateverIsInTheBodyOnlyTheSignatureCounts) {
  for (const std::string& body : {std::string(), std::string("\0\xff{", 3), std::string(1 << 20, '[')}) {
    called_ = false;
    EXPECT_EQ(CallSigned(body, SignatureOf(kSecret, body)), 202);
    EXPECT_TRUE(called_);
  }
}

TEST_F(SignedWebhookPageTest, NobodyElseDoes) {
  const std::string body = "{}", right = SignatureOf(kSecret, body);
  std::string shouted = right;
  for (char& c : shouted) c = static_cast<char>(std::toupper(c));
  std::string last = right;
  last.back() = last.back() == '0' ? '1' : '0';
  for (const std::string& wrong :
       {std::string(), std::string("sha256="), right.substr(7), right.substr(0, right.size() - 1), right + "0", last,
        shouted, "sha1=" + right.substr(7), std::string("sha256=\0\xff", 9), SignatureOf("another secret...", body),
        SignatureOf("", body), SignatureOf(kSecret, body + " ")}) {
    EXPECT_EQ(CallSigned(body, wrong), 401) << wrong;
  }
  EXPECT_FALSE(called_) << "a token is no signature either";
}

TEST_F(SignedWebhookPageTest, ItIsReadFromTheHeaderOfTheCall) {
  auto started =
      HttpServer::Start({.address = "127.0.0.1:0"}, {SignedWebhookPage("/cvat", kSecret, called_, metrics_)});
  ASSERT_TRUE(started) << started.error().message;
  const auto post = [&](const std::string& body, const std::string& signature) {
    return Ask((*started)->Port(),
               "POST /cvat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
               "X-Signature-256: " +
                   signature + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" +
                   body)
        .substr(0, 12);
  };
  const std::string body(100'000, 'x');
  EXPECT_EQ(post(body, SignatureOf("another secret...", body)), "HTTP/1.1 401");
  EXPECT_FALSE(called_);
  EXPECT_EQ(post(body, SignatureOf(kSecret, body)), "HTTP/1.1 202");
  EXPECT_TRUE(called_);
}

TEST_F(SignedWebhookPageTest, OnLoopbackItNeedsNone) {
  EXPECT_EQ(CallSigned("{}", "", ""), 202);
  EXPECT_TRUE(called_);
}

}  // namespace
}  // namespace labelwatch
