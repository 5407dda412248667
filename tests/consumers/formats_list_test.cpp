// The list of formats, and the table of the README that is made from it.

#include <gmock/gmock.h>

#include <set>

#include "consumers/files/formats.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

TEST(FormatsListTest, EachFormatSaysWhatItIsAndIsGoodForSomething) {
  std::set<std::string_view> ids;
  for (const Format& format : Formats()) {
    SCOPED_TRACE(format.id);
    EXPECT_TRUE(ids.insert(format.id).second) << "ids are given once";
    EXPECT_FALSE(format.name.empty() || format.family.empty() || format.mark.empty());
    EXPECT_NE(format.recognise, nullptr);
    EXPECT_TRUE(format.read_help || format.read_labels || format.read_predictions);
    EXPECT_EQ(&FormatOf(format.id), &format);
  }
}

// "| name | mark |" of each format, in the order of the list; what is read stands behind.
TEST(FormatsListTest, TheReadmeHasARowForEach) {
  const std::string readme = Slurp(LABELWATCH_REPOSITORY "/consumers/files/README.md");
  std::string missing;
  std::size_t at = 0;
  for (const Format& format : Formats()) {
    const std::string row = "\n| " + std::string(format.name) + " | " + std::string(format.mark) + " | ";
    const std::size_t found = readme.find(row, at);
    if (found == std::string::npos) {
      missing += row;
    } else {
      at = found;
    }
  }
  EXPECT_EQ(missing, "") << "rows that the table of consumers/files/README.md has to have, in the order of the list";
}

TEST(FormatsListTest, TheReadmeOfTheRepositoryNamesEachFamily) {
  const std::string readme = Slurp(LABELWATCH_REPOSITORY "/README.md");
  for (const Format& format : Formats()) {
    if (format.read_labels == nullptr) continue;
    EXPECT_NE(readme.find(format.family), std::string::npos) << format.family;
  }
}

TEST(FormatsListTest, FamiliesAreNamedOnceEach) {
  EXPECT_EQ(Families([](const Format& format) { return format.syntax == Syntax::kXml; }), "Pascal VOC or CVAT");
  EXPECT_EQ(Families([](const Format& format) { return format.family == "COCO"; }), "COCO");
  EXPECT_EQ(Families([](const Format& format) { return format.write != nullptr; }, " and "),
            "COCO, CVAT, Label Studio and Encord");
}

}  // namespace
}  // namespace labelwatch
