#include "messages.h"

#include <limits>

namespace labelwatch {

std::string RandomMessages::Word() {
  static const char* const kWords[] = {
      "dog", "cat", "traffic light", "Straße", "日本", "", "a-rather-long-name-of-a-class"};
  return kWords[Below(std::size(kWords))];
}

double RandomMessages::Number() {
  if (Chance(0.02)) return std::numeric_limits<double>::quiet_NaN();
  if (Chance(0.02)) return -std::numeric_limits<double>::infinity();
  return std::uniform_real_distribution<>(-10, 2000)(random_);
}

void RandomMessages::SetBox(v1::Box* box) {
  box->set_x_min(Number());
  box->set_y_min(Number());
  if (Chance(0.9)) box->set_x_max(Number());
  if (Chance(0.9)) box->set_y_max(Number());
}

template <typename Object>
void RandomMessages::SetShape(Object* object) {
  switch (Below(8)) {
    case 0:
      break;
    case 1: {
      auto* box = object->mutable_rotated_box();
      box->set_center_x(Number());
      box->set_width(Number());
      box->set_height(Number());
      box->set_rotation_degrees(Number());
      break;
    }
    case 2:
      for (std::size_t ring = Below(3); ring-- > 0;) {
        auto* added = object->mutable_polygon()->add_rings();
        for (std::size_t i = Below(9); i-- > 0;) added->add_xy(Number());
        added->set_hole(Chance(0.2));
      }
      break;
    case 3:
      object->mutable_mask()->set_width(static_cast<unsigned>(Below(20)));
      object->mutable_mask()->set_height(static_cast<unsigned>(Below(20)));
      for (std::size_t i = Below(6); i-- > 0;) object->mutable_mask()->add_counts(static_cast<unsigned>(Below(80)));
      break;
    default:
      SetBox(object->mutable_box());
  }
}

void RandomMessages::SetProbability(v1::ClassProbability* probability) {
  probability->set_class_name(Word());
  probability->set_probability(Chance(0.01) ? 1.5 : std::uniform_real_distribution<>(0, 1)(random_));
}

v1::LabeledFrame RandomMessages::Labeled() {
  v1::LabeledFrame frame;
  if (Chance(0.97)) frame.set_frame_id("frame/" + std::to_string(Below(1000)));
  frame.set_source(Word());
  frame.set_sequence(Word());
  frame.set_sequence_index(static_cast<std::int64_t>(Below(100)) - 50);
  frame.set_annotator(Word());
  frame.set_label_revision(Below(5));
  frame.set_event_time_unix_ms(static_cast<std::int64_t>(Below(1'000'000)));
  frame.set_predictions_follow(Chance(0.2) ? static_cast<unsigned>(1 + Below(3)) : 0);
  frame.set_labeled_at_unix_ms(static_cast<std::int64_t>(Below(1'000'000)));
  frame.set_image_width(Chance(0.02) ? 4'000'000'000u : static_cast<unsigned>(Below(5000)));
  frame.set_image_height(static_cast<unsigned>(Below(5000)));
  for (std::size_t a = Below(3); a-- > 0;) (*frame.mutable_attributes())[std::to_string(a)] = Word();
  if (Chance(0.5)) frame.mutable_image()->set_uri(Word());
  if (Chance(0.2)) frame.mutable_image()->set_sha256(std::string("\xff\0\x01", 3));
  for (std::size_t i = Below(6); i-- > 0;) {
    v1::Label* label = frame.add_labels();
    label->set_id(std::to_string(i));
    label->set_class_name(Word());
    SetShape(label);
    label->set_annotator(Word());
    label->set_track_id(Word());
    for (std::size_t a = Below(3); a-- > 0;) (*label->mutable_attributes())[std::to_string(a)] = Word();
    label->set_crowd(Chance(0.1));
    label->set_ignore(Chance(0.1));
    label->set_difficult(Chance(0.1));
  }
  for (std::size_t i = Below(3); i-- > 0;) frame.add_frame_classes(Word());
  for (std::size_t i = Below(3); i-- > 0;) frame.add_exhaustive_classes(Word());
  for (std::size_t i = Below(3); i-- > 0;) frame.add_verified_absent_classes(Word());
  for (std::size_t i = Below(3); i-- > 0;) frame.add_unknown_classes(Word());
  for (std::size_t i = Below(3); i-- > 0;) {
    v1::IgnoreRegion* region = frame.add_ignore_regions();
    SetBox(region->mutable_box());
    region->set_class_name(Word());
  }
  return frame;
}

v1::PredictedFrame RandomMessages::Predicted() {
  v1::PredictedFrame frame;
  if (Chance(0.97)) frame.set_frame_id("frame/" + std::to_string(Below(1000)));
  if (Chance(0.97)) frame.set_model("yolo");
  frame.set_model_version(Word());
  frame.set_event_time_unix_ms(static_cast<std::int64_t>(Below(1'000'000)));
  for (std::size_t i = Below(6); i-- > 0;) {
    v1::Prediction* prediction = frame.add_predictions();
    SetShape(prediction);
    prediction->set_class_name(Word());
    prediction->set_score(Chance(0.01) ? -0.5 : std::uniform_real_distribution<>(0, 1)(random_));
    for (std::size_t p = Below(3); p-- > 0;) SetProbability(prediction->add_class_probabilities());
    prediction->set_track_id(Word());
  }
  for (std::size_t i = Below(4); i-- > 0;) SetProbability(frame.add_class_probabilities());
  frame.set_trained_on_this_frame(Chance(0.2));
  if (Chance(0.3)) frame.set_for_label_revision(Below(1000));
  frame.set_sequence(Word());
  return frame;
}

std::string RandomMessages::LabeledInPieces() {
  const v1::LabeledFrame first = Labeled(), second = Labeled();
  std::string bytes = first.SerializeAsString();
  for (int i = 0; i < std::min(first.labels_size(), second.labels_size()); ++i) {
    const std::string label = first.labels(i).SerializeAsString() + second.labels(i).SerializeAsString();
    bytes += '\x5A';  // field 11
    for (std::size_t size = label.size();; size >>= 7) {
      bytes += static_cast<char>(size < 0x80 ? size : size | 0x80);
      if (size < 0x80) break;
    }
    bytes += label;
  }
  return bytes;
}

std::string RandomMessages::Damaged(std::string bytes) {
  if (bytes.empty()) return bytes;
  const std::size_t place = Below(bytes.size());
  switch (Below(6)) {
    case 0:
      bytes.resize(place);
      break;
    case 1:
      bytes[place] ^= static_cast<char>(1 << Below(8));
      break;
    case 2:
      bytes.insert(place, 1, static_cast<char>(Below(256)));
      break;
    case 3:
      bytes += bytes.substr(place, Below(40));
      break;
    case 4:
      bytes += "\xA3\x06\x08\x01\xA4\x06";  // field 100 as a group with one field
      break;
    default:
      bytes +=
          "\xA2\x06\x03"
          "abc";  // field 100, of a later version
  }
  return bytes;
}

}  // namespace labelwatch
