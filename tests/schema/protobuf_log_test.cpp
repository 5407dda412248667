#include "schema/protobuf_log.h"

#include <gtest/gtest.h>

#include "schema/relabel.h"

namespace labelwatch {
namespace {

TEST(ProtobufLogTest, BrokenBytesOnATopicFillNoTerminal) {
  SilenceProtobuf();
  testing::internal::CaptureStderr();
  EXPECT_FALSE(DecodeRelabelVerdict("\x0a\x02\xff\xfe"));  // field 1, a text that is not UTF-8
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace labelwatch
