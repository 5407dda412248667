#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "detectors/labels/random.h"
#include "detectors/rates/open_rows.h"

namespace labelwatch {
namespace {

TEST(OpenRowsTest, RowsOfASeriesAndSequenceAddUp) {
  OpenRows rows;
  rows.Add(2, 0, 10, 1);
  rows.Add(1, 7, 3, 0);
  rows.Add(2, 0, 5, 2);
  rows.Add(1, 0, 1, 1);
  const auto all = rows.InOrder();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(std::pair(all[0].series, all[0].sequence), std::pair(1U, std::uint64_t{0}));
  EXPECT_EQ(std::pair(all[1].series, all[1].sequence), std::pair(1U, std::uint64_t{7}));
  EXPECT_EQ(std::pair(all[2].frames, all[2].flagged), std::pair(std::uint64_t{15}, std::uint64_t{3}));
}

// In the order of the last time, in another, and while the table grows.
TEST(OpenRowsTest, AnyOrderGivesTheSumsOfAMap) {
  OpenRows rows;
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint64_t> sums;
  Random random(1);
  for (int tally = 0; tally < 20; ++tally) {
    for (std::uint32_t i = 0; i < 500; ++i) {
      const auto series = tally % 2 == 0 ? i : static_cast<std::uint32_t>(random.Below(500));
      const std::uint64_t sequence = random.Below(3);
      rows.Add(series, sequence, i, 0);
      sums[{series, sequence}] += i;
    }
  }
  const auto all = rows.InOrder();
  ASSERT_EQ(all.size(), sums.size());
  auto row = all.begin();
  for (const auto& [key, frames] : sums) {
    EXPECT_EQ(std::pair(row->series, row->sequence), key);
    EXPECT_EQ(row->frames, frames);
    ++row;
  }
}

}  // namespace
}  // namespace labelwatch
