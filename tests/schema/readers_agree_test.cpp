// Our reader of frames against the generated classes, on random messages, good and damaged.

#include <gmock/gmock.h>
#include <labelwatch/v1/labelwatch.pb.h>

#include <algorithm>
#include <cmath>

#include "agreement.h"
#include "messages.h"
#include "schema/attributes.h"
#include "schema/shape_codec.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

// Same number, or both NaN.
bool Same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

void ExpectBox(const Box& ours, const v1::Box& theirs) {
  EXPECT_TRUE(Same(ours.x_min, theirs.x_min()) && Same(ours.y_min, theirs.y_min()) &&
              Same(ours.x_max, theirs.x_max()) && Same(ours.y_max, theirs.y_max()));
}

template <typename Object>
void ExpectShape(const Shape& shape, const Object& object) {
  EXPECT_EQ(shape.kind == ShapeKind::kBox, object.has_box());
  EXPECT_EQ(shape.kind == ShapeKind::kRotatedBox, object.has_rotated_box());
  EXPECT_EQ(shape.kind == ShapeKind::kPolygon, object.has_polygon());
  EXPECT_EQ(shape.kind == ShapeKind::kMask, object.has_mask());
  if (object.has_box()) ExpectBox(shape.bounds, object.box());
  if (object.has_rotated_box()) {
    const auto box = DecodeRotatedBox(shape.encoded);
    ASSERT_TRUE(box);
    EXPECT_TRUE(Same(box->center_x, object.rotated_box().center_x()) &&
                Same(box->center_y, object.rotated_box().center_y()) &&
                Same(box->width, object.rotated_box().width()) && Same(box->height, object.rotated_box().height()) &&
                Same(box->rotation_degrees, object.rotated_box().rotation_degrees()));
  }
  if (object.has_polygon()) {
    const auto rings = DecodePolygon(shape.encoded);
    ASSERT_TRUE(rings);
    ASSERT_EQ(rings->size(), static_cast<std::size_t>(object.polygon().rings_size()));
    for (std::size_t i = 0; i < rings->size(); ++i) {
      const auto& ring = object.polygon().rings(static_cast<int>(i));
      EXPECT_TRUE(std::ranges::equal((*rings)[i].xy, ring.xy(), Same));
      EXPECT_EQ((*rings)[i].hole, ring.hole());
    }
  }
  if (object.has_mask()) {
    const auto mask = DecodeMask(shape.encoded);
    ASSERT_TRUE(mask);
    EXPECT_EQ(mask->width, object.mask().width());
    EXPECT_EQ(mask->height, object.mask().height());
    EXPECT_THAT(mask->counts, testing::ElementsAreArray(object.mask().counts()));
  }
}

void ExpectNames(const std::vector<NameId>& ours, const google::protobuf::RepeatedPtrField<std::string>& theirs,
                 const NameTable& classes) {
  std::vector<std::string> names;
  for (const NameId id : ours) names.emplace_back(classes.Name(id));
  EXPECT_THAT(names, testing::ElementsAreArray(theirs));
}

google::protobuf::RepeatedPtrField<std::string> OnceEach(const google::protobuf::RepeatedPtrField<std::string>& names) {
  google::protobuf::RepeatedPtrField<std::string> once;
  for (const std::string& name : names) {
    if (std::ranges::find(once, name) == once.end()) once.Add(std::string(name));
  }
  return once;
}

void ExpectProbability(const ClassProbability& ours, const v1::ClassProbability& theirs, const NameTable& classes) {
  EXPECT_EQ(classes.Name(ours.class_id), theirs.class_name());
  EXPECT_EQ(ours.probability, theirs.probability());
}

void ExpectSame(const LabeledFrame& ours, const v1::LabeledFrame& theirs, const NameTable& classes) {
  EXPECT_EQ(ours.frame_id, theirs.frame_id());
  EXPECT_EQ(ours.source, theirs.source());
  EXPECT_EQ(ours.sequence, theirs.sequence());
  EXPECT_EQ(ours.sequence_index, theirs.sequence_index());
  EXPECT_EQ(ours.annotator, theirs.annotator());
  EXPECT_EQ(ours.label_revision, theirs.label_revision());
  EXPECT_EQ(ours.event_time_ms, theirs.event_time_unix_ms());
  EXPECT_EQ(ours.predictions_follow, theirs.predictions_follow());
  EXPECT_EQ(ours.labeled_at_ms, theirs.labeled_at_unix_ms());
  EXPECT_EQ(ours.image_width, theirs.image_width());
  EXPECT_EQ(ours.image_height, theirs.image_height());
  EXPECT_EQ(ours.image_uri, theirs.image().uri());
  EXPECT_EQ(ours.image_sha256, theirs.image().sha256());
  EXPECT_EQ(ours.image_bytes, theirs.image().inline_bytes());
  std::map<std::string, std::string> attributes;
  ForEachAttribute(ours.attributes, [&](auto name, auto value) { attributes[std::string(name)] = value; });
  EXPECT_EQ(attributes, (std::map<std::string, std::string>(theirs.attributes().begin(), theirs.attributes().end())));
  ASSERT_EQ(ours.labels.size(), static_cast<std::size_t>(theirs.labels_size()));
  for (std::size_t i = 0; i < ours.labels.size(); ++i) {
    const auto& label = theirs.labels(static_cast<int>(i));
    EXPECT_EQ(ours.labels[i].id, label.id());
    EXPECT_EQ(classes.Name(ours.labels[i].class_id), label.class_name());
    EXPECT_EQ(ours.labels[i].annotator, label.annotator());
    EXPECT_EQ(ours.labels[i].track_id, label.track_id());
    EXPECT_EQ(ours.labels[i].crowd, label.crowd());
    EXPECT_EQ(ours.labels[i].ignore, label.ignore());
    EXPECT_EQ(ours.labels[i].difficult, label.difficult());
    ExpectShape(ours.labels[i].shape, label);
  }
  ExpectNames(ours.frame_classes, OnceEach(theirs.frame_classes()), classes);
  ExpectNames(ours.exhaustive_classes, theirs.exhaustive_classes(), classes);
  ExpectNames(ours.absent_classes, theirs.verified_absent_classes(), classes);
  ExpectNames(ours.unknown_classes, theirs.unknown_classes(), classes);
  ASSERT_EQ(ours.ignore_regions.size(), static_cast<std::size_t>(theirs.ignore_regions_size()));
  for (std::size_t i = 0; i < ours.ignore_regions.size(); ++i) {
    const auto& region = theirs.ignore_regions(static_cast<int>(i));
    EXPECT_EQ(ours.ignore_regions[i].every_class, region.class_name().empty());
    if (!region.class_name().empty()) {
      EXPECT_EQ(classes.Name(ours.ignore_regions[i].class_id), region.class_name());
    }
    ExpectBox(ours.ignore_regions[i].box, region.box());
  }
}

void ExpectSame(const PredictedFrame& ours, const v1::PredictedFrame& theirs, const NameTable& classes) {
  EXPECT_EQ(ours.frame_id, theirs.frame_id());
  EXPECT_EQ(ours.sequence, theirs.sequence());
  EXPECT_EQ(ours.model, theirs.model());
  EXPECT_EQ(ours.model_version, theirs.model_version());
  EXPECT_EQ(ours.event_time_ms, theirs.event_time_unix_ms());
  EXPECT_EQ(ours.trained_on_this_frame, theirs.trained_on_this_frame());
  EXPECT_EQ(ours.for_label_revision, theirs.for_label_revision());
  ASSERT_EQ(ours.predictions.size(), static_cast<std::size_t>(theirs.predictions_size()));
  for (std::size_t i = 0; i < ours.predictions.size(); ++i) {
    const auto& prediction = theirs.predictions(static_cast<int>(i));
    EXPECT_EQ(classes.Name(ours.predictions[i].class_id), prediction.class_name());
    EXPECT_EQ(ours.predictions[i].score, prediction.score());
    EXPECT_EQ(ours.predictions[i].track_id, prediction.track_id());
    ASSERT_EQ(ours.predictions[i].probabilities, static_cast<unsigned>(prediction.class_probabilities_size()));
    for (unsigned p = 0; p < ours.predictions[i].probabilities; ++p) {
      ExpectProbability(ours.object_probabilities[ours.predictions[i].first_probability + p],
                        prediction.class_probabilities(static_cast<int>(p)), classes);
    }
    ExpectShape(ours.predictions[i].shape, prediction);
  }
  ASSERT_EQ(ours.class_probabilities.size(), static_cast<std::size_t>(theirs.class_probabilities_size()));
  for (std::size_t i = 0; i < ours.class_probabilities.size(); ++i) {
    ExpectProbability(ours.class_probabilities[i], theirs.class_probabilities(static_cast<int>(i)), classes);
  }
}

// Field by field, by name: an error that Decode and Encode share would escape Disagreement. Returns whether the bytes
// were a frame.
template <typename Ours, typename Theirs>
bool ExpectAgreement(const std::string& bytes, Side side) {
  EXPECT_EQ(Disagreement(bytes, side), "");
  NameTable classes(4096);
  FrameDecoder decoder(classes);
  Ours ours;
  if (!decoder.Decode(bytes, ours)) return false;
  Theirs theirs;
  EXPECT_TRUE(theirs.ParseFromString(bytes));
  ExpectSame(ours, theirs, classes);
  return true;
}

TEST(ReadersAgreeTest, OnGoodAndDamagedMessages) {
  int frames = 0;
  for (unsigned seed = 0; seed < 6000; ++seed) {
    RandomMessages random(seed);
    std::string labels = seed % 3 ? random.Labeled().SerializeAsString() : random.LabeledInPieces();
    std::string predictions = random.Predicted().SerializeAsString();
    for (unsigned damage = seed % 4; damage > 1; --damage) {
      labels = random.Damaged(labels);
      predictions = random.Damaged(predictions);
    }
    frames += ExpectAgreement<LabeledFrame, v1::LabeledFrame>(labels, Side::kLabels);
    frames += ExpectAgreement<PredictedFrame, v1::PredictedFrame>(predictions, Side::kPredictions);
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
  EXPECT_GT(frames, 6000);      // many are good,
  EXPECT_LT(frames, 2 * 5800);  // many are not
}

}  // namespace
}  // namespace labelwatch
