#include "config/values.h"

#include <gtest/gtest.h>

#include <limits>

namespace labelwatch {
namespace {

TEST(ValuesTest, ReadsDurations) {
  EXPECT_EQ(ReadDuration("500ms"), 500);
  EXPECT_EQ(ReadDuration("1s"), 1'000);
  EXPECT_EQ(ReadDuration("10m"), 600'000);
  EXPECT_EQ(ReadDuration("1h30m"), 5'400'000);
  EXPECT_EQ(ReadDuration("2d"), 172'800'000);
  EXPECT_EQ(ReadDuration("0"), 0);
  EXPECT_EQ(ReadDuration("0s"), 0);
  EXPECT_EQ(ReadDuration("9223372036854775807ms"), std::numeric_limits<std::int64_t>::max());
}

TEST(ValuesTest, RefusesWhatIsNoDuration) {
  for (const char* text : {"", "s", "m5", "10", "-5s", "+5s", "1.5h", "5 m", "5M", "30m1h", "1m1m", "5min", "1e3s",
                           "9223372036854775808ms", "99999999999999999999999s", "106751991168d"}) {
    EXPECT_FALSE(ReadDuration(text)) << text;
  }
}

TEST(ValuesTest, ReadsSizes) {
  EXPECT_EQ(ReadSize("1B"), 1u);
  EXPECT_EQ(ReadSize("64KiB"), 65'536u);
  EXPECT_EQ(ReadSize("256MiB"), 268'435'456u);
  EXPECT_EQ(ReadSize("1GiB512MiB"), 1'610'612'736u);
  EXPECT_EQ(ReadSize("0"), 0u);
}

TEST(ValuesTest, RefusesWhatIsNoSize) {
  for (const char* text : {"", "12", "MiB", "1MB", "1 MiB", "1mib", "-1B", "9999999TiB", "0x10B"}) {
    EXPECT_FALSE(ReadSize(text)) << text;
  }
}

TEST(ValuesTest, ReadsNumbers) {
  EXPECT_EQ(ReadNumber("0.05"), 0.05);
  EXPECT_EQ(ReadNumber("-2.5"), -2.5);
  EXPECT_EQ(ReadNumber("+1"), 1.0);
  EXPECT_EQ(ReadNumber("1e-3"), 0.001);
  for (const char* text : {"", "nan", "inf", "-inf", ".inf", "1e999", "0x1p3", "1,5", "1.5 ", "+-1", "five"}) {
    EXPECT_FALSE(ReadNumber(text)) << text;
  }
}

TEST(ValuesTest, ReadsCounts) {
  EXPECT_EQ(ReadCount("0"), 0u);
  EXPECT_EQ(ReadCount("18446744073709551615"), std::numeric_limits<std::uint64_t>::max());
  for (const char* text : {"", "-1", "+1", "1.0", "1e3", "0x10", "1_000", "18446744073709551616"}) {
    EXPECT_FALSE(ReadCount(text)) << text;
  }
}

TEST(ValuesTest, PrintsInTheLargestUnitWithoutFraction) {
  EXPECT_EQ(PrintDuration(0), "0");
  EXPECT_EQ(PrintDuration(1'500), "1500ms");
  EXPECT_EQ(PrintDuration(600'000), "10m");
  EXPECT_EQ(PrintDuration(5'400'000), "90m");
  EXPECT_EQ(PrintSize(268'435'456), "256MiB");
  EXPECT_EQ(PrintSize(1'000), "1000B");
  EXPECT_EQ(PrintNumber(0.05), "0.05");
  EXPECT_EQ(PrintNumber(0), "0");
}

TEST(ValuesTest, WhatIsPrintedReadsBack) {
  for (std::int64_t value = 1; value > 0 && value < (std::int64_t{1} << 60); value = value * 3 + 7) {
    EXPECT_EQ(ReadDuration(PrintDuration(value)), value);
    EXPECT_EQ(ReadSize(PrintSize(static_cast<std::uint64_t>(value))), static_cast<std::uint64_t>(value));
    const double number = 1.0 / static_cast<double>(value);
    EXPECT_EQ(ReadNumber(PrintNumber(number)), number);
  }
}

}  // namespace
}  // namespace labelwatch
