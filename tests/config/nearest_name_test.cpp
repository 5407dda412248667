#include "config/nearest_name.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace labelwatch {
namespace {

TEST(NearestNameTest, DistanceCountsSingleSlips) {
  EXPECT_EQ(EditDistance("window", "window"), 0u);
  EXPECT_EQ(EditDistance("windw", "window"), 1u);    // left out
  EXPECT_EQ(EditDistance("windoow", "window"), 1u);  // doubled
  EXPECT_EQ(EditDistance("windiw", "window"), 1u);   // replaced
  EXPECT_EQ(EditDistance("wnidow", "window"), 1u);   // swapped
  EXPECT_EQ(EditDistance("", "window"), 6u);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3u);
}

TEST(NearestNameTest, FindsTheOneThatWasMeant) {
  const std::vector<std::string_view> names = {"window", "models", "max_frames", "max_bytes", "max_age", "idle"};
  EXPECT_EQ(NearestName("modles", names), "models");
  EXPECT_EQ(NearestName("max_frame", names), "max_frames");
  EXPECT_EQ(NearestName("max_ag", names), "max_age");
}

TEST(NearestNameTest, SaysNothingWhereNothingIsNear) {
  const std::vector<std::string_view> names = {"window", "idle"};
  EXPECT_EQ(NearestName("brokers", names), "");
  EXPECT_EQ(NearestName("", names), "");
  EXPECT_EQ(NearestName(std::string(100'000, 'w'), names), "");
  EXPECT_EQ(NearestName("window", {}), "");
}

}  // namespace
}  // namespace labelwatch
