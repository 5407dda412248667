#include <gmock/gmock.h>

#include <algorithm>

#include "schema/text.h"
#include "tests/detectors/sequence_builder.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// A car of 100 x 100 pixels that moves 10 pixels to the right per frame.
Box CarAt(std::int64_t index) {
  const double x = 100 + 10 * static_cast<double>(index);
  return {x, 200, x + 100, 300};
}
Box Moved(Box box, double dx) { return {box.x_min + dx, box.y_min, box.x_max + dx, box.y_max}; }

class TracksTest : public testing::Test {
 protected:
  static Sequence::Frame Car(std::int64_t index, const std::string& track = "7") {
    return {index, {{track, "car", CarAt(index)}}, {}};
  }
  static std::vector<Sequence::Frame> Drive(std::int64_t frames, const std::string& track = "7") {
    std::vector<Sequence::Frame> drive;
    for (std::int64_t i = 0; i < frames; ++i) drive.push_back(Car(i, track));
    return drive;
  }
  Sequence sequence_;
};

TEST_F(TracksTest, ASteadyTrackIsSilent) { EXPECT_THAT(sequence_.JudgeAll(Drive(30)), IsEmpty()); }

TEST_F(TracksTest, AnObjectThatIsGoneForTwoFramesFlickers) {
  auto drive = Drive(10);
  drive[5].labels.clear();
  drive[6].labels.clear();  // empty frames are frames
  const auto found = sequence_.JudgeAll(drive);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].detector, "track_flicker");
  EXPECT_EQ(found[0].frame_id, "drive/7");
  EXPECT_EQ(found[0].evidence,
            "track 7 (car) is absent in frames 5 and 6 and back in frame 7 with IoU 1.00 to where it was expected");
  EXPECT_EQ(*found[0].suggested_box, CarAt(5));  // between frames 4 and 7
}

TEST_F(TracksTest, WithoutTrackIdsObjectsAreFollowedByOverlap) {
  auto drive = Drive(10, "");
  drive[5].labels.clear();
  const auto found = sequence_.JudgeAll(drive);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].evidence,
            "this car is absent in frame 5 and back in frame 6 with IoU 1.00 to where it was expected");
}

TEST_F(TracksTest, ALongAbsenceIsNoFlicker) {
  auto drive = Drive(10);
  for (std::size_t i = 3; i < 7; ++i) drive[i].labels.clear();
  EXPECT_THAT(sequence_.JudgeAll(drive), IsEmpty());
}

TEST_F(TracksTest, APredictionInTheGapMakesAFlickerMoreCertain) {
  const auto score = [](bool there) {
    Sequence sequence;
    auto drive = Drive(8);
    drive[5].labels.clear();
    drive[5].predicted = true;
    if (there) drive[5].predictions = {{"", "car", CarAt(5)}};
    return sequence.JudgeAll(drive).at(0).score;
  };
  EXPECT_GT(score(true), score(false) + 2);
}

TEST_F(TracksTest, ALongTrackIdIsCutBetweenCharacters) {
  for (const std::string ascii : {"", "a"}) {
    std::string id = ascii;
    for (int i = 0; i < 60; ++i) id += "\u00e9";  // two bytes
    auto drive = Drive(10);
    for (std::size_t i = 0; i < 10; ++i) drive[i].labels[0].track = i < 5 ? id : id + "2";
    drive[3].labels.clear();
    Sequence sequence;
    const auto found = sequence.JudgeAll(drive);
    ASSERT_THAT(found, SizeIs(2));
    for (const FindingRecord& finding : found) EXPECT_TRUE(ValidUtf8(finding.evidence)) << finding.evidence;
  }
}

TEST_F(TracksTest, FramesThatWereNotSeenAreNoAbsence) {
  auto drive = Drive(20);
  std::erase_if(drive, [](const auto& frame) { return frame.index % 5 != 0; });  // every fifth was labeled
  EXPECT_THAT(sequence_.JudgeAll(drive), IsEmpty());
}

TEST_F(TracksTest, AnIdThatStartsWhereAnotherEndsIsBroken) {
  auto drive = Drive(10);
  for (std::size_t i = 5; i < 10; ++i) drive[i].labels[0].track = "12";
  const auto found = sequence_.JudgeAll(drive);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].detector, "track_broken_id");
  EXPECT_EQ(found[0].frame_id, "drive/5");
  EXPECT_EQ(found[0].evidence,
            "track 12 (car) starts in frame 5 where track 7 of the same class, last seen in frame 4, should be (IoU "
            "1.00): one object, two ids");
}

TEST_F(TracksTest, AnObjectThatAppearsBesideAnotherIsNotBroken) {
  auto drive = Drive(10);
  for (std::size_t i = 5; i < 10; ++i) drive[i].labels.push_back({"12", "car", Moved(CarAt(drive[i].index), 40)});
  EXPECT_THAT(sequence_.JudgeAll(drive), IsEmpty());
}

TEST_F(TracksTest, TwoIdsThatChangePlacesAreBothFound) {
  auto drive = Drive(10);
  for (auto& frame : drive) frame.labels.push_back({"8", "car", Moved(CarAt(frame.index), 300)});
  for (std::size_t i = 5; i < 10; ++i) std::swap(drive[i].labels[0].track, drive[i].labels[1].track);
  const auto found = sequence_.JudgeAll(drive);
  ASSERT_THAT(found, SizeIs(2));
  for (const FindingRecord& record : found) {
    EXPECT_EQ(record.detector, "track_swapped_ids");
    EXPECT_EQ(record.frame_id, "drive/5");
  }
  EXPECT_THAT(found[0].evidence, HasSubstr("track 8 (car) is in frame 5 where track 7 should be"));
}

TEST_F(TracksTest, OnlyTheFramesOfTheRarerClassAreInDoubt) {
  auto drive = Drive(12);
  drive[6].labels[0].class_name = "truck";
  const auto found = sequence_.JudgeAll(drive);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].frame_id, "drive/6");
  EXPECT_EQ(found[0].class_name, "truck");
  EXPECT_EQ(found[0].suggested_class, "car");
  EXPECT_EQ(found[0].evidence, "track 7 (truck) is a car in 6 of the last frames and a truck in frame 6");
}

TEST_F(TracksTest, AWrongClassAtTheStartIsToldWhenTheUsualOneIsKnown) {
  auto drive = Drive(12);
  drive[0].labels[0].class_name = "truck";
  const auto found = sequence_.JudgeAll(drive);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].frame_id, "drive/3");
  EXPECT_EQ(found[0].evidence, "track 7 (car) had another class in frame 0, at its start, and is a car since");
}

TEST_F(TracksTest, AShiftedBoxJumpsAndTheFrameAfterItDoesNot) {
  auto drive = Drive(12);
  drive[6].labels[0].box = Moved(CarAt(6), 40);
  const auto found = sequence_.JudgeAll(drive);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].detector, "track_jump");
  EXPECT_EQ(found[0].frame_id, "drive/6");
  EXPECT_EQ(found[0].evidence,
            "track 7 (car) jumps in frame 6: a side is 40 % of the object's size from where its motion leads");
  EXPECT_EQ(*found[0].suggested_box, CarAt(6));
}

TEST_F(TracksTest, APredictionTellsAJumpOfTheLabelFromOneOfTheObject) {
  const auto score_with_prediction_at = [](const Box& box) {
    auto drive = Drive(12);
    drive[6].labels[0].box = Moved(CarAt(6), 40);
    drive[6].predictions = {{"", "car", box}};
    Sequence sequence;
    const auto found = sequence.JudgeAll(drive);
    return found.size() == 1 && found[0].detector == "track_jump" ? found[0].score : -100;
  };
  const double without = score_with_prediction_at({900, 900, 950, 950});
  EXPECT_GT(score_with_prediction_at(CarAt(6)), without + 2);
  EXPECT_LT(score_with_prediction_at(Moved(CarAt(6), 40)), without - 2);
}

TEST_F(TracksTest, AJoltOfTheCameraIsNoJump) {
  std::vector<Sequence::Frame> drive;
  for (std::int64_t i = 0; i < 12; ++i) {
    Sequence::Frame frame = Car(i);
    for (const double dx : {120.0, 240.0, 360.0}) {
      frame.labels.push_back({std::to_string(static_cast<int>(dx)), "car", Moved(CarAt(i), dx)});
    }
    if (i >= 6) {
      for (auto& label : frame.labels) label.box = Moved(label.box, 30);
    }
    drive.push_back(frame);
  }
  for (const FindingRecord& record : sequence_.JudgeAll(drive)) EXPECT_FALSE(record.score > -4) << record.evidence;
}

TEST_F(TracksTest, ALabelThatStandsStillWhileItsPredictionMovesIsFrozen) {
  auto drive = Drive(10);
  for (auto& frame : drive) frame.predictions = {{"", "car", CarAt(frame.index)}};
  for (std::size_t i = 6; i < 10; ++i) drive[i].labels[0].box = CarAt(5);
  const auto found = sequence_.JudgeAll(drive);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.back().detector, "track_frozen");
  EXPECT_EQ(found.back().frame_id, "drive/9");
  EXPECT_EQ(
      found.back().evidence,
      "track 7 (car) has not moved at all since frame 5 while the prediction on it (confidence 0.90) moved by 40 % "
      "of its size");
  EXPECT_EQ(*found.back().suggested_box, CarAt(9));
}

TEST_F(TracksTest, FramesOutOfOrderArePutInOrder) {
  auto drive = Drive(10);
  std::swap(drive[3], drive[4]);
  std::swap(drive[7], drive[8]);
  EXPECT_THAT(sequence_.JudgeAll(drive), IsEmpty());
}

TEST_F(TracksTest, SequencesDoNotMix) {
  std::vector<Sequence::Frame> drives;
  for (std::int64_t i = 0; i < 10; ++i) {
    drives.push_back(Car(i));
    Sequence::Frame other = Car(i);
    other.sequence = "other";
    other.labels[0].box = Moved(CarAt(i), 500);
    drives.push_back(other);
  }
  EXPECT_THAT(sequence_.JudgeAll(drives), IsEmpty());
  EXPECT_EQ(sequence_.Windows().Sequences(), 2u);
}

TEST_F(TracksTest, BeyondTheLimitTheSequenceThatIsOldestIsDropped) {
  TrackOptions options;
  options.sequences = 2;
  Sequence sequence(options);
  for (std::int64_t i = 0; i < 3; ++i) {
    Sequence::Frame frame = Car(i);
    frame.sequence = "drive " + std::to_string(i);
    sequence.Judge(frame);
  }
  EXPECT_EQ(sequence.Windows().Sequences(), 2u);
  EXPECT_EQ(sequence.Windows().Dropped(), 1u);
}

// What a frame is judged by is a set: two windows that saw the same frames in other orders judge the next one alike.
TEST_F(TracksTest, TheOrderOfTheFramesBeforeDoesNotMatter) {
  for (const std::string& track : {std::string("7"), std::string()}) {
    auto drive = Drive(15, track);
    drive[13].labels.clear();
    const Sequence::Frame last = drive.back();
    drive.pop_back();
    Sequence forward, backward;
    forward.JudgeAll(drive);
    drive.erase(drive.begin());  // older than the window
    if (!track.empty()) std::ranges::reverse(drive);
    backward.JudgeAll(drive);
    const auto one = forward.Judge(last), other = backward.Judge(last);
    ASSERT_THAT(one, SizeIs(1));
    ASSERT_THAT(other, SizeIs(1));
    EXPECT_EQ(one[0].score, other[0].score);
    EXPECT_EQ(one[0].evidence, other[0].evidence);
  }
}

TEST_F(TracksTest, WhatIsOlderThanTheLookbackIsOfNoAccount) {
  Sequence sequence({}, 1000);
  auto drive = Drive(10);
  drive[5].labels.clear();
  for (std::size_t i = 6; i < 10; ++i) drive[i].event_time_ms = 2'000'000;
  EXPECT_THAT(sequence.JudgeAll(drive), IsEmpty());
}

TEST_F(TracksTest, TheSameFrameAgainReplacesItself) {
  auto drive = Drive(6);
  drive.insert(drive.begin() + 4, drive[3]);
  EXPECT_THAT(sequence_.JudgeAll(drive), IsEmpty());
}

TEST_F(TracksTest, HostileFramesAreJudgedWithoutHarm) {
  const double infinity = std::numeric_limits<double>::infinity();
  TrackOptions options;
  options.objects = 3;
  Sequence sequence(options);
  for (const std::int64_t index : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX - 1, INT64_MAX}) {
    Sequence::Frame frame{index, {}, {}};
    frame.event_time_ms = index == 0 ? 1 : index;
    frame.labels = {{"a", "car", {0, 0, infinity, 5}},
                    {"a", "car", {0, 0, 5, 5}},
                    {"a", "car", {9, 9, 20, 20}},
                    {"b", "car", {1e9, 1e9, 1.01e9, 1.01e9}},
                    {std::string(1000, 'x'), "car", {1, 1, 3, 3}},
                    {"c", "car", {5, 5, 9, 9}}};
    frame.predictions = frame.labels;
    for (const FindingRecord& record : sequence.Judge(frame)) EXPECT_TRUE(std::isfinite(record.score));
  }
}

}  // namespace
}  // namespace labelwatch
