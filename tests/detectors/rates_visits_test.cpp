#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <vector>

#include "detectors/labels/random.h"
#include "detectors/rates/visits.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kMinute = 60'000;

// Of one frame, or of n at one time.
Visit Row(std::uint64_t sequence, std::int64_t at_ms, std::uint64_t k = 0, std::uint64_t n = 1) {
  return {.series = 1, .sequence = sequence, .frames = {n, k}, .first_ms = at_ms, .last_ms = at_ms};
}

TEST(OpenVisitsTest, AVisitIsOneClusterThatClosesAfterAGap) {
  OpenVisits visits;
  visits.Add(Row(7, 0, 1));
  visits.Add(Row(7, 9 * kMinute));
  visits.Add(Row(7, 18 * kMinute, 1));
  visits.CloseUntil(28 * kMinute - 1);
  EXPECT_THAT(visits.TakeClosed(), IsEmpty());
  visits.CloseUntil(28 * kMinute);
  EXPECT_THAT(visits.TakeClosed(), ElementsAre(Visit{1, 7, {3, 2}, 0, 18 * kMinute}));
  EXPECT_EQ(visits.Open(), 0U);
}

TEST(OpenVisitsTest, TheNextFrameAfterAGapIsAnotherVisit) {
  OpenVisits visits;
  visits.Add(Row(7, 0, 1));
  visits.Add(Row(7, 10 * kMinute));
  EXPECT_THAT(visits.TakeClosed(), ElementsAre(Row(7, 0, 1)));
  visits.Add(Row(7, -10 * kMinute));
  EXPECT_THAT(visits.TakeClosed(), ElementsAre(Row(7, 10 * kMinute))) << "also one long before";
}

TEST(OpenVisitsTest, SeriesOfOneSequenceAreVisitsOfTheirOwn) {
  OpenVisits visits;
  visits.Add({1, 7, {1, 1}, 0, 0});
  visits.Add({2, 7, {1, 0}, 0, 0});
  EXPECT_THAT(visits.List(), ElementsAre(Visit{1, 7, {1, 1}, 0, 0}, Visit{2, 7, {1, 0}, 0, 0}));
}

TEST(OpenVisitsTest, AnEndlessCameraIsCutAtTheCapOfFramesOrTime) {
  OpenVisits visits;
  visits.Add(Row(7, 0, 3, 999));
  visits.Add(Row(7, 1, 1, 5));
  EXPECT_THAT(visits.TakeClosed(), ElementsAre(Visit{1, 7, {1004, 4}, 0, 1}));
  for (std::int64_t minute = 0; minute <= 65; ++minute) visits.Add(Row(7, minute * kMinute));
  EXPECT_THAT(visits.TakeClosed(), ElementsAre(Visit{1, 7, {61, 0}, 0, 60 * kMinute}));
  EXPECT_EQ(visits.Open(), 1U);
  visits.Add(Row(8, 0, 0, 4000));
  EXPECT_THAT(visits.TakeClosed(), ElementsAre(Row(8, 0, 0, 4000))) << "a row that reaches it alone";
}

TEST(OpenVisitsTest, BeyondTheBoundTheOneWithoutAFrameForLongestCloses) {
  OpenVisits visits({.open = 2});
  visits.Add(Row(7, 0));
  visits.Add(Row(8, 1));
  visits.Add(Row(7, 2));
  visits.Add(Row(9, 3));
  EXPECT_THAT(visits.TakeClosed(), ElementsAre(Row(8, 1)));
  EXPECT_EQ(visits.Displaced(), 1U);
  EXPECT_EQ(visits.Open(), 2U);
}

TEST(OpenVisitsTest, HostileRowsAreCut) {
  constexpr auto kFirst = std::numeric_limits<std::int64_t>::min(), kLast = std::numeric_limits<std::int64_t>::max();
  OpenVisits visits;
  visits.Add(Row(1, 0, 5, 0));
  EXPECT_EQ(visits.Open(), 0U);
  visits.Add(Row(2, 0, 5, 3));
  visits.Add({1, 3, {1, 0}, 5, 2});
  EXPECT_THAT(visits.List(), ElementsAre(Row(2, 0, 3, 3), Visit{1, 3, {1, 0}, 2, 5}));
  visits.Add({1, 4, {1, 0}, kFirst, kLast});
  visits.Add(Row(5, kFirst));
  visits.Add(Row(5, kLast));
  visits.Add(Row(6, 0, ~std::uint64_t{0}, ~std::uint64_t{0}));
  visits.CloseUntil(kLast);
  EXPECT_EQ(visits.Open(), 1U) << "the one at the end of time";
  visits.CloseUntil(kFirst);
  EXPECT_EQ(visits.Open(), 1U);
}

// A second account of the same rule, without anything that makes it quick.
std::vector<Visit> Slowly(const std::vector<Visit>& rows, std::size_t open_at_most) {
  std::map<std::pair<std::uint32_t, std::uint64_t>, Visit> open;
  std::vector<Visit> closed;
  const auto oldest = [&] {
    return std::min_element(open.begin(), open.end(), [](const auto& a, const auto& b) {
      return std::pair(a.second.last_ms, a.first) < std::pair(b.second.last_ms, b.first);
    });
  };
  const auto close = [&](auto at) {
    closed.push_back(at->second);
    open.erase(at);
  };
  for (const Visit& row : rows) {
    const auto key = std::pair(row.series, row.sequence);
    if (const auto at = open.find(key); at != open.end() && (row.first_ms - at->second.last_ms >= 10 * kMinute ||
                                                             at->second.first_ms - row.last_ms >= 10 * kMinute)) {
      close(at);
    }
    const auto [at, added] = open.try_emplace(key, row);
    Visit& visit = at->second;
    if (!added) {
      visit.frames.n += row.frames.n;
      visit.frames.k += row.frames.k;
      visit.first_ms = std::min(visit.first_ms, row.first_ms);
      visit.last_ms = std::max(visit.last_ms, row.last_ms);
    }
    if (visit.frames.n >= 1000 || visit.last_ms - visit.first_ms >= 60 * kMinute) close(at);
    if (open.size() > open_at_most) close(oldest());
    while (!open.empty() && oldest()->second.last_ms + 10 * kMinute <= row.last_ms - 3 * kMinute) close(oldest());
  }
  return closed;
}

TEST(OpenVisitsTest, AgreesWithASlowAccountAndGoesOnAfterBeingReadBack) {
  Random random(3);
  std::vector<Visit> rows;
  std::int64_t now = 0;
  for (int i = 0; i < 20'000; ++i) {
    now += static_cast<std::int64_t>(random.Below(i / 2000 % 2 == 0 ? 2'000 : 60'000));
    Visit row = Row(random.Below(60), now - static_cast<std::int64_t>(random.Below(120'000)), 0, 1 + random.Below(30));
    row.series = static_cast<std::uint32_t>(random.Below(2));
    row.last_ms += static_cast<std::int64_t>(random.Below(1000));
    rows.push_back(row);
  }
  OpenVisits visits({.open = 80});
  std::vector<Visit> closed;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i % 1000 == 999) {
      OpenVisits other({.open = 80});
      other.Restore(visits.List());
      visits = other;
    }
    visits.Add(rows[i]);
    visits.CloseUntil(rows[i].last_ms - 3 * kMinute);
    for (const Visit& visit : visits.TakeClosed()) closed.push_back(visit);
  }
  EXPECT_EQ(closed, Slowly(rows, 80));
  EXPECT_GT(closed.size(), 500U);
}

}  // namespace
}  // namespace labelwatch
