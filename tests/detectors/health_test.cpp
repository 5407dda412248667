// Whole inputs that are not what they are taken for, and weak models, which are not that.

#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "detectors/health/class_order.h"
#include "detectors/health/coordinates.h"

namespace labelwatch {
namespace {

constexpr NameId kCar = 1, kPerson = 2, kDog = 3;

// Sixty frames of 1280 x 720 with three objects each, and what a model says of them.
class HealthTest : public testing::Test {
 protected:
  using Say = std::function<SampledObject(const SampledObject&)>;

  SampledModel Sampled(const Say& say) {
    std::mt19937 random(7);
    const auto within = [&](double low, double high) {
      return low + (high - low) * static_cast<double>(random() % 1000) / 1000;
    };
    SampledModel model;
    model.name = "m";
    for (std::uint64_t i = 0; i < 60; ++i) {
      SampledFrame& frame = model.frames.emplace_back();
      frame.number = i;
      frame.width = 1280;
      frame.height = 720;
      for (const NameId class_id : {kCar, kPerson, kDog}) {
        const double x = within(0, 1000), y = within(0, 500), width = within(40, 200), height = within(40, 200);
        frame.labels.push_back({{x, y, x + width, y + height}, class_id});
        frame.predictions.push_back(say(frame.labels.back()));
      }
    }
    return model;
  }
  static Say Moved(std::function<Box(const Box&)> move) {
    return [move](const SampledObject& object) { return SampledObject{move(object.box), object.class_id}; };
  }
  static std::string How(const SampledModel& model) {
    const auto other = FindOtherCoordinates(model);
    return other ? other->how : "";
  }
};

TEST_F(HealthTest, NamesTheCoordinatesThatMakePredictionsMeet) {
  EXPECT_EQ(How(Sampled(Moved([](const Box& b) {
              return Box{b.x_min + b.Width() / 2, b.y_min + b.Height() / 2, b.x_max + b.Width() / 2,
                         b.y_max + b.Height() / 2};
            }))),
            "they give the middle of the box where its upper left corner belongs");
  EXPECT_EQ(How(Sampled(Moved([](const Box& b) {
              return Box{b.x_min / 1280, b.y_min / 720, b.x_max / 1280, b.y_max / 720};
            }))),
            "they are parts of the picture (0 to 1), not pixels");
  EXPECT_EQ(How(Sampled(Moved([](const Box& b) {
              return Box{b.y_min, b.x_min, b.y_max, b.x_max};
            }))),
            "x and y stand in the other order");
  EXPECT_EQ(How(Sampled(Moved([](const Box& b) {
              return Box{b.x_min, b.y_min, b.x_min + b.x_max, b.y_min + b.y_max};
            }))),
            "they give the lower right corner where width and height belong");
  EXPECT_EQ(How(Sampled(Moved([](const Box& b) {
              return Box{b.x_min / 2, b.y_min / 2 + 140, b.x_max / 2, b.y_max / 2 + 140};
            }))),
            "they are in pixels of the picture with bars around it, 640 x 640 (letterbox)");
  EXPECT_EQ(How(Sampled(Moved([](const Box& b) {
              return Box{1280 - b.x_max, b.y_min, 1280 - b.x_min, b.y_max};
            }))),
            "they lie in the picture mirrored left to right");
}

TEST_F(HealthTest, FindsAnyScaleAndOffset) {
  EXPECT_EQ(How(Sampled(Moved([](const Box& b) {
              return Box{b.x_min / 3, b.y_min / 3, b.x_max / 3, b.y_max / 3};
            }))),
            "they lie right after x * 3, y * 3");
  EXPECT_EQ(How(Sampled(Moved([](const Box& b) {
              return Box{b.x_min + 200, b.y_min - 90, b.x_max + 200, b.y_max - 90};
            }))),
            "they lie right after x - 200, y + 90");
}

TEST_F(HealthTest, SeesPredictionsOfTheFrameBefore) {
  SampledModel model = Sampled([](const SampledObject& object) { return object; });
  for (std::size_t i = model.frames.size() - 1; i > 0; --i)
    model.frames[i].predictions = model.frames[i - 1].predictions;
  model.frames[0].predictions.clear();
  EXPECT_EQ(How(model), "they are those of one frame before");
}

TEST_F(HealthTest, AWeakModelIsNotInOtherCoordinates) {
  std::mt19937 random(1);
  const auto weak = [&](const SampledObject& object) {  // two of three objects are found, the rest is anywhere
    SampledObject said = object;
    if (random() % 3 == 0) said.box = {10, 10, 60, 60};
    return said;
  };
  const SampledModel model = Sampled(weak);
  EXPECT_EQ(How(model), "");
  EXPECT_FALSE(FindOffset(model));
  // Boxes that are loose on all sides meet nothing, and lie nowhere else.
  EXPECT_EQ(How(Sampled(Moved([&](const Box& b) {
              const double by = static_cast<double>(random() % 100) - 50;
              return Box{b.x_min + by, b.y_min - by, b.x_max + by, b.y_max - by};
            }))),
            "");
}

TEST_F(HealthTest, NamesAnOffsetWithWhichMostStillMeet) {
  const auto offset = FindOffset(Sampled(Moved([](const Box& b) {
    return Box{b.x_min + 10, b.y_min, b.x_max + 10, b.y_max};
  })));
  ASSERT_TRUE(offset);
  EXPECT_EQ(offset->x, 10);
  EXPECT_EQ(offset->y, 0);
  EXPECT_FALSE(FindOffset(Sampled([](const SampledObject& object) { return object; })));
}

TEST_F(HealthTest, NamesClassesThatAreExchanged) {
  const auto order = FindClassOrder(Sampled([](const SampledObject& object) {
    const NameId said = object.class_id == kCar ? kPerson : object.class_id == kPerson ? kCar : kDog;
    return SampledObject{object.box, said};
  }));
  ASSERT_EQ(order.size(), 2U);
  EXPECT_EQ(order[0].labeled, kCar);
  EXPECT_EQ(order[0].named, kPerson);
  EXPECT_EQ(order[0].pairs, 60U);
  EXPECT_EQ(order[0].all, 60U);
}

TEST_F(HealthTest, NamesClassesThatAreShifted) {
  const auto order = FindClassOrder(Sampled([](const SampledObject& object) {
    return SampledObject{object.box, object.class_id + 1};
  }));
  ASSERT_EQ(order.size(), 3U);  // car is called person, person dog, and dog what comes next
}

TEST_F(HealthTest, OneConfusedPairIsNoOrder) {
  EXPECT_TRUE(FindClassOrder(Sampled([](const SampledObject& object) {
                return SampledObject{object.box, object.class_id == kCar ? kPerson : object.class_id};
              })).empty());
  // A name that no label has is another name for the class, not another order.
  EXPECT_TRUE(FindClassOrder(Sampled([](const SampledObject& object) {
                return SampledObject{object.box, object.class_id == kCar ? NameId{9} : object.class_id};
              })).empty());
  // Exchanged in half of the frames: a weak model.
  bool turn = false;
  EXPECT_TRUE(FindClassOrder(Sampled([&](const SampledObject& object) {
                turn = object.class_id == kCar ? !turn : turn;
                const NameId said = object.class_id == kCar ? kPerson : object.class_id == kPerson ? kCar : kDog;
                return SampledObject{object.box, turn ? said : object.class_id};
              })).empty());
}

TEST_F(HealthTest, FewFramesSayNothing) {
  SampledModel model = Sampled(Moved([](const Box& b) { return Box{b.y_min, b.x_min, b.y_max, b.x_max}; }));
  model.frames.resize(2);
  EXPECT_EQ(How(model), "");
}

TEST(InputSampleTest, IsBoundedAndSpreadOverTheStream) {
  InputSample sample;
  LabeledFrame labels;
  labels.labels.push_back({"1", kCar, {ShapeKind::kBox, {0, 0, 10, 10}, {}}, {}, {}, {}});
  PredictedFrame predicted;
  predicted.model = "m";
  predicted.predictions.push_back({{ShapeKind::kBox, {0, 0, 10, 10}, {}}, kCar, 0.9, {}, 0, 0});
  for (int i = 0; i < 10'000; ++i) sample.Add(JoinedFrame{labels, {&predicted, 1}});
  ASSERT_EQ(sample.Models().size(), 1U);
  const SampledModel& model = sample.Models()[0];
  EXPECT_EQ(model.seen, 10'000U);
  EXPECT_LE(model.frames.size(), InputSample::kBlocks * InputSample::kBlockFrames);
  EXPECT_GE(model.frames.size(), InputSample::kBlocks * InputSample::kBlockFrames / 2);
  EXPECT_EQ(model.frames[1].number, model.frames[0].number + 1);  // neighbours in a block
  EXPECT_GT(model.frames.back().number, 9'000U);
  EXPECT_EQ(sample.labels, 10'000U);
}

}  // namespace
}  // namespace labelwatch
