// Frames that somebody is asked to look over, without any finding, in the page of a process: shown whole, answered with
// one key each.

#include <gmock/gmock.h>

#include <mutex>

#include "consumers/labeling/review_desk.h"
#include "consumers/report/flagged_page.h"
#include "consumers/report/gallery_pages.h"
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

// A process that was asked, without its topics: verdicts come here as they would be written.
class AuditPageTest : public testing::Test {
 protected:
  void Ask(const RelabelRequest& request) {
    desk_.Take(request);
    gallery_.Add(request.frame.findings.empty() ? page_.Of(request) : page_.Of(request.frame));
  }
  void Start() {
    GalleryParts parts{.access = {.loopback = true}, .metrics = &metrics_, .names = &names_};
    parts.take_verdicts = [this](const std::vector<Verdict>& verdicts) -> Result<void> {
      const std::lock_guard lock(mutex_);
      for (RelabelVerdict& answer : desk_.Answers(verdicts, 5000)) answers_.push_back(std::move(answer));
      return {};
    };
    auto started = HttpServer::Start({.address = "127.0.0.1:0"}, GalleryPages(gallery_, std::move(parts)));
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
  }
  RelabelVerdict LastAnswerTo(const RelabelRequest& request) const {
    RelabelVerdict last;
    for (const RelabelVerdict& answer : answers_) {
      if (answer.request_id == request.id) last = answer;
    }
    return last;
  }

  Names names_;
  Metrics metrics_{names_};
  Gallery gallery_{{}};
  FlaggedPage page_{{}};
  ReviewDesk desk_;
  std::mutex mutex_;
  std::vector<RelabelVerdict> answers_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(AuditPageTest, AFrameWithoutFindingsIsLookedOverWithOneKey) {
  const RelabelRequest first = AuditRequest("audited-1"), second = AuditRequest("audited-2");
  Ask(first);
  Ask(WrongClassRequest("flagged"));
  Ask(second);
  Start();
  const std::string seen = ReadLivePage(server_->Port(), kAuditReader);
  EXPECT_THAT(seen, HasSubstr(R"("errors":[])"));
  EXPECT_THAT(seen, HasSubstr(R"("count":"1 finding, 2 frames to look over")"));
  EXPECT_THAT(seen, HasSubstr(R"j("kinds":"all|audit (2)|wrong class (1)","outlined":1,"whole":"0 0 200 100")j"));
  EXPECT_THAT(seen, HasSubstr(R"("alone":true,"question":"Look over this frame. Is any label wrong or missing?")"));
  EXPECT_THAT(seen, HasSubstr(R"("buttons":"y Something wrong|n All fine","tags":"car","predictions":0,"clear":"1")"));
  EXPECT_THAT(seen, HasSubstr(R"("next":true,"marked":"all fine|something wrong")"));
  EXPECT_EQ(LastAnswerTo(first).frame_has_error, true);
  EXPECT_EQ(LastAnswerTo(first).note, "a shadow");
  EXPECT_EQ(LastAnswerTo(first).inclusion_probability, 0.01);
  EXPECT_EQ(LastAnswerTo(second).frame_has_error, false);
  EXPECT_TRUE(LastAnswerTo(second).findings.empty());
  EXPECT_GE(answers_.size(), 4U) << "the one that was taken back, too";
}

}  // namespace
}  // namespace labelwatch
