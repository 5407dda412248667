#include "schema/field_reader.h"

#include <gtest/gtest.h>

#include <string>

namespace labelwatch {
namespace {

// Reads all fields, skipping them; false: malformed.
bool Walks(std::string_view message) {
  try {
    FieldReader reader(message);
    while (reader.Next()) reader.Skip();
    return true;
  } catch (const MalformedMessage&) {
    return false;
  }
}

using namespace std::string_view_literals;

TEST(FieldReaderTest, ReadsValuesOfEachWireType) {
  FieldReader reader("\x08\x96\x01\x12\x02hi\x19\0\0\0\0\0\0\xf0\x3f"sv);
  ASSERT_TRUE(reader.Next());
  EXPECT_EQ(reader.Tag(), VarintTag(1));
  EXPECT_EQ(reader.Varint(), 150u);
  ASSERT_TRUE(reader.Next());
  EXPECT_EQ(reader.Tag(), BytesTag(2));
  EXPECT_EQ(reader.Bytes(), "hi");
  ASSERT_TRUE(reader.Next());
  EXPECT_EQ(reader.Tag(), Fixed64Tag(3));
  EXPECT_EQ(reader.Double(), 1.0);
  EXPECT_FALSE(reader.Next());
}

TEST(FieldReaderTest, AZeroOfTwoBytesIsFalse) {
  FieldReader reader("\x08\x80\x00"sv);
  ASSERT_TRUE(reader.Next());
  EXPECT_FALSE(reader.Bool());
}

TEST(FieldReaderTest, RefusesWhatTheGeneratedClassesRefuse) {
  EXPECT_FALSE(Walks("\x08"sv));                                   // a tag without its value
  EXPECT_FALSE(Walks("\x00"sv));                                   // field number 0
  EXPECT_FALSE(Walks("\x0e"sv));                                   // wire type 6
  EXPECT_FALSE(Walks("\x0d\x01\x02\x03"sv));                       // three bytes of four
  EXPECT_FALSE(Walks("\x12\x05hi"sv));                             // shorter than it says
  EXPECT_FALSE(Walks("\x12\xff\xff\xff\xff\x7fhi"sv));             // a length beyond 31 bits
  EXPECT_FALSE(Walks("\x12\x82\x80\x80\x80\x80\x00hi"sv));         // a length of six bytes
  EXPECT_FALSE(Walks("\x88\x80\x80\x80\x80\x00\x01"sv));           // a tag of six bytes
  EXPECT_FALSE(Walks("\x08" + std::string(10, '\xff') + "\x01"));  // a number of eleven bytes
}

TEST(FieldReaderTest, SkipsUnknownGroupsThatEnd) {
  EXPECT_TRUE(Walks("\x0b\x10\x01\x0c"sv));
  EXPECT_TRUE(Walks("\x0b\x13\x14\x0c"sv));  // one inside the other
  EXPECT_FALSE(Walks("\x0b\x10\x01"sv));     // no end
  EXPECT_FALSE(Walks("\x0b\x14"sv));         // the end of another group
  EXPECT_FALSE(Walks("\x0c"sv));             // an end without a start
}

TEST(FieldReaderTest, GroupsNestedTooDeepAreRefused) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '\x0b') + std::string(depth, '\x0c'); };
  EXPECT_TRUE(Walks(nested(100)));
  EXPECT_FALSE(Walks(nested(101)));
  EXPECT_FALSE(Walks(nested(1'000'000)));
}

}  // namespace
}  // namespace labelwatch
