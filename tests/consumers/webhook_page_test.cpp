// What a labeling tool calls after a review.

#include "consumers/labeling/webhook_page.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace labelwatch
