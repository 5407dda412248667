#include "detectors/class_groups.h"

#include <gtest/gtest.h>

#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

class ClassGroupsTest : public testing::Test {
 protected:
  NameTable classes_{20};
  FrameBuilder frame_{classes_};

  void Apply() {
    ClassGroups({{"vehicle", {"car", "bus"}}, {"people", {"person"}}}, classes_)
        .Apply(frame_.Labels(), frame_.Predictions());
  }
  std::string_view Seen(std::size_t prediction) {
    return classes_.Name(frame_.Predictions()[0].predictions[prediction].class_id);
  }
};

TEST_F(ClassGroupsTest, ACarIsAVehicleAndAVehicleMayBeACar) {
  frame_.Label("vehicle", {0, 0, 50, 50}).Label("car", {100, 0, 150, 50}).Label("dog", {0, 100, 50, 150});
  frame_.Prediction("car", {0, 0, 50, 48}, 0.9).Prediction("vehicle", {100, 0, 150, 50}, 0.9);
  frame_.Prediction("car", {0, 100, 50, 150}, 0.9);
  Apply();
  EXPECT_EQ(Seen(0), "vehicle");
  EXPECT_EQ(Seen(1), "car");
  EXPECT_EQ(Seen(2), "car") << "a dog is no vehicle";
  EXPECT_EQ(FindingsOf(frame_, classes_, Kind::kWrongClass).size(), 1U);
}

TEST_F(ClassGroupsTest, ALabelOfItsOwnClassGoesBefore) {
  frame_.Label("vehicle", {0, 0, 50, 50}).Label("car", {0, 0, 50, 45}).Prediction("car", {0, 0, 50, 50}, 0.9);
  Apply();
  EXPECT_EQ(Seen(0), "car");
}

TEST_F(ClassGroupsTest, PeopleExplainsThePersonsInsideAndIsNotJudged) {
  frame_.Label("people", {0, 0, 150, 100});
  for (const double x : {0.0, 50.0, 100.0}) frame_.Prediction("person", {x, 0, x + 45, 100}, 0.9);
  EXPECT_EQ(FindingsOf(frame_, classes_, Kind::kMissing).size(), 3U);
  EXPECT_EQ(FindingsOf(frame_, classes_, Kind::kSpurious).size(), 1U);
  Apply();
  EXPECT_TRUE(FindingsOf(frame_, classes_, Kind::kMissing).empty());
  EXPECT_TRUE(FindingsOf(frame_, classes_, Kind::kSpurious).empty());
}

TEST_F(ClassGroupsTest, AGroupInWhichNobodyIsSeenIsALabelLikeOthers) {
  frame_.Label("people", {0, 0, 150, 100}).Model("yolo");
  Apply();
  EXPECT_EQ(FindingsOf(frame_, classes_, Kind::kSpurious).size(), 1U);
}

}  // namespace
}  // namespace labelwatch
