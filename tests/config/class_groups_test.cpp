// The key inspect.groups: classes that contain others.

#include <gtest/gtest.h>

#include "config/config.h"

namespace labelwatch {
namespace {

std::string Errors(const std::string& groups) {
  const auto config = ParseConfig("inspect:\n  groups: " + groups + "\n");
  return config ? "" : RenderErrors("f", config.error());
}

TEST(ClassGroupsKeyTest, ReadsClassesAndTheirMembers) {
  const auto config = ParseConfig("inspect:\n  groups:\n    vehicle: [car, \"push bike\"]\n    people: [person]\n");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->task.inspect.groups,
            (ClassGroupsByName{{"people", {"person"}}, {"vehicle", {"car", "push bike"}}}));
}

TEST(ClassGroupsKeyTest, ErrorsNameTheirPlace) {
  EXPECT_EQ(Errors("[car]"),
            "f:2:11: inspect.groups: expected classes and those that they contain, such as {vehicle: [car, bus]}\n");
  EXPECT_EQ(Errors("{vehicle: car}"),
            "f:2:21: inspect.groups.vehicle: expected a list of classes, such as [car, bus]\n");
  EXPECT_EQ(Errors("{car: [car]}"), "f:2:18: inspect.groups.car: a class contains itself\n");
  EXPECT_EQ(Errors("{vehicle: [car, car]}"), "f:2:27: inspect.groups.vehicle: 'car' stands twice in the list\n");
}

}  // namespace
}  // namespace labelwatch
