#include "detectors/matching/side_residuals.h"

#include <gmock/gmock.h>

namespace labelwatch {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

TEST(SideResidualsTest, ALooseLabelLiesOutsideOnEverySide) {
  const SideResiduals sides = ResidualsOf({90, 80, 220, 330}, {100, 100, 200, 300});
  EXPECT_THAT(sides.Outward(), ElementsAre(DoubleEq(0.1), DoubleEq(0.1), DoubleEq(0.2), DoubleEq(0.15)));
  EXPECT_DOUBLE_EQ(sides.ExtraWidth(), 0.3);
  EXPECT_DOUBLE_EQ(sides.ExtraHeight(), 0.25);
}

TEST(SideResidualsTest, AShiftedLabelIsAsLargeAsTheReference) {
  const SideResiduals sides = ResidualsOf({110, 60, 210, 260}, {100, 100, 200, 300});
  EXPECT_DOUBLE_EQ(sides.ShiftX(), 0.1);
  EXPECT_DOUBLE_EQ(sides.ShiftY(), -0.2);
  EXPECT_DOUBLE_EQ(sides.ExtraWidth(), 0);
  EXPECT_DOUBLE_EQ(sides.ExtraHeight(), 0);
}

}  // namespace
}  // namespace labelwatch
