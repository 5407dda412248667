// Hostile bytes: whatever comes, it ends in a frame or a counted reason. Run under the sanitizers by tests/run.

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <vector>

#include "agreement.h"
#include "messages.h"
#include "schema/message_json.h"
#include "schema/recorded.h"
#include "schema/shape_codec.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

class WireFuzzTest : public testing::Test {
 protected:
  // Everything a record goes through; true: it became a frame.
  bool Read(std::string_view text, Side side) {
    WireLimits limits;
    // Without the zero behind a std::string: the address sanitizer sees reads past the end.
    exact_.assign(text.begin(), text.end());
    exact_.shrink_to_fit();
    const std::string_view bytes(exact_.data(), exact_.size());
    const auto message = Unframe(bytes, side, limits, scratch_);
    if (!message) return Count(message.error());
    const auto envelope = ReadEnvelope(*message, side, limits);
    if (!envelope) return Count(envelope.error());
    const Decoded<void> decoded =
        side == Side::kLabels ? decoder_.Decode(*message, labels_) : decoder_.Decode(*message, predicted_);
    if (!decoded) return Count(decoded.error());
    encoded_.clear();
    side == Side::kLabels ? Encode(labels_, classes_, encoded_) : Encode(predicted_, classes_, encoded_);
    EXPECT_FALSE(encoded_.empty());
    return true;
  }
  bool Count(Rejection reason) {
    EXPECT_LT(static_cast<std::size_t>(reason), kRejections);
    ++reasons_[static_cast<std::size_t>(reason)];
    return false;
  }
  // A small good message with every kind of field.
  std::string Good(Side side) {
    std::string shape, out;
    if (side == Side::kLabels) {
      LabeledFrame frame;
      frame.frame_id = "frame";
      frame.labels.resize(4);
      frame.labels[0].shape = {ShapeKind::kBox, {1, 2, 3, 4}, {}};
      frame.labels[1].shape = EncodeMask({3, 3, {2, 3, 4}}, shape);
      frame.frame_classes = {classes_.Add("street")};
      Encode(frame, classes_, out);
    } else {
      PredictedFrame frame;
      frame.frame_id = "frame";
      frame.model = "yolo";
      frame.predictions.resize(3);
      frame.predictions[0].shape = {ShapeKind::kBox, {1, 2, 3, 4}, {}};
      frame.predictions[1].shape = EncodePolygon(std::vector<Ring>{{{0, 0, 1, 0, 1, 1}, false}}, shape);
      frame.class_probabilities = {{classes_.Add("street"), 0.5}};
      Encode(frame, classes_, out);
    }
    return out;
  }

  NameTable classes_{1000};
  FrameDecoder decoder_{classes_};
  LabeledFrame labels_;
  PredictedFrame predicted_;
  std::vector<char> exact_;
  std::string scratch_, encoded_;
  std::array<std::uint64_t, kRejections> reasons_{};
  std::mt19937_64 random_{1};
};

TEST_F(WireFuzzTest, RandomBytesEndInAReason) {
  std::string bytes;
  int frames = 0;
  for (int i = 0; i < 100'000; ++i) {
    bytes.resize(random_() % 64);
    for (char& byte : bytes) byte = static_cast<char>(random_());
    frames += Read(bytes, i % 2 ? Side::kLabels : Side::kPredictions);
  }
  EXPECT_LT(frames, 1000);
  for (const Rejection reason : {Rejection::kEmpty, Rejection::kFraming, Rejection::kMalformed}) {
    EXPECT_GT(reasons_[static_cast<std::size_t>(reason)], 0u) << RejectionWord(reason);
  }
}

TEST_F(WireFuzzTest, GoodMessagesWithDamageNeverCrash) {
  for (const Side side : {Side::kLabels, Side::kPredictions}) {
    const std::string good = Good(side);
    ASSERT_TRUE(Read(good, side));
    for (std::size_t length = 0; length < good.size(); ++length) Read(good.substr(0, length), side);
    for (int i = 0; i < 100'000; ++i) {
      std::string bytes = good;
      for (std::uint64_t changes = 1 + random_() % 4; changes-- > 0;) {
        bytes[random_() % bytes.size()] = static_cast<char>(random_());
      }
      Read(bytes, side);
    }
  }
  EXPECT_GT(reasons_[static_cast<std::size_t>(Rejection::kMalformed)], 0u);
}

TEST_F(WireFuzzTest, DamagedMessagesReadTheSameAsInTheGeneratedClasses) {
  for (unsigned seed = 0; seed < 10'000; ++seed) {
    RandomMessages random(1'000'000 + seed);
    const Side side = seed % 2 ? Side::kLabels : Side::kPredictions;
    std::string bytes = side == Side::kPredictions ? random.Predicted().SerializeAsString()
                        : seed % 4 == 1            ? random.LabeledInPieces()
                                                   : random.Labeled().SerializeAsString();
    for (std::size_t damage = random.Below(4); damage-- > 0;) bytes = random.Damaged(bytes);
    ASSERT_EQ(Disagreement(bytes, side), "") << "seed " << seed;
  }
}

TEST_F(WireFuzzTest, LengthsBeyondTheMessageAreMalformed) {
  for (const char* length : {"\x7f", "\xff\xff\xff\xff\x07", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
                             "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"}) {
    for (const char field : {'\x0a', '\x5a', '\x2a'}) {
      EXPECT_FALSE(Read(std::string(1, field) + length, Side::kLabels));
      EXPECT_FALSE(Read(std::string(1, field) + length, Side::kPredictions));
    }
  }
}

TEST_F(WireFuzzTest, DeepNestingIsRefused) {
  // Nested groups, an unknown field nested in itself, JSON arrays and objects.
  EXPECT_FALSE(Read(std::string(1'000'000, '\x0b'), Side::kLabels));
  EXPECT_FALSE(Read("{\"labels\":" + std::string(1'000'000, '['), Side::kLabels));
  std::string nested = "{\"frame_id\":\"f\",\"x\":";
  for (int i = 0; i < 10'000; ++i) nested += "{\"x\":";
  EXPECT_FALSE(Read(nested, Side::kLabels));
  EXPECT_GT(reasons_[static_cast<std::size_t>(Rejection::kBadJson)], 0u);
}

TEST_F(WireFuzzTest, DamagedJsonEndsInAReason) {
  const std::string good = *MessageToJson(Good(Side::kLabels), Side::kLabels);
  ASSERT_TRUE(Read(good, Side::kLabels));
  for (int i = 0; i < 5'000; ++i) {
    std::string bytes = good;
    bytes[1 + random_() % (bytes.size() - 1)] = static_cast<char>(random_());
    if (random_() % 4 == 0) bytes.resize(1 + random_() % bytes.size());
    Read(bytes, Side::kLabels);
  }
  EXPECT_FALSE(Read(R"({"frame_id":"f","labels":[{"box":{"x_min":"NaN!"}}]})", Side::kLabels));
  EXPECT_FALSE(Read(R"({"frame_id":"f","image_width":-5})", Side::kLabels));
}

TEST_F(WireFuzzTest, DelimitedStreamsOfRandomBytesNeverRunAway) {
  std::string bytes;
  for (int i = 0; i < 50'000; ++i) {
    bytes.resize(random_() % 32);
    for (char& byte : bytes) byte = static_cast<char>(random_());
    std::size_t consumed = 0;
    const auto first = FirstDelimited(bytes, consumed);
    if (first) {
      EXPECT_LE(consumed, bytes.size());
      EXPECT_GE(consumed, 1u);
    }
  }
}

}  // namespace
}  // namespace labelwatch
