// The page of a report in a real browser, opened from the disk: what it shows, what keys and filters do, and that names
// from outside stay text.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "command.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kSample = LABELWATCH_REPOSITORY "/deploy/sample";

// Runs in the page after its own script: acts as a reader does and leaves what it saw as the only text of the page.
constexpr const char* kReader = R"js(
const press = (key) => document.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
const current = (id) => [...document.getElementById(id).children].findIndex((e) => e.getAttribute('aria-current') === 'true');
const set = (id, value) => {
  const element = document.getElementById(id);
  if (element.type === 'checkbox') element.checked = value; else element.value = value;
  element.dispatchEvent(new Event('change'));
};
const frames = () => document.getElementById('frames').children.length;
const seen = {};
seen.summary = document.getElementById('summary').textContent;
seen.frames = frames();
seen.shapes = document.querySelectorAll('#picture path').length > 0;
seen.picture = document.querySelector('#picture image')?.getAttribute('href') || 'none';
seen.sentence = document.getElementById('sentence').textContent;
press('j'); press('j'); press('k');
seen.after_j_j_k = current('frames');
press('k'); press('k');
seen.first_again = current('frames');
press('n');
seen.after_n = current('findings');
press('l'); press('o');
seen.without_labels_and_predictions = document.querySelectorAll('#picture .dim').length;
press('l'); press('o'); press('c'); press('?');
seen.counts_and_keys = !document.getElementById('counts').hidden && !document.getElementById('keys').hidden;
seen.flagged = [...document.querySelectorAll('#counts h3')].map((e) => e.textContent).filter((t) => t.includes('flagged'));
set('kind', 'duplicate');
seen.duplicates = frames();
set('kind', ''); set('flagged', true);
seen.flagged_frames = frames();
set('flagged', false);
seen.all_again = frames();
seen.classes = [...document.getElementById('class').options].map((o) => o.textContent).slice(0, 3);
seen.pwned = window.pwned === undefined ? 'no' : 'yes';
seen.errors = window.errors;
document.body.textContent = 'SEEN ' + JSON.stringify(seen) + ' END';
)js";

std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

// What the reader saw, as JSON.
std::string Read(const std::string& folder) {
  std::string page = ReadText(folder + "/index.html");
  const auto before = page.find("<script src=\"data.js\">");
  EXPECT_NE(before, std::string::npos);
  page.insert(before,
              "<script>window.errors = []; window.onerror = (m) => { window.errors.push(String(m)); };</script>\n");
  page.insert(page.find("</body>"), "<script src=\"reader.js\"></script>\n");
  std::ofstream(folder + "/reader.html") << page;
  std::ofstream(folder + "/reader.js") << kReader;
  const std::string profile = FreshFolder();
  const Finished browser =
      Running("chromium",
              {"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir=" + profile,
               "--virtual-time-budget=5000", "--dump-dom", "file://" + folder + "/reader.html"})
          .Wait();
  std::filesystem::remove_all(profile);
  const auto begin = browser.out.find("SEEN "), end = browser.out.rfind(" END");
  EXPECT_NE(begin, std::string::npos) << browser.out.substr(0, 2000) << browser.err;
  if (begin == std::string::npos || end == std::string::npos) return "";
  return browser.out.substr(begin + 5, end - begin - 5);
}

TEST(ReportTest, ShowsTheSampleAndFollowsKeysAndFilters) {
  const std::string folder = FreshFolder();
  const Finished replay =
      RunCommand({"replay", "--labels", kSample + "/labels_staged.json", "--predictions",
                  "xl=" + kSample + "/detections_yolo-fastest-1.1-xl.json", "--predictions",
                  "small=" + kSample + "/detections_yolo-fastest-1.1.json", "--report", folder + "/report", "--images",
                  kSample + "/images", "--findings", folder + "/findings.jsonl"});
  ASSERT_EQ(replay.exit_code, 0) << replay.err;
  EXPECT_THAT(replay.err, HasSubstr("report: " + folder + "/report/index.html"));

  std::map<std::string, int> flagged;
  std::istringstream lines(ReadText(folder + "/findings.jsonl"));
  for (std::string line; std::getline(lines, line);) {
    if (line.find("\"flagged\":true") == std::string::npos) continue;
    const auto begin = line.find("\"kind\":\"") + 8;
    ++flagged[line.substr(begin, line.find('"', begin) - begin)];
  }
  ASSERT_GE(flagged["duplicate"], 1);

  const std::string seen = Read(folder + "/report");
  EXPECT_THAT(seen, HasSubstr(R"("errors":[])"));
  EXPECT_THAT(seen, HasSubstr("57 frames judged"));
  EXPECT_THAT(seen, HasSubstr(R"("frames":57)"));
  EXPECT_THAT(seen, HasSubstr(R"("shapes":true)"));
  EXPECT_THAT(seen, HasSubstr(R"("picture":"images/00001.jpg")"));
  EXPECT_THAT(seen, HasSubstr(R"("after_j_j_k":1,"first_again":0,"after_n":1)"));
  EXPECT_THAT(seen, HasSubstr(R"("without_labels_and_predictions":0)"));
  EXPECT_THAT(seen, HasSubstr(R"("counts_and_keys":true)"));
  for (const auto& [kind, count] : flagged) {
    std::string words = kind;
    std::ranges::replace(words, '_', ' ');
    EXPECT_THAT(seen, HasSubstr(Quoted(words + ": " + std::to_string(count) + " flagged")));
  }
  EXPECT_THAT(seen, HasSubstr(R"("all_again":57)"));
  EXPECT_THAT(seen, Not(HasSubstr(R"("duplicates":57)")));
  EXPECT_THAT(seen, HasSubstr("\"flagged_frames\":" + replay.out.substr(replay.out.find("flagged: ") + 9, 2)));
  std::filesystem::remove_all(folder);
}

TEST(ReportTest, NamesFromOutsideStayText) {
  const std::string folder = FreshFolder();
  std::ofstream(folder + "/labels.json") << R"({"images": [{"id": 1, "file_name": "../../etc/passwd", "width": 100,
    "height": 100}], "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 10, 50, 50]},
    {"id": 2, "image_id": 1, "category_id": 1, "bbox": [10, 10, 50, 50]}],
    "categories": [{"id": 1, "name": "</script><img src=x onerror=window.pwned=1>"}]})";
  const Finished replay =
      RunCommand({"replay", "--labels", folder + "/labels.json", "--report", folder + "/report", "--images", folder});
  ASSERT_EQ(replay.exit_code, 0) << replay.err;
  EXPECT_THAT(replay.err, HasSubstr("1 pictures were not found"));
  const std::string seen = Read(folder + "/report");
  EXPECT_THAT(seen, HasSubstr(R"("pwned":"no","errors":[])"));
  EXPECT_THAT(seen, HasSubstr("img src=x"));  // as text
  EXPECT_THAT(seen, HasSubstr(R"("picture":"none")"));
  std::filesystem::remove_all(folder);
}

TEST(ReportTest, AFolderWithOtherFilesIsLeftAloneAndAnEarlierReportIsReplaced) {
  const std::string folder = FreshFolder();
  std::ofstream(folder + "/thesis.txt") << "years of work";
  const auto report = [&](const std::string& to) {
    return RunCommand({"replay", "--labels", kSample + "/labels.json", "--report", to, "--report-frames", "3"});
  };
  const Finished refused = report(folder);
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("holds other files"));
  EXPECT_EQ(report(folder + "/report").exit_code, 0);
  EXPECT_EQ(report(folder + "/report").exit_code, 0);
  EXPECT_EQ(report(folder + "/thesis.txt").exit_code, 2);
  EXPECT_EQ(RunCommand({"replay", "--labels", kSample + "/labels.json", "--report", folder + "/report", "--images",
                        folder + "/nowhere"})
                .exit_code,
            2);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace labelwatch
