// The page of a report in a real browser, opened from the disk: what it shows, what keys and filters do, and that names
// from outside stay text.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "command.h"
#include "page_reading.h"
#include "staged_labels.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kSample = LABELWATCH_REPOSITORY "/deploy/sample";

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

  const std::string seen = ReadPage(folder + "/report", kReader);
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

TEST(ReportTest, RatesAreDrawnAndLeadToTheirFrames) {
  const std::string folder = FreshFolder();
  const Finished replay = RunCommand(
      {"replay", "--labels", LabelsWithAnIncident(folder), "--report", folder + "/report", "--report-frames", "1000"});
  ASSERT_EQ(replay.exit_code, 0) << replay.err;
  ASSERT_THAT(replay.out, HasSubstr("annotator bob: duplicate rose to"));
  const std::string seen = ReadPage(folder + "/report", kRatesReader);
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
  const std::string seen = ReadPage(folder + "/report", kHostile);
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
