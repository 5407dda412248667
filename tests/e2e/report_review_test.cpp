// Findings decided in the page: one key each, kept by the browser, saved as a file that replay takes; and the page of
// very many findings.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "command.h"
#include "page_reading.h"
#include "schema/hash.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;
using testing::Not;

// A hundred findings, one key each.
constexpr const char* kReviewer = R"js(
element('reviewer').value = 'ann & <bob>';
element('reviewer').dispatchEvent(new Event('change'));
element('grid').focus();
press('Enter');
const keys = ['y', 'n', 'u'], visited = new Set();
let moved = 0, pressed = 0;
for (let i = 0; i < 100; ++i) {
  await opened();
  const row = here(), key = keys[i % 3];
  visited.add(row);
  press(key);
  ++pressed;
  moved += Number(here() !== row);
}
seen.keys = pressed;
seen.visited = visited.size;
seen.moved = moved;
seen.scrolled = window.scrollY + document.scrollingElement.scrollTop;
seen.buttons = element('save').textContent;
await opened();
press('Backspace');
await opened();
seen.after_undo = verdicts.size;
press('u');
element('note').value = 'looked twice';
goTo(0);
await opened();
element('note').value = 'a "toy"';
element('note').dispatchEvent(new Event('change'));
let blob;
URL.createObjectURL = (given) => { blob = given; return '#'; };
press('s');
seen.saved = encodeURIComponent(await blob.text());
seen.kept = Object.keys(localStorage).filter((key) => key.startsWith(stored)).length;
)js";

// The page a second time in the same browser.
constexpr const char* kSecondVisit = R"js(
await until(() => document.querySelector('.decided'));
seen.remembered = verdicts.size;
seen.marked = document.querySelectorAll('.decided').length > 0;
set('verdict', 'open');
seen.open = state.rows.length;
set('verdict', 'decided');
seen.decided = state.rows.length;
)js";

// A page of 100,000 findings.
constexpr const char* kCrowd = R"js(
await until(() => document.querySelector('.crop svg'));
seen.all = element('count').textContent;
let most = cellsShown().length;
const grid = element('grid');
for (const part of [0.25, 0.5, 0.75, 1]) {
  grid.scrollTop = part * grid.scrollHeight;
  grid.dispatchEvent(new Event('scroll'));  // a browser without a screen may not tell of it
  await settle();
  await until(() => document.querySelector('.crop svg'));
  most = Math.max(most, cellsShown().length);
}
seen.few_cells = most < 150;
const isLast = (cell) => cell.getAttribute('aria-posinset') === '100000';
await until(() => cellsShown().some(isLast));
seen.last = cellsShown().some(isLast);
seen.parts_read = performance.getEntriesByType('resource').filter((entry) => entry.name.includes('findings-')).length < 60;
set('kind', 'duplicate');
seen.of_kind = state.rows.length;
seen.last_of_kind = Math.max(...state.rows.slice(-1));
)js";

// What encodeURIComponent made of a text.
std::string Decoded(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      plain += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

// Frames each of whose objects is labeled twice.
std::string LabeledTwice(const std::string& folder, int frames) {
  std::string images, annotations;
  for (int i = 0; i < frames; ++i) {
    const std::string id = std::to_string(i + 1);
    images += (i > 0 ? "," : "") + std::string(R"({"id":)") + id + R"(,"file_name":"f)" + id +
              R"(.jpg","width":640,"height":480,"annotator":"ann"})";
    for (int label = 0; label < 2; ++label) {
      annotations += (annotations.empty() ? "" : ",") + std::string(R"({"id":)") + std::to_string(2 * i + label + 1) +
                     R"(,"image_id":)" + id + R"(,"category_id":1,"bbox":[)" + std::to_string(10 + i) + ",20," +
                     std::to_string(100 + label) + ",80]}";
    }
  }
  std::ofstream(folder + "/labels.json") << R"({"images":[)" << images << R"(],"annotations":[)" << annotations
                                         << R"(],"categories":[{"id":1,"name":"dog \"<b>\""}]})";
  return folder + "/labels.json";
}

TEST(ReportReviewTest, AHundredFindingsAreDecidedWithAKeyEachAndTheFileIsTakenBack) {
  const std::string folder = FreshFolder(), labels = LabeledTwice(folder, 130), profile = FreshFolder();
  const Finished replay = RunCommand({"replay", "--labels", labels, "--report", folder + "/report"});
  ASSERT_EQ(replay.exit_code, 0) << replay.err;
  const std::string seen = ReadPage(folder + "/report", kReviewer, profile);
  EXPECT_THAT(seen, HasSubstr(R"("errors":[])"));
  EXPECT_THAT(seen, HasSubstr(R"("keys":100,"visited":100,"moved":100,"scrolled":0)"));
  EXPECT_THAT(seen, HasSubstr(R"("buttons":"Save 100 verdicts","after_undo":99)"));
  EXPECT_THAT(seen, HasSubstr(R"("kept":100)"));
  EXPECT_THAT(ReadPage(folder + "/report", kSecondVisit, profile),
              HasSubstr(R"("remembered":100,"marked":true,"open":30,"decided":100)"));

  const std::string saved = Decoded(TextAt(seen, "saved"));
  EXPECT_EQ(std::ranges::count(saved, '\n'), 100);
  EXPECT_THAT(saved, HasSubstr(R"("note":"a \"toy\"")"));
  EXPECT_THAT(saved, HasSubstr(R"("reviewer":"ann & <bob>")"));
  std::ofstream(folder + "/verdicts.jsonl") << saved;
  const Finished again = RunCommand(
      {"replay", "--labels", labels, "--verdicts", folder + "/verdicts.jsonl", "--report", folder + "/report"});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("verdicts: 100, 33 accepted, 33 rejected, 34 undecided"));
  EXPECT_THAT(again.out, HasSubstr("33 of 66"));
  EXPECT_THAT(again.err, HasSubstr("66 findings are decided by verdicts and left the list"));
  EXPECT_THAT(again.err, Not(HasSubstr("left out")));
  EXPECT_THAT(ReadPage(folder + "/report", kSecondVisit, profile), HasSubstr(R"("remembered":100)"))
      << "what is kept in the browser stays until it is taken away there";
  std::filesystem::remove_all(profile);
  std::filesystem::remove_all(folder);
}

// The page of a small report with the data of a large one.
void Crowd(const std::string& report) {
  const auto column = [](const char* name, auto value) {
    std::string text = "\"" + std::string(name) + "\":[";
    for (int row = 0; row < 100'000; ++row) (text += row > 0 ? "," : "") += value(row);
    return text + "],";
  };
  const auto id = [](int row) { return HexDigits(Mix(static_cast<std::uint64_t>(row))); };
  std::ofstream data(report + "/data.js");
  data
      << R"(window.REPORT = {"speaks":0.3,"per":{"findings":100,"frames":10},"totals":{"frames":1,"flagged":1,"labels":1,)"
      << R"("bounds":[],"kinds":[],"dimensions":[{"value":"class","values":"classes","rows":[]}]},)"
      << R"("names":{"kinds":["","missing","duplicate"],"classes":["","dog"],"annotators":["","ann"],"sources":[""],)"
      << R"("models":["","m"]},"frames":{"ids":["f"],"source":[0],"labeled_at":[0],"width":[640],"height":[480],)"
      << R"("pictures":[""]},"index":{)"
      << "\"ids\":\"";
  for (int row = 0; row < 100'000; ++row) data << id(row).substr(0, 12);
  data << "\"," << column("kind", [](int row) { return row % 4 == 3 ? "2" : "1"; });
  for (const char* name : {"labeled", "annotator", "model"}) data << column(name, [](int) { return "1"; });
  for (const char* name : {"suggested", "frame", "flagged", "object", "track"})
    data << column(name, [](int) { return "0"; });
  data << column("probability", [](int row) { return std::to_string((100'000 - row) / 101); }) << "}};\n";
  for (int part = 0; part < 1000; ++part) {
    std::string list;
    for (int row = 100 * part; row < 100 * part + 100; ++row) {
      list += R"({"line":{"finding_id":")" + id(row) + id(row) +
              R"(","frame_id":"f","kind":"missing","evidence":"e"},)" +
              R"("label":0,"shapes":[{"box":[10,10,90,90]},null]},)";
    }
    char name[32];
    std::snprintf(name, sizeof name, "/data/findings-%05d.js", part);
    std::ofstream(report + name) << "REPORT_PART('findings', " << part << ", [" << list << "]);\n";
  }
}

TEST(ReportReviewTest, OfAHundredThousandFindingsOnlyThoseInSightAreRead) {
  const std::string folder = FreshFolder();
  ASSERT_EQ(RunCommand({"replay", "--labels", LabeledTwice(folder, 3), "--report", folder + "/report"}).exit_code, 0);
  Crowd(folder + "/report");
  const std::string seen = ReadPage(folder + "/report", kCrowd);
  EXPECT_THAT(seen, HasSubstr(R"("errors":[])"));
  EXPECT_THAT(seen, HasSubstr(R"("all":"100000 findings","few_cells":true,"last":true,"parts_read":true)"));
  EXPECT_THAT(seen, HasSubstr(R"("of_kind":25000,"last_of_kind":99999)"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace labelwatch
