// The time view of a running process: when it is drawn, and what stands in it.

#include "consumers/report/rates_view.h"

#include <gmock/gmock.h>

#include "tests/detectors/rates_stage_support.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;
using testing::Not;

// A stage and its drawing, as who follows the rates has them.
struct Followed {
  explicit Followed(RatesView& view) : drawing(view, Options()) {}

  void Read(const Stream& stream, std::int64_t from, std::int64_t to) {
    for (std::int64_t tick = from; tick < to; ++tick) {
      stage.Take(stream.Tick(tick), tick * kMinute);
      drawing.Add(stream.Tick(tick));
      for (const AlarmEvent& event : stage.TakeEvents()) drawing.Tell(event);
    }
    drawing.Show(stage);
  }

  RatesStage stage{Options()};
  RatesDrawing drawing;
};

const Stream kBadFrom2000{.bad_from = 2000};

TEST(RatesViewTest, AlarmsAreMarkedAndComeFirst) {
  RatesView view;
  Followed followed(view);
  followed.Read(kBadFrom2000, 0, 2000);
  const auto before = view.Now();
  ASSERT_NE(before, nullptr);
  EXPECT_EQ(before->alarmed, 0U);
  EXPECT_THAT(before->html, HasSubstr("class=\"rate\""));
  followed.Read(kBadFrom2000, 2000, 2600);
  const auto after = view.Now();
  EXPECT_GE(after->alarmed, 1U);
  EXPECT_THAT(after->html, HasSubstr("annotator bob: wrong_class rose to"));
  EXPECT_LT(after->html.find("card alarmed"), after->html.find("class=\"card\""));
}

TEST(RatesViewTest, NothingIsDrawnAnewWhereNothingChanged) {
  RatesView view;
  Followed followed(view);
  followed.Read(kBadFrom2000, 0, 500);
  const auto drawn = view.Now();
  followed.drawing.Show(followed.stage);
  EXPECT_EQ(view.Now(), drawn);
  followed.drawing.Hide();
  EXPECT_EQ(view.Now(), nullptr) << "another process follows them";
  followed.drawing.Show(followed.stage);
  EXPECT_NE(view.Now(), nullptr);
}

TEST(RatesViewTest, AnAlarmThatStoodBeforeIsMarkedWithoutItsTime) {
  RatesView view, restored_view;
  Followed followed(view), restored(restored_view);
  followed.Read(kBadFrom2000, 0, 2600);
  Kept kept;
  kept.Write(followed.stage);
  kept.Read(restored.stage);
  restored.drawing.Show(restored.stage);
  const auto drawn = restored_view.Now();
  EXPECT_GE(drawn->alarmed, 1U);
  EXPECT_THAT(drawn->html, HasSubstr("its alarm stands since before this process followed it"));
  EXPECT_THAT(drawn->html, HasSubstr("began at about"));
  EXPECT_THAT(drawn->html, Not(HasSubstr("<title>alarm at")));
  EXPECT_THAT(drawn->html, HasSubstr("nothing was counted")) << "what was read before is not known here";
}

TEST(RatesViewTest, AnAlarmIsToldOnceHoweverOftenItsInputIsRead) {
  RatesView view;
  Followed followed(view);
  AlarmEvent event;
  followed.Read(kBadFrom2000, 0, 500);
  event.series = followed.stage.Series().front().Name();
  event.raised = true;
  event.time_ms = event.since_ms = 400 * kMinute;
  for (int time = 0; time < 3; ++time) followed.drawing.Tell(event);
  followed.drawing.Show(followed.stage);
  const std::string html = view.Now()->html;
  EXPECT_EQ(html.find("<title>alarm at"), html.rfind("<title>alarm at"));
}

}  // namespace
}  // namespace labelwatch
