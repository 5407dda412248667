// The token by which people may act on rates: from a file, or from the environment; one that is none is told, and never
// quoted.

#include "config/commands/secret.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "tests/support/temporary_folder.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;
using testing::Not;

class AccessTokenTest : public testing::Test {
 protected:
  std::string WriteToken(const std::string& bytes) const { return folder_.Write("token", bytes); }

  const TemporaryFolder folder_;
};

TEST_F(AccessTokenTest, FromAFileWithoutItsLineEnd) {
  EXPECT_EQ(ReadAccessToken(WriteToken("0123456789abcdef\r\n")).value(), "0123456789abcdef");
}

TEST_F(AccessTokenTest, FromTheEnvironmentWhereNoFileIsNamed) {
  unsetenv("LABELWATCH_TOKEN");
  EXPECT_EQ(ReadAccessToken("").value(), "");
  setenv("LABELWATCH_TOKEN", "", 1);  // as compose files pass what is not set
  EXPECT_EQ(ReadAccessToken("").value(), "");
  setenv("LABELWATCH_TOKEN", "fedcba9876543210", 1);
  EXPECT_EQ(ReadAccessToken("").value(), "fedcba9876543210");
  EXPECT_EQ(ReadAccessToken(WriteToken("0123456789abcdef")).value(), "0123456789abcdef");
  unsetenv("LABELWATCH_TOKEN");
}

TEST_F(AccessTokenTest, OneThatIsNoneIsToldAndNotQuoted) {
  for (const std::string& bytes : {std::string(), std::string("secret"), std::string("secret with spaces in it"),
                                   std::string("secret\nsecret secret"), std::string(5000, 's')}) {
    const auto token = ReadAccessToken(WriteToken(bytes));
    ASSERT_FALSE(token) << bytes.size();
    EXPECT_THAT(token.error().message, HasSubstr("16 to 4096"));
    EXPECT_THAT(token.error().message, Not(HasSubstr("secret")));
  }
  EXPECT_FALSE(ReadAccessToken("/nowhere/token"));
  EXPECT_FALSE(ReadAccessToken(folder_.Path().string()));
}

}  // namespace
}  // namespace labelwatch
