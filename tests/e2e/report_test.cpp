// The page of a report in a real browser, opened from the disk: what it shows, what keys and filters do, and that names
// from outside stay text.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "command.h"
#include "schema/hash.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kSample = LABELWATCH_REPOSITORY "/deploy/sample";

// Scripts that run in the page after its own, act as a reader does and leave what they saw as the only text of the
// page. What they share:
constexpr const char* kBefore = R"js(
const seen = {};
const element = (id) => document.getElementById(id);
const press = (key) => (document.activeElement || document.body).dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
const settle = () => new Promise((resolve) => setTimeout(resolve, 60));
const set = (id, value) => {
  if (element(id).type === 'checkbox') element(id).checked = value; else element(id).value = value;
  element(id).dispatchEvent(new Event(id === 'text' ? 'input' : 'change'));
};
const inPicture = (selector) => [...document.querySelectorAll('#picture ' + selector)];
const cellsShown = () => [...document.querySelectorAll('.cell')];
const until = async (good) => { for (let i = 0; i < 100 && !good(); ++i) await settle(); };
const opened = () => until(() => element('sentence').textContent !== '' && inPicture('svg').length + document.querySelectorAll('#picture svg').length > 0);
const act = async () => {
)js";
constexpr const char* kAfter = R"js(
};
act().catch((error) => window.errors.push(String(error))).then(() => {
  seen.pwned = window.pwned === undefined ? 'no' : 'yes';
  seen.errors = window.errors;
  document.body.textContent = 'SEEN ' + JSON.stringify(seen) + ' END';
});
)js";

constexpr const char* kReader = R"js(
await until(() => document.querySelector('.crop svg'));
seen.summary = element('summary').textContent;
seen.all = element('count').textContent;
seen.cells = cellsShown().length > 0 && cellsShown()[0].getAttribute('aria-setsize') === String(REPORT.index.kind.length);
seen.crops = document.querySelectorAll('.crop .label.chosen, .crop .prediction.chosen').length > 0;
seen.picture = document.querySelector('.crop image')?.getAttribute('href').slice(0, 7) || 'none';
element('grid').focus();
press('ArrowRight'); press('ArrowRight'); press('ArrowLeft');
seen.second_cell = element('grid').getAttribute('aria-activedescendant');
press('Enter');
await opened();
seen.opened = !element('finding').hidden && element('grid').hidden && location.hash.includes('finding=' + idOf(1));
seen.sentence = element('sentence').textContent !== '';
press('j'); press('k'); press('k');
await opened();
await until(() => location.hash.includes('finding=' + idOf(0)));
seen.first_again = location.hash.includes('finding=' + idOf(0));
press('l'); press('o');
seen.without_labels_and_predictions = inPicture('.label').length + inPicture('.prediction:not(.ghost)').length;
press('l'); press('o'); press('z');
seen.whole_frame = element('closer').getAttribute('aria-pressed');
press('z'); press('c'); press('?');
seen.counts_and_keys = !element('counts').hidden && !element('keys').hidden && element('main').hidden;
press('?'); press('c');
seen.flagged = [...document.querySelectorAll('#counts h3')].map((e) => e.textContent).filter((t) => t.includes('flagged'));

// What a finding says of a label and a prediction: both stand out, in their colours, all else is dimmed.
const corner = (shape) => `M${shape.box[0]} ${shape.box[1]}`;
for (let row = 0; row < Math.min(REPORT.index.kind.length, 300); ++row) {
  const detail = await detailOf(row), frame = await frameOf(REPORT.index.frame[row]);
  if (detail.label === undefined || detail.prediction === undefined || frame.labels.length < 3) continue;
  goToRow(row);
  await opened();
  await until(() => inPicture('.chosen').length >= 2);
  const labels = inPicture('.label.chosen > .line'), predictions = inPicture('.prediction.chosen > .line');
  seen.partner = labels.length === 1 && labels[0].getAttribute('d').startsWith(corner(frame.labels[detail.label])) &&
      predictions.length === 1 && predictions[0].getAttribute('d').startsWith(corner(frame.predictions[detail.prediction]));
  seen.purple = predictions[0].style.stroke;
  seen.colours = labels[0].style.stroke !== predictions[0].style.stroke;
  seen.dimmed = inPicture('.label:not(.chosen)').length > 0 && inPicture('.label:not(.chosen)').every((e) => getComputedStyle(e).opacity < 0.5);
  seen.nothing_over_objects = inPicture('path').every((e) => getComputedStyle(e).fill === 'none');
  break;
}
press('Escape');
await until(() => !location.hash.includes('finding'));
seen.back = element('finding').hidden && !location.hash.includes('finding');

// Each value of each filter shows the findings that have it, and stands in the address.
const counts = {};
seen.filters = ['kind', 'class', 'annotator', 'source', 'model'].every((id) => [...element(id).options].slice(1).every((option) => {
  set(id, option.value);
  const such = REPORT.index.kind.map((_, row) => row).filter((row) => nameOf(id, row) === option.value);
  const good = state.rows.join() === such.join() && new URLSearchParams(address().slice(1)).get(id) === option.value;
  set(id, '');
  return good;
}));
set('kind', 'duplicate'); set('flagged', true);
seen.duplicates = state.rows.length;
await until(() => location.hash.includes('duplicate'));
seen.address = location.hash;
set('kind', ''); set('flagged', false);
set('least', '50');
seen.least = state.rows.every((row) => REPORT.index.probability[row] >= 500) && state.rows.length < REPORT.index.kind.length;
set('least', ''); set('text', REPORT.frames.ids[0].toUpperCase());
seen.text = state.rows.length > 0 && state.rows.every((row) => REPORT.index.frame[row] === 0);
set('text', 'nothing is called so');
seen.none = document.querySelector('#grid .none').textContent;
element('clear').click();
seen.all_again = element('count').textContent === seen.all;
location.hash = '#kind=missing&least=10&class=' + encodeURIComponent('<not here>');
await until(() => element('kind').value === 'missing');
seen.from_address = element('kind').value + ' ' + element('least').value + ' ' + element('class').value;
document.querySelector('#counts .leads').click();
seen.counts_lead = state.rows.length > 0 && new Set(state.rows.map((row) => REPORT.index.kind[row])).size === 1;
)js";

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

// The same for the time view: what stands there, and what its buttons show.
constexpr const char* kRatesReader = R"js(
const framesShown = () => [...new Set(state.rows.map((row) => REPORT.index.frame[row]))];
const ofBob = () => framesShown().length > 0 && state.rows.every((row) => nameOf('annotator', row) === 'bob');
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
const all = state.rows.length, [its, since] = first.querySelectorAll('button');
its.click();
seen.back_at_findings = element('rates').hidden && !element('main').hidden;
seen.its_findings = ofBob() && state.rows.length < all;
seen.chip = element('series').textContent;
press('r');
since.click();
const from = Number(since.dataset.from);
seen.since = ofBob() && framesShown().every((frame) => REPORT.frames.labeled_at[frame] >= from);
seen.since_words = since.textContent;
await until(() => location.hash.includes('series'));
seen.in_address = new URLSearchParams(location.hash.slice(1)).get('series')?.includes('bob');
element('series').click();
seen.all_again = state.rows.length === all && element('series').hidden;
)js";

std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

// The text of a key in a line of JSON.
std::string TextAt(const std::string& line, const std::string& key) {
  const auto begin = line.find(Quoted(key) + ":\"") + key.size() + 4;
  return line.substr(begin, line.find('"', begin) - begin);
}

// What the reader saw, as JSON. `profile`: of the browser, empty for a new one.
std::string Read(const std::string& folder, const char* reader = kReader, const std::string& profile = "") {
  std::string page = ReadText(folder + "/index.html");
  const auto before = page.find("<script src=\"data.js\">");
  EXPECT_NE(before, std::string::npos);
  page.insert(before, "<script src=\"errors.js\"></script>\n");
  page.insert(page.find("</body>"), "<script src=\"reader.js\"></script>\n");
  std::ofstream(folder + "/reader.html") << page;
  std::ofstream(folder + "/errors.js")
      << "window.errors = []; window.onerror = (m) => { window.errors.push(String(m)); };\n"
         "document.addEventListener('securitypolicyviolation', (e) => { "
         "window.errors.push('policy ' + e.violatedDirective + ' ' + e.blockedURI); });\n";
  std::ofstream(folder + "/reader.js") << kBefore << reader << kAfter;
  const std::string used = profile.empty() ? FreshFolder() : profile;
  const Finished browser =
      Running("chromium", {"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                           "--user-data-dir=" + used, "--window-size=1200,800", "--virtual-time-budget=60000",
                           "--dump-dom", "file://" + folder + "/reader.html"})
          .Wait();
  if (profile.empty()) std::filesystem::remove_all(used);
  const auto begin = browser.out.find("SEEN "), end = browser.out.rfind(" END");
  EXPECT_NE(begin, std::string::npos) << browser.out.substr(0, 2000) << browser.err;
  if (begin == std::string::npos || end == std::string::npos) return "";
  return browser.out.substr(begin + 5, end - begin - 5);
}

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
    if (line.find("\"flagged\":true") != std::string::npos) ++flagged[TextAt(line, "kind")];
  }
  ASSERT_GE(flagged["duplicate"], 1);

  const std::string seen = Read(folder + "/report");
  EXPECT_THAT(seen, HasSubstr(R"("errors":[])"));
  EXPECT_THAT(seen, HasSubstr("57 frames, "));
  EXPECT_THAT(seen, HasSubstr(R"("cells":true,"crops":true,"picture":"images/")"));
  EXPECT_THAT(seen, HasSubstr(R"("second_cell":"cell-1","opened":true,"sentence":true,"first_again":true)"));
  EXPECT_THAT(seen, HasSubstr(R"("without_labels_and_predictions":0,"whole_frame":"false","counts_and_keys":true)"));
  for (const auto& [kind, count] : flagged) {
    std::string words = kind;
    std::ranges::replace(words, '_', ' ');
    EXPECT_THAT(seen, HasSubstr(Quoted(words + ": " + std::to_string(count) + " flagged")));
  }
  EXPECT_THAT(seen, HasSubstr(R"j("partner":true,"purple":"rgb(192, 107, 255)","colours":true)j"));
  EXPECT_THAT(seen, HasSubstr(R"("dimmed":true,"nothing_over_objects":true,"back":true,"filters":true)"));
  EXPECT_THAT(seen, HasSubstr("\"duplicates\":" + std::to_string(flagged["duplicate"]) + ","));
  EXPECT_THAT(seen, HasSubstr(R"("address":"#kind=duplicate&amp;flagged=1")"));
  EXPECT_THAT(seen, HasSubstr(R"("least":true,"text":true,"none":"No finding is like that.","all_again":true)"));
  EXPECT_THAT(seen, HasSubstr(R"("from_address":"missing 10 ","counts_lead":true)"));
  std::filesystem::remove_all(folder);
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

TEST(ReportTest, AHundredFindingsAreDecidedWithAKeyEachAndTheFileIsTakenBack) {
  const std::string folder = FreshFolder(), labels = LabeledTwice(folder, 130), profile = FreshFolder();
  const Finished replay = RunCommand({"replay", "--labels", labels, "--report", folder + "/report"});
  ASSERT_EQ(replay.exit_code, 0) << replay.err;
  const std::string seen = Read(folder + "/report", kReviewer, profile);
  EXPECT_THAT(seen, HasSubstr(R"("errors":[])"));
  EXPECT_THAT(seen, HasSubstr(R"("keys":100,"visited":100,"moved":100,"scrolled":0)"));
  EXPECT_THAT(seen, HasSubstr(R"("buttons":"Save 100 verdicts","after_undo":99)"));
  EXPECT_THAT(seen, HasSubstr(R"("kept":100)"));
  EXPECT_THAT(Read(folder + "/report", kSecondVisit, profile),
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
  EXPECT_THAT(Read(folder + "/report", kSecondVisit, profile), HasSubstr(R"("remembered":100)"))
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
  for (const char* name : {"suggested", "frame", "flagged"}) data << column(name, [](int) { return "0"; });
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

TEST(ReportTest, OfAHundredThousandFindingsOnlyThoseInSightAreRead) {
  const std::string folder = FreshFolder();
  ASSERT_EQ(RunCommand({"replay", "--labels", LabeledTwice(folder, 3), "--report", folder + "/report"}).exit_code, 0);
  Crowd(folder + "/report");
  const std::string seen = Read(folder + "/report", kCrowd);
  EXPECT_THAT(seen, HasSubstr(R"("errors":[])"));
  EXPECT_THAT(seen, HasSubstr(R"("all":"100000 findings","few_cells":true,"last":true,"parts_read":true)"));
  EXPECT_THAT(seen, HasSubstr(R"("of_kind":25000,"last_of_kind":99999)"));
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
  EXPECT_THAT(seen, HasSubstr(R"("shown":true,"one_at_a_time":true,"back_at_findings":true,"its_findings":true)"));
  EXPECT_THAT(seen, HasSubstr(R"("chip":"annotator bob: duplicate ×","since":true,"since_words":"since frame 5,0)"));
  EXPECT_THAT(seen, HasSubstr(R"("in_address":true,"all_again":true)"));
  std::filesystem::remove_all(folder);
}

constexpr const char* kHostile = R"js(
await until(() => document.querySelector('.crop svg'));
element('grid').focus();
press('Enter');
await opened();
seen.text = document.body.innerText.includes('<img src=x');
const script = document.createElement('script');
script.textContent = 'window.pwned = 1';
document.body.append(script);
const inline = document.createElement('p');
inline.setAttribute('onclick', 'window.pwned = 1');
document.body.append(inline);
inline.click();
await until(() => window.errors.length >= 2);
const refused = window.errors.splice(0);
seen.refused = refused.length >= 2 && refused.every((text) => text.startsWith('policy script-src'));
seen.picture = document.querySelectorAll('image').length === 0 ? 'none' : 'there';
)js";

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
  const std::string seen = Read(folder + "/report", kHostile);
  EXPECT_THAT(seen, HasSubstr(R"("pwned":"no","errors":[])"));
  EXPECT_THAT(seen, HasSubstr(R"("text":true,"refused":true,"picture":"none")"));
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
