// The page that a process serves: the same application as a report, over what the process keeps and follows now.

#include "live_page.h"

#include <gmock/gmock.h>
#include <signal.h>

#include <filesystem>

#include "command.h"
#include "staged_labels.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;

int PortIn(const std::string& said) {
  const std::string begin = "flagged frames: http://127.0.0.1:";
  return std::stoi(said.substr(said.find(begin) + begin.size()));
}

// The time view is asked for when it is opened, and leads to the findings of a series.
constexpr const char* kRatesReader = R"js(
const framesShown = () => [...new Set(state.rows.map((row) => REPORT.index.frame[row]))];
const ofBob = () => framesShown().length > 0 && state.rows.every((row) => nameOf('annotator', row) === 'bob');
const drawn = () => document.querySelectorAll('#rates article');
seen.hidden_before = drawn().length === 0 && element('rates').hidden;
seen.button = element('show-rates').textContent;
press('r');
await until(() => drawn().length > 0);
const first = drawn()[0];
seen.title = first.querySelector('h3').textContent;
seen.marked = ['path.band', 'path.rate', 'line.baseline', 'path.since', 'path.alarm'].every((s) => first.querySelector('svg ' + s));
seen.sentence = first.querySelector('p').textContent;
const all = state.rows.length;
first.querySelector('svg').dispatchEvent(new MouseEvent('click', {bubbles: true}));
seen.back_at_findings = element('rates').hidden && !element('main').hidden;
const from = state.series.from;
seen.since = ofBob() && state.rows.length < all && framesShown().every((frame) => REPORT.frames.labeled_at[frame] >= from);
seen.chip = element('series').textContent;
press('r');
await until(() => drawn()[0] !== first);
seen.drawn_anew = drawn().length > 0;
drawn()[0].querySelector('button').click();
seen.its_findings = ofBob();
)js";

TEST(LivePageTest, RatesAreDrawnWhenTheyAreLookedAtAndLeadToTheirFrames) {
  const std::string folder = FreshFolder();
  Running replay({"replay", "--labels", LabelsWithAnIncident(folder), "--serve", "127.0.0.1:0"});
  const int port = PortIn(replay.WaitForError("stay up until Ctrl-C"));
  const std::string seen = ReadLivePage(port, kRatesReader);
  EXPECT_THAT(seen, HasSubstr(R"("errors":[])"));
  EXPECT_THAT(seen, HasSubstr(R"("hidden_before":true,"button":"Rates )"));
  EXPECT_THAT(seen, HasSubstr(R"("title":"annotator bob: duplicate","marked":true)"));
  EXPECT_THAT(seen, HasSubstr(R"("sentence":"annotator bob: duplicate rose to)"));
  EXPECT_THAT(seen,
              HasSubstr(R"("back_at_findings":true,"since":true,"chip":"annotator bob: duplicate, since frame 5,0)"));
  EXPECT_THAT(seen, HasSubstr(R"("drawn_anew":true,"its_findings":true)"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace labelwatch
