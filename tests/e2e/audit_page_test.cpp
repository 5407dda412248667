// Frames that somebody is asked to look over, without any finding, in the page of a process: shown whole, answered with
// one key each.

#include <gmock/gmock.h>

#include "asking_process.h"
#include "consumers/labeling/requests.h"
#include "live_page.h"
#include "tests/support/requests.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;

// Two audits with a flagged frame between them.
constexpr const char* kAuditReader = R"js(
await until(() => document.querySelectorAll('.crop svg').length === 3);
const cellOf = (frame) => cellsShown().find((cell) => cell.textContent.includes(frame));
seen.count = element('count').textContent;
seen.kinds = [...element('kind').options].map((option) => option.textContent).join('|');
seen.outlined = cellOf('audited-1').querySelectorAll('svg .label').length;
seen.whole = cellOf('audited-1').querySelector('svg').getAttribute('viewBox');
set('kind', 'audit');
seen.alone = state.rows.length === 2 && state.rows.every(isQuestion);
element('grid').focus();
press('Enter');
await until(() => document.querySelectorAll('#picture svg').length > 0);
seen.question = element('question').textContent + '. ' + element('change').textContent;
seen.buttons = [element('yes').textContent, element('no').textContent].join('|');
seen.tags = inPicture('.tag text').map((tag) => tag.textContent).join('|');
seen.predictions = inPicture('.prediction').length;
seen.nothing_to_filter = element('confidence').hidden;
seen.clear = getComputedStyle(inPicture('.label')[0]).opacity;
element('note').value = 'a shadow';
element('note').dispatchEvent(new Event('change'));
const first = here();
press('y');
await settle();
seen.next = here() !== first;
press('n');
await until(() => verdicts.size === 2 && unsent.size === 0);
press('Backspace');
await until(() => verdicts.size === 1 && unsent.size === 0);
press('n');
await until(() => verdicts.size === 2 && unsent.size === 0);
press('Escape');
seen.marked = cellsShown().map((cell) => cell.querySelector('.verdict').textContent).sort().join('|');
)js";

TEST(AuditPageTest, AFrameWithoutFindingsIsLookedOverWithOneKey) {
  const RelabelRequest first = AuditRequest("audited-1"), second = AuditRequest("audited-2");
  AskingProcess process;
  for (const RelabelRequest& request : {first, WrongClassRequest("flagged"), second}) process.Ask(request);
  const std::string seen = ReadLivePage(process.Port(), kAuditReader);
  EXPECT_THAT(seen, HasSubstr(R"("errors":[])"));
  EXPECT_THAT(seen, HasSubstr(R"("count":"1 finding, 2 audits")"));
  EXPECT_THAT(seen, HasSubstr(R"j("kinds":"all|audit (2)|wrong class (1)","outlined":1,"whole":"0 0 200 100")j"));
  EXPECT_THAT(seen, HasSubstr(R"("alone":true,"question":"Look over this frame. Is any label wrong or missing?")"));
  EXPECT_THAT(
      seen,
      HasSubstr(
          R"("buttons":"y Something wrong|n All fine","tags":"car","predictions":0,"nothing_to_filter":true,"clear":"1")"));
  EXPECT_THAT(seen, HasSubstr(R"("next":true,"marked":"all fine|something wrong")"));
  EXPECT_EQ(process.LastAnswerTo(first).frame_has_error, true);
  EXPECT_EQ(process.LastAnswerTo(first).note, "a shadow");
  EXPECT_EQ(process.LastAnswerTo(first).inclusion_probability, 0.01);
  EXPECT_EQ(process.LastAnswerTo(second).frame_has_error, false);
  EXPECT_TRUE(process.LastAnswerTo(second).findings.empty());
  EXPECT_GE(process.Answers(), 4U) << "the one that was taken back, too";
}

// One of each: for whoever comes, for a second reviewer, for experts.
constexpr const char* kQueueReader = R"js(
await until(() => document.querySelectorAll('.crop svg').length === 2);
const shown = () => cellsShown().map((cell) => cell.textContent.match(/second look|expert/)?.[0] || 'first').sort().join('|');
seen.shown = shown();
seen.choices = [...element('asked').options].map((option) => option.textContent).join('|');
set('asked', 'experts');
await until(() => document.querySelectorAll('.crop svg').length === 1);
seen.experts = shown();
await until(() => location.hash.includes('asked'));
seen.address = location.hash;
set('asked', 'all');
await until(() => document.querySelectorAll('.crop svg').length === 3);
seen.all = shown();
)js";

TEST(AuditPageTest, WhatIsForExpertsIsShownToThemAndASecondLookIsCalledSo) {
  const RelabelRequest decided = WrongClassRequest("decided"), doubted = WrongClassRequest("doubted");
  AskingProcess process;
  for (const RelabelRequest& request : {WrongClassRequest("first"), decided, doubted}) process.Ask(request);
  process.Ask(RepeatRequest(decided, 5000));
  process.Ask(ExpertRequest(doubted, "a reviewer could not tell", 5000));
  const std::string seen = ReadLivePage(process.Port(), kQueueReader);
  EXPECT_THAT(seen, HasSubstr(R"("errors":[])"));
  EXPECT_THAT(seen, HasSubstr(R"j("shown":"first|second look","choices":"reviewers|experts (1)|all")j"));
  EXPECT_THAT(seen, HasSubstr(R"("experts":"expert","address":"#asked=experts")"));
  EXPECT_THAT(seen, HasSubstr(R"("all":"expert|first|second look")"));
}

}  // namespace
}  // namespace labelwatch
