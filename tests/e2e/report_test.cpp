// The page of a report in a real browser, opened from the disk: what it shows, what keys and filters do, and that names
// from outside stay text.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "command.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;

const std::string kSample = LABELWATCH_REPOSITORY "/deploy/sample";

// Runs in the page after its own script: acts as a reader does and leaves what it saw as the only text of the page.
constexpr const char* kReader = R"js(
const seen = {};
try {
const press = (key) => document.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
const element = (id) => document.getElementById(id);
const items = (id) => [...element(id).children].filter((e) => !e.classList.contains('none'));
const current = (id) => items(id).findIndex((e) => e.getAttribute('aria-selected') === 'true');
const set = (id, value) => {
  if (element(id).type === 'checkbox') element(id).checked = value; else element(id).value = value;
  element(id).dispatchEvent(new Event('change'));
};
const drawn = (selector) => [...document.querySelectorAll('#picture ' + selector)];
const frames = () => items('frames').length;
seen.summary = element('summary').textContent;
seen.frames = frames();
seen.shapes = drawn('path').length > 0;
seen.picture = drawn('image')[0]?.getAttribute('href') || 'none';
seen.sentence = element('sentence').textContent;
press('j'); press('j'); press('k');
seen.after_j_j_k = current('frames');
press('k'); press('k');
seen.first_again = current('frames');
press('n');
seen.after_n = current('findings');
press('l'); press('o');
seen.without_labels_and_predictions = drawn('.label').length + drawn('.prediction').length;
press('l'); press('o'); press('c'); press('?');
seen.counts_and_keys = !element('counts').hidden && !element('keys').hidden;
press('?'); press('c');
seen.flagged = [...document.querySelectorAll('#counts h3')].map((e) => e.textContent).filter((t) => t.includes('flagged'));

// What a finding says of a label and a prediction: both stand out, in their colours, and nothing else.
const corner = (shape) => `M${shape.box[0]} ${shape.box[1]}`;
const chosen = (side) => drawn(`.${side}.chosen > .line`);
const at = REPORT.frames.findIndex((f) => f.findings.some((g) => g.label >= 0 && g.prediction >= 0));
if (at >= 0) {
  const frame = REPORT.frames[at], number = frame.findings.findIndex((g) => g.label >= 0 && g.prediction >= 0);
  const finding = frame.findings[number];
  items('frames')[at].click();
  items('findings')[number].click();
  const [label, ...labels] = chosen('label'), [prediction, ...predictions] = chosen('prediction');
  seen.partner = label.getAttribute('d').startsWith(corner(frame.labels[finding.label])) &&
      prediction.getAttribute('d').startsWith(corner(frame.predictions[finding.prediction])) &&
      labels.length + predictions.length === 0;
  seen.purple = prediction.style.stroke;
  seen.colours = label.style.stroke !== prediction.style.stroke;
  const isPair = (e) => e.textContent.includes('IoU');
  items('frames').find((item) => item.click() || items('objects').some(isPair)).click();
  items('objects').find(isPair).click();
  seen.pair_of_object = [chosen('label').length, chosen('prediction').length > 0];
  seen.pair_in_words = element('object').textContent.includes('paired with');
  press('Escape');
  seen.back_at_finding = current('objects') === -1 && chosen('label')[0] !== undefined;
}

// Each value of each filter shows the frames that hold such a finding, and of the first one such findings alone.
const holds = {kind: (f, g) => g.kind, class: (f, g) => g.class, annotator: (f, g) => g.annotator, source: (f) => f.source};
seen.filters = Object.keys(holds).every((id) => [...element(id).options].slice(1).every((option) => {
  set(id, option.value);
  const such = (frame) => frame.findings.filter((finding) => holds[id](frame, finding) === option.value).length;
  const first = REPORT.frames.find((frame) => frame.id === items('frames')[0].querySelector('.name').title);
  const good = frames() === REPORT.frames.filter(such).length && items('findings').length === such(first);
  set(id, '');
  return good;
}));
set('kind', 'duplicate'); set('flagged', true);
seen.duplicates = frames();
set('kind', '');
seen.flagged_frames = frames();
set('flagged', false);
seen.all_again = frames();
seen.classes = [...element('class').options].map((o) => o.textContent).slice(0, 3);
} catch (error) {
  window.errors.push(String(error));
}
seen.pwned = window.pwned === undefined ? 'no' : 'yes';
seen.errors = window.errors;
document.body.textContent = 'SEEN ' + JSON.stringify(seen) + ' END';
)js";

// The same for the time view: what stands there, and what its buttons show.
constexpr const char* kRatesReader = R"js(
const seen = {};
try {
const press = (key) => document.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
const element = (id) => document.getElementById(id);
const frames = () => [...element('frames').children].filter((e) => !e.classList.contains('none'))
    .map((e) => REPORT.frames.find((frame) => frame.id === e.querySelector('.name').title));
const first = document.querySelector('#rates article');
seen.title = first.querySelector('h3').textContent;
seen.sentence = first.querySelector('p').textContent;
seen.drawn = ['path.band', 'path.rate', 'line.baseline', 'path.since', 'path.alarm'].every((s) => first.querySelector('svg ' + s));
seen.told = first.querySelector('svg').getAttribute('aria-label');
seen.alarmed_first = [...document.querySelectorAll('#rates article')].map((e) => e.classList.contains('alarmed')).lastIndexOf(true) + 1 ===
    document.querySelectorAll('#rates .alarmed').length;
seen.button = element('show-rates').textContent;
press('r');
seen.shown = !element('rates').hidden && element('main').hidden && element('show-rates').getAttribute('aria-expanded') === 'true';
press('c');
seen.one_at_a_time = element('rates').hidden && !element('counts').hidden && element('main').hidden;
press('r');
const all = frames().length, [its, since] = first.querySelectorAll('button');
its.click();
seen.back_at_frames = element('rates').hidden && !element('main').hidden;
seen.its_frames = frames().length > 0 && frames().length < all && frames().every((f) => f.annotator === 'bob');
seen.chip = element('series').textContent;
press('r');
since.click();
const from = Number(since.dataset.from);
seen.since = frames().length > 0 && frames().every((f) => f.annotator === 'bob' && f.labeled_at >= from);
seen.since_words = since.textContent;
element('series').click();
seen.all_again = frames().length === all && element('series').hidden;
} catch (error) {
  window.errors.push(String(error));
}
seen.errors = window.errors;
document.body.textContent = 'SEEN ' + JSON.stringify(seen) + ' END';
)js";

std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

// The text of a key in a line of JSON.
std::string TextAt(const std::string& line, const std::string& key) {
  const auto begin = line.find(Quoted(key) + ":\"") + key.size() + 4;
  return line.substr(begin, line.find('"', begin) - begin);
}

// What the reader saw, as JSON.
std::string Read(const std::string& folder, const char* reader = kReader) {
  std::string page = ReadText(folder + "/index.html");
  const auto before = page.find("<script src=\"data.js\">");
  EXPECT_NE(before, std::string::npos);
  page.insert(before,
              "<script>window.errors = []; window.onerror = (m) => { window.errors.push(String(m)); };</script>\n");
  page.insert(page.find("</body>"), "<script src=\"reader.js\"></script>\n");
  std::ofstream(folder + "/reader.html") << page;
  std::ofstream(folder + "/reader.js") << reader;
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
  std::set<std::string> frames_with_duplicates;
  std::istringstream lines(ReadText(folder + "/findings.jsonl"));
  for (std::string line; std::getline(lines, line);) {
    if (line.find("\"flagged\":true") == std::string::npos) continue;
    const std::string kind = TextAt(line, "kind");
    ++flagged[kind];
    if (kind == "duplicate") frames_with_duplicates.insert(TextAt(line, "frame_id"));
  }
  ASSERT_GE(flagged["duplicate"], 1);

  const std::string seen = Read(folder + "/report");
  EXPECT_THAT(seen, HasSubstr(R"("errors":[])"));
  EXPECT_THAT(seen, HasSubstr("57 frames, "));
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
  EXPECT_THAT(seen, HasSubstr("\"duplicates\":" + std::to_string(frames_with_duplicates.size()) + ","));
  EXPECT_THAT(seen, HasSubstr(R"("filters":true)"));
  EXPECT_THAT(seen, HasSubstr(R"j("partner":true,"purple":"rgb(192, 107, 255)","colours":true)j"));
  EXPECT_THAT(seen, HasSubstr(R"("pair_of_object":[1,true],"pair_in_words":true,"back_at_finding":true)"));
  EXPECT_THAT(seen, HasSubstr("\"flagged_frames\":" + replay.out.substr(replay.out.find("flagged: ") + 9, 2)));
  std::filesystem::remove_all(folder);
}

// Frames by Ann and Bob in turn; each fiftieth is labeled twice, from frame 5,000 on each sixth of Bob's.
std::string LabelsWithAnIncident(const std::string& folder) {
  std::string images, annotations;
  for (int i = 0; i < 7000; ++i) {
    const std::string id = std::to_string(i + 1), by = i % 2 == 0 ? "ann" : "bob";
    images += (i > 0 ? "," : "") + std::string(R"({"id":)") + id + R"(,"file_name":"f)" + id +
              R"(.jpg","width":640,"height":480,"annotator":")" + by + "\"}";
    const bool twice = i % 100 < 2 || (by == "bob" && i >= 5000 && i % 6 == 1);
    for (int label = 0; label < (twice ? 2 : 1); ++label) {
      annotations += (annotations.empty() ? "" : ",") + std::string(R"({"id":)") + std::to_string(2 * i + label) +
                     R"(,"image_id":)" + id + R"(,"category_id":1,"bbox":[)" + std::to_string(10 + i % 300) +
                     ",20,100,80]}";
    }
  }
  std::ofstream(folder + "/labels.json") << R"({"images":[)" << images << R"(],"annotations":[)" << annotations
                                         << R"(],"categories":[{"id":1,"name":"dog"}]})";
  return folder + "/labels.json";
}

TEST(ReportTest, RatesAreDrawnAndLeadToTheirFrames) {
  const std::string folder = FreshFolder();
  const Finished replay = RunCommand(
      {"replay", "--labels", LabelsWithAnIncident(folder), "--report", folder + "/report", "--report-frames", "1000"});
  ASSERT_EQ(replay.exit_code, 0) << replay.err;
  ASSERT_THAT(replay.out, HasSubstr("annotator bob: duplicate rose to"));
  const std::string seen = Read(folder + "/report", kRatesReader);
  EXPECT_THAT(seen, HasSubstr(R"("errors":[])"));
  EXPECT_THAT(seen, HasSubstr(R"("title":"annotator bob: duplicate")"));
  EXPECT_THAT(seen, HasSubstr(R"("sentence":"annotator bob: duplicate rose to)"));
  EXPECT_THAT(seen, HasSubstr(R"("drawn":true,"told":"annotator bob: duplicate","alarmed_first":true)"));
  EXPECT_THAT(seen, HasSubstr("alarm"));
  EXPECT_THAT(seen, HasSubstr(R"("shown":true,"one_at_a_time":true,"back_at_frames":true,"its_frames":true)"));
  EXPECT_THAT(seen, HasSubstr(R"("chip":"annotator bob: duplicate ×","since":true,"since_words":"since frame 5,0)"));
  EXPECT_THAT(seen, HasSubstr(R"("all_again":true)"));
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
