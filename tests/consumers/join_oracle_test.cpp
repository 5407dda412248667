// The join against an oracle, and what holds for any stream.

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <set>

#include "tests/consumers/join_support.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The join said in the plainest words: all messages in a list, looked through from the start each time.
class Oracle {
 public:
  explicit Oracle(std::vector<std::string> models) : models_(std::move(models)) {}

  void Add(const Message& m) {
    const bool late = watermark_ && m.time + kWindow <= *watermark_;
    auto& largest = largest_[static_cast<std::size_t>(m.side)];
    if (m.again) return TakeCorrection(m);
    largest = std::max(largest.value_or(m.time), m.time);
    Take(m, late);
    if (largest_[0] && largest_[1])
      watermark_ = std::max(watermark_.value_or(INT64_MIN), std::min(*largest_[0], *largest_[1]));
    std::set<std::string> due;
    for (const Message& open : open_) {
      if (watermark_ && TimeOf(open.frame) + kWindow <= *watermark_) due.insert(open.frame);
    }
    for (const std::string& frame : due) Close(frame);
  }
  void Finish() {
    while (!open_.empty()) Close(open_.front().frame);
    while (!corrections_.empty()) CloseCorrection(corrections_.front().frame);
  }

  std::vector<std::string> events;

 private:
  void End(const std::string& outcome, const Message& m) {
    events.push_back(outcome + " " + std::string(SideWord(m.side)) + " " + m.frame);
  }

  std::int64_t TimeOf(const std::string& frame) const {
    std::int64_t time = INT64_MIN;
    for (const Message& open : open_) {
      if (open.frame == frame) time = std::max(time, open.time);
    }
    return time;
  }

  void Take(const Message& m, bool late) {
    const auto same = [&](const Message& other) {
      return other.side == m.side && other.frame == m.frame && !other.again;
    };
    if (m.side == Side::kPredictions) {
      const auto repeat = [&](const Message& other) { return same(other) && other.model == m.model; };
      if (std::ranges::any_of(open_, repeat) || std::ranges::any_of(closed_, repeat)) return End("duplicate", m);
    } else {
      for (const auto* list : {&closed_, &open_}) {
        for (const Message& other : *list) {
          if (same(other) && other.revision == m.revision) return End("duplicate", m);
        }
        for (const Message& other : *list) {
          if (same(other) && other.revision > m.revision) return End("superseded", m);
        }
      }
      const auto parked = std::ranges::find_if(open_, same);
      if (parked != open_.end()) {
        End("superseded", *parked);
        open_.erase(parked);
      }
    }
    const bool labels_closed = std::ranges::any_of(closed_, [&](const Message& other) {
      return other.side == Side::kLabels && other.frame == m.frame && !other.again;
    });
    const bool open = std::ranges::any_of(open_, [&](const Message& other) { return other.frame == m.frame; });
    if (late && !open && !labels_closed && m.side == Side::kPredictions) {
      closed_.push_back(m);
      return End("late", m);
    }
    open_.push_back(m);
    if (labels_closed) return Close(m.frame);
    if (late && !open) return Close(m.frame, "late ");
    bool labels = false;
    std::set<std::string> models;
    for (const Message& other : open_) {
      if (other.frame != m.frame) continue;
      labels = labels || other.side == Side::kLabels;
      if (other.side == Side::kPredictions) models.insert(other.model);
    }
    const bool all = std::ranges::all_of(models_, [&](const std::string& model) { return models.contains(model); });
    if (labels && !models.empty() && all) Close(m.frame);
  }

  void TakeCorrection(const Message& m) {
    const auto of_frame = [&](const Message& other) { return other.frame == m.frame; };
    const auto repeat = [&](const Message& other) {
      return of_frame(other) && other.side == m.side && other.model == m.model && other.again &&
             other.revision == m.revision;
    };
    if (m.side == Side::kPredictions && std::ranges::any_of(closed_, repeat)) return End("duplicate", m);
    const auto end = [&](const std::string& outcome) {
      End(outcome, m);
      closed_.push_back(m);
    };
    std::optional<std::uint64_t> newest;
    for (const Message& other : closed_) {
      if (of_frame(other) && other.side == Side::kLabels && other.again)
        newest = std::max(newest.value_or(0), other.revision);
    }
    if (newest && *newest > m.revision) return end("superseded");
    if (newest && *newest == m.revision) return end(m.side == Side::kLabels ? "duplicate" : "prediction_only");
    const auto open = std::ranges::find_if(corrections_, of_frame);
    if (open != corrections_.end() && open->revision > m.revision) return end("superseded");
    if (open != corrections_.end() && open->revision < m.revision) PushOut(m.frame);
    if (std::ranges::any_of(corrections_, repeat)) return End("duplicate", m);
    corrections_.push_back(m);
    std::optional<std::uint32_t> follow;
    std::set<std::string> models;
    for (const Message& other : corrections_) {
      if (!of_frame(other)) continue;
      if (other.side == Side::kLabels) follow = other.follow;
      if (other.side == Side::kPredictions) models.insert(other.model);
    }
    if (follow && models.size() >= *follow) CloseCorrection(m.frame);
  }

  void PushOut(const std::string& frame) {
    for (const Message& other : corrections_) {
      if (other.frame != frame) continue;
      End("superseded", other);
      closed_.push_back(other);
    }
    std::erase_if(corrections_, [&](const Message& other) { return other.frame == frame; });
  }

  // As another frame would end; predictions whose labels never came are forgotten.
  void CloseCorrection(const std::string frame) {
    std::vector<Message> others = std::exchange(open_, {}), before = closed_;
    std::swap(open_, corrections_);
    const bool labels = std::ranges::any_of(
        open_, [&](const Message& open) { return open.frame == frame && open.side == Side::kLabels; });
    Close(frame);
    if (!labels) closed_ = before;
    corrections_ = std::exchange(open_, others);
  }

  void Close(const std::string frame, const std::string& alone = "label_only ") {
    bool labels = false;
    std::set<std::string> models;
    for (const Message& open : open_) {
      if (open.frame != frame) continue;
      closed_.push_back(open);
      labels = labels || open.side == Side::kLabels;
      if (open.side == Side::kPredictions) models.insert(open.model);
    }
    std::erase_if(open_, [&](const Message& open) { return open.frame == frame; });
    if (!labels) {
      for (std::size_t i = 0; i < models.size(); ++i) events.push_back("prediction_only predictions " + frame);
      return;
    }
    std::string text = (models.empty() ? alone : "joined ") + frame;
    for (const std::string& model : models) text += " " + model;
    events.push_back(text);
  }

  std::vector<std::string> models_;
  std::vector<Message> open_, closed_, corrections_;
  std::array<std::optional<std::int64_t>, kSides> largest_;
  std::optional<std::int64_t> watermark_;
};

// Two sides with repeats, revisions, disorder and gaps; times rise by about 10 a frame.
struct RandomStream {
  explicit RandomStream(unsigned seed, bool corrections = false) : random(seed) {
    for (int i = 0; i < 40; ++i) {
      const std::string frame = "f" + std::to_string(i);
      const std::int64_t time = 1000 + i * 10;
      if (Chance(0.9)) sides[0].push_back(Labels(frame, time, 1));
      if (Chance(0.2)) sides[0].push_back(Labels(frame, time, Below(3)));
      for (const char* model : {"detr", "yolo"}) {
        if (Chance(0.8)) sides[1].push_back(Predictions(frame, time, model));
        if (Chance(0.1)) sides[1].push_back(Predictions(frame, time, model));
      }
    }
    for (int i = 0; corrections && i < 20; ++i) AddCorrection();
    for (auto& side : sides) {
      for (std::size_t i = 0; i < side.size(); ++i) {
        if (Chance(0.3)) std::swap(side[i], side[std::min(side.size() - 1, i + Below(40))]);  // some are late
      }
    }
  }
  // Somewhere, whole or in part, once or more often, of a revision that may be an old one.
  void AddCorrection() {
    const std::string frame = "f" + std::to_string(Below(40));
    const std::uint64_t revision = 1 + Below(3);  // as many as are remembered of two models
    const auto put = [this](const Message& message) {
      auto& side = sides[static_cast<std::size_t>(message.side)];
      side.insert(side.begin() + static_cast<std::ptrdiff_t>(Below(side.size() + 1)), message);
    };
    for (int times = Chance(0.2) ? 2 : 1; times > 0; --times) {
      if (Chance(0.9))
        put(Corrected(frame, 5, revision, static_cast<std::uint32_t>(2 + Below(2))));  // three never come
      for (const char* model : {"detr", "yolo"}) {
        if (Chance(0.9)) put(SentAgain(frame, 5, revision, model));
      }
    }
  }
  // One order of the two sides; each keeps its own.
  std::vector<Message> Interleaved() {
    std::vector<Message> merged;
    std::size_t next[kSides] = {0, 0};
    while (next[0] < sides[0].size() || next[1] < sides[1].size()) {
      const std::size_t side = next[0] == sides[0].size() ? 1 : next[1] == sides[1].size() ? 0 : Below(2);
      merged.push_back(sides[side][next[side]++]);
    }
    return merged;
  }
  bool Chance(double p) { return std::uniform_real_distribution<>(0, 1)(random) < p; }
  std::size_t Below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); }

  std::mt19937 random;
  std::array<std::vector<Message>, kSides> sides;
};

std::vector<std::string> Sorted(std::vector<std::string> events) {
  std::ranges::sort(events);
  return events;
}

TEST(JoinPropertyTest, AgreesWithThePlainestWords) {
  for (unsigned seed = 0; seed < 2000; ++seed) {
    RandomStream stream(seed, seed % 4 < 2);
    const std::vector<std::string> models =
        seed % 2 ? std::vector<std::string>{"detr", "yolo"} : std::vector<std::string>{};
    Joining j(Waiting(models));
    Oracle oracle(models);
    for (const Message& message : stream.Interleaved()) {
      j.Add(message);
      oracle.Add(message);
      ASSERT_EQ(j.recorder.outcomes + j.Open(), j.added) << "seed " << seed;
    }
    j.join.Finish();
    oracle.Finish();
    ASSERT_EQ(Sorted(j.recorder.events), Sorted(oracle.events)) << "seed " << seed;
    ASSERT_EQ(j.recorder.outcomes, j.added);
  }
}

TEST(JoinPropertyTest, ConservesRecordsInTheSmallestBuffers) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    RandomStream stream(seed, seed % 4 < 2);
    JoinOptions options = Waiting({"detr"});
    options.max_frames = 1 + seed % 4;
    options.max_bytes = 50 + seed;
    options.max_age_ms = 7;
    options.idle_ms = 5;
    Joining j(options);
    std::int64_t now = kNow;
    for (const Message& message : stream.Interleaved()) {
      j.Add(message, now += static_cast<std::int64_t>(stream.Below(4)));
      ASSERT_EQ(j.recorder.outcomes + j.Open(), j.added);
      ASSERT_LE(j.join.Frames(), 1 + seed % 4);
    }
    j.join.Finish();
    ASSERT_EQ(j.recorder.outcomes, j.added);
    ASSERT_EQ(j.join.Bytes(), 0u);
  }
}

// With disorder below the window and every frame's records within it, no order of the two sides changes anything.
TEST(JoinPropertyTest, TheOrderOfTheTwoSidesDoesNotMatter) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    RandomStream stream(seed);
    for (auto& side : stream.sides) {
      // First come first: repeats gone, order by time within a side, so that nothing is late.
      std::ranges::stable_sort(side, {}, &Message::time);
      side.erase(
          std::unique(side.begin(), side.end(),
                      [](const Message& a, const Message& b) { return a.frame == b.frame && a.model == b.model; }),
          side.end());
    }
    std::vector<std::string> first;
    for (int order = 0; order < 4; ++order) {
      Joining j(Waiting({"detr", "yolo"}));
      for (const Message& message : stream.Interleaved()) j.Add(message);
      j.join.Finish();
      if (order == 0) first = Sorted(j.recorder.events);
      ASSERT_EQ(Sorted(j.recorder.events), first) << "seed " << seed;
    }
  }
}

// Wherever a frame from the future comes, all others end as they do without it.
TEST(JoinPropertyTest, AFrameFromTheFutureChangesNoOther) {
  for (unsigned seed = 0; seed < 1000; ++seed) {
    RandomStream stream(seed);
    const std::vector<Message> all = stream.Interleaved();
    JoinOptions options = Waiting({"detr"});
    options.max_ahead_ms = 0;
    Joining without(options), with(options);
    const std::size_t at = stream.Below(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      without.Add(all[i]);
      if (i == at) {
        for (const Side side : {Side::kLabels, Side::kPredictions}) {
          Message future =
              side == Side::kLabels ? Labels("future", kYear57000) : Predictions("future", kYear57000, "detr");
          with.Add(WrittenAt(std::max<std::int64_t>(with.join.LargestEventTime(side), 1), future));
        }
        ASSERT_EQ(with.recorder.events.back(), "joined future detr");
        with.recorder.events.pop_back();
      }
      with.Add(all[i]);
    }
    without.join.Finish();
    with.join.Finish();
    ASSERT_EQ(with.recorder.events, without.recorder.events) << "seed " << seed;
  }
}

// From the rewind offsets to where `before` was killed.
void Rebuild(const Joining& before, const RandomStream& stream, std::int64_t now_ms, Joining& after) {
  after.join.StartRebuild(before.join.Mark());
  for (const Side side : {Side::kLabels, Side::kPredictions}) {
    const auto index = static_cast<std::size_t>(side);
    const std::int64_t rewind = before.join.RewindOffset(side);
    if (rewind < 0) continue;
    after.offsets[index] = rewind;
    for (std::int64_t offset = rewind; offset < before.offsets[index]; ++offset) {
      after.Add(stream.sides[index][static_cast<std::size_t>(offset)], now_ms);
    }
  }
  EXPECT_THAT(after.recorder.events, IsEmpty());
  after.join.EndRebuild(now_ms);
}

// Killed anywhere, also with frames that age, a silent side or a full buffer have ended: what was open is open again,
// what had ended does not end twice.
TEST(JoinPropertyTest, ARebuiltJoinOpensWhatWasOpenAtEveryLimit) {
  for (unsigned seed = 0; seed < 600; ++seed) {
    RandomStream stream(seed, seed % 4 < 2);
    const std::vector<Message> all = stream.Interleaved();
    JoinOptions options = Waiting({"detr", "yolo"});
    options.max_frames = seed % 3 == 0 ? 1'000 : 1 + seed % 7;
    options.max_age_ms = seed % 3 == 1 ? 0 : 5 + static_cast<std::int64_t>(seed % 40);
    options.idle_ms = seed % 2 ? 0 : 4;
    Joining before(options), after(options);
    std::int64_t now = kNow;
    const std::size_t cut = stream.Below(all.size() + 1);
    for (std::size_t i = 0; i < cut; ++i) before.Add(all[i], now += static_cast<std::int64_t>(stream.Below(4)));
    Rebuild(before, stream, now, after);
    ASSERT_EQ(after.Open(), before.Open()) << "seed " << seed << " cut " << cut;
    ASSERT_EQ(after.join.Frames(), before.join.Frames()) << "seed " << seed << " cut " << cut;
    for (const Side side : {Side::kLabels, Side::kPredictions}) {
      ASSERT_EQ(after.join.OpenRecords(side), before.join.OpenRecords(side)) << "seed " << seed;
    }
    for (std::size_t i = cut; i < all.size(); ++i) after.Add(all[i], now += static_cast<std::int64_t>(stream.Below(4)));
    after.join.Finish();
    ASSERT_EQ(before.recorder.outcomes + after.recorder.outcomes, all.size()) << "seed " << seed << " cut " << cut;
  }
}

TEST(JoinTest, RebuildingGivesUpNothingThatIsOpenHoweverFullItIs) {
  JoinOptions options = Waiting({});
  options.max_frames = 2;
  Joining j(options);
  j.join.StartRebuild({1000});
  for (int i = 0; i < 5; ++i) j.Add(Labels("f" + std::to_string(i), 1000 + i));
  for (int i = 0; i < 3; ++i) j.Add(Predictions("f" + std::to_string(i), 1000 + i));
  j.join.EndRebuild(kNow);
  EXPECT_EQ(j.join.Frames(), 2u);
  EXPECT_THAT(j.recorder.events, IsEmpty());
}

TEST(JoinTest, WhatComesForAFrameThatWasPushedOutIsDecidedAtOnce) {
  JoinOptions options = Waiting({"yolo"});
  options.max_frames = 1;
  Joining j(options);
  j.Add(Predictions("f", 1000));
  j.Add(Predictions("g", 1001));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("evicted predictions f"));
  j.Add(Labels("f", 1000));
  j.Add(Predictions("f", 1000, "detr"));
  EXPECT_THAT(j.recorder.events, ElementsAre("label_only f", "prediction_only predictions f"));
  EXPECT_EQ(j.join.Frames(), 1u);
}

// Every frame whose labels were read is judged once, whatever the limits; a newer revision may be judged besides.
TEST(JoinPropertyTest, LabelsAreJudgedHoweverLateTheyAreAndHoweverSmallTheBuffer) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    RandomStream stream(seed);
    JoinOptions options = Waiting({"detr", "yolo"});
    options.max_frames = 1 + seed % 4;
    options.max_age_ms = seed % 3 ? 7 : 0;
    options.idle_ms = seed % 2 ? 5 : 0;
    Joining j(options);
    std::int64_t now = kNow;
    std::set<std::string> labeled;
    for (const Message& message : stream.Interleaved()) {
      if (message.side == Side::kLabels) labeled.insert(message.frame);
      j.Add(message, now += static_cast<std::int64_t>(stream.Below(4)));
    }
    j.join.Finish();
    ASSERT_EQ(j.recorder.judged, labeled) << "seed " << seed;
  }
}

// Killed anywhere and started again from the rewind offsets, the rest is what it would have been.
TEST(JoinPropertyTest, ARebuiltJoinGoesOnAsIfNothingHadHappened) {
  for (unsigned seed = 0; seed < 1000; ++seed) {
    RandomStream stream(seed, seed % 4 < 2);
    const std::vector<Message> all = stream.Interleaved();
    const JoinOptions options = Waiting({"detr", "yolo"});
    Joining whole(options);
    for (const Message& message : all) whole.Add(message);
    whole.join.Finish();

    Joining before(options);
    const std::size_t cut = stream.Below(all.size() + 1);
    for (std::size_t i = 0; i < cut; ++i) before.Add(all[i]);
    std::vector<std::string> events = before.recorder.events;

    Joining after(options);
    Rebuild(before, stream, kNow, after);
    ASSERT_EQ(after.Open(), before.Open()) << "seed " << seed;
    for (std::size_t i = cut; i < all.size(); ++i) after.Add(all[i]);
    after.join.Finish();
    events.insert(events.end(), after.recorder.events.begin(), after.recorder.events.end());
    ASSERT_EQ(Sorted(events), Sorted(whole.recorder.events)) << "seed " << seed << " cut " << cut;
  }
}

}  // namespace
}  // namespace labelwatch
