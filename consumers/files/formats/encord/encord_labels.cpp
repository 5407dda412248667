#include "consumers/files/formats/encord/encord_labels.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "consumers/files/dataset/label_set.h"
#include "consumers/files/dataset/label_time.h"
#include "consumers/files/formats/encord/encord_rows.h"
#include "consumers/files/formats/encord/encord_shapes.h"
#include "schema/attributes.h"

namespace labelwatch {
namespace {

// What labels and predictions have in common: the objects of a frame, and the words about what is wrong.
class Reader {
 public:
  Reader(const std::string& path, NameTable& classes, Problems& problems)
      : path_(path), classes_(classes), problems_(problems) {}
  virtual ~Reader() = default;

  Result<void> Read(ByteSource& source) {
    const auto read = ReadEncordRows(source, problems_, [this](const auto&... frame) { ReadFrame(frame...); });
    if (!read) return read;
    NoteCount(unlabeled_, "pictures without labels are of rows that are not done: left out, since nobody looked yet");
    NoteCount(without_area_, "objects enclose no area (points, lines, skeletons): passed over");
    NoteCount(texts_told_, "answers about pictures are texts, which are no classes: passed over");
    NoteCount(renamed_, "pictures have the name of another one: their data_hash is put before it");
    NoteCount(unscored_, "predictions have no confidence: 1 is used");
    NoteCount(unprobable_, "classifications of the model have no probabilities: passed over");
    times_.Note(path_, problems_);
    return {};
  }

 protected:
  virtual void StartFrame(const EncordFrame& frame) = 0;
  // `id` and `shape` live until the frame ends. The clause why the object is left out; empty: it was taken.
  virtual std::string Take(JsonValue object, std::string_view id, NameId class_id, const Shape& shape,
                           const EncordAnswers& answers) = 0;
  virtual void TakeClass(std::string_view chosen) = 0;
  // An object or a classification that the frame has says when it was made.
  virtual void TakeTimes(JsonValue of) = 0;
  virtual void LeftOut(NameId) {}  // an object of this class was not read
  virtual Result<void> EndFrame(std::string_view name) = 0;

  std::string& KeptText() { return texts_.emplace_back(); }

  const std::string& path_;
  NameTable& classes_;
  Problems& problems_;
  LabelTimeReader times_;
  std::uint64_t unscored_ = 0, unprobable_ = 0;

 private:
  void ReadFrame(const EncordFrame& frame, const EncordAnswers& of_objects, const EncordAnswers& of_pictures) {
    if (!frame.labeled && frame.objects.Size() == 0 && frame.classifications.Size() == 0) {
      ++unlabeled_;
      return;
    }
    texts_.clear();
    StartFrame(frame);
    std::uint64_t broken = 0, good = 0;
    frame.objects.ForElements([&](JsonValue object) {
      if (object["isDeleted"].Truth()) return;
      const std::string why = ReadObject(object, frame, of_objects);
      why.empty() ? ++good : ++broken;
      if (why.empty()) TakeTimes(object);
      if (!why.empty()) LeaveOut("object", object["objectHash"].Text(), frame, why);
    });
    frame.classifications.ForElements([&](JsonValue classification) {
      TakeTimes(classification);
      of_pictures.ForEach(classification["classificationHash"].Text(),
                          [&](std::string_view, std::string_view answer, bool chosen) {
                            if (!chosen) ++texts_told_;
                            if (chosen && !answer.empty()) TakeClass(answer);
                          });
    });
    // What the picture holds is not known then: that is not "reviewed, nothing there".
    if (broken > 0 && good == 0) return LeaveOut("picture", frame.name, frame, "none of its objects can be used");
    auto added = EndFrame(frame.name);
    if (!added && frame.sequence.empty() && !frame.name.empty()) {
      ++renamed_;
      added = EndFrame(KeptText().assign(frame.unit_id).append("/").append(frame.name));
    }
    if (!added) LeaveOut("picture", frame.name, frame, added.error().message);
  }

  std::string ReadObject(JsonValue object, const EncordFrame& frame, const EncordAnswers& answers) {
    if (!object.IsObject()) return "it is not a JSON object";
    const std::string_view name = object["name"].Text();
    if (name.empty()) return "it has no name";
    const auto shape = ReadEncordShape(object, frame.size, encoded_);
    if (!shape || shape->kind == ShapeKind::kNone) LeftOut(classes_.Add(name));
    if (!shape) return shape.error().message;
    if (shape->kind == ShapeKind::kNone) {
      ++without_area_;
      return {};
    }
    Shape kept = *shape;
    if (!kept.encoded.empty()) kept.encoded = KeptText().assign(kept.encoded);
    return Take(object, object["objectHash"].Text(), classes_.Add(name), kept, answers);
  }

  void LeaveOut(std::string_view what, std::string_view id, const EncordFrame& frame, std::string_view why) {
    const std::string about =
        what == "picture" ? std::string(id) : std::string(id) + " of picture " + std::string(frame.name);
    problems_.LeftOut(SentenceAbout(path_, what, about, frame.offset, why));
  }
  void NoteCount(std::uint64_t count, const char* what) {
    if (count > 0) problems_.Note(path_ + ": " + std::to_string(count) + " " + what);
  }

  std::uint64_t unlabeled_ = 0, without_area_ = 0, texts_told_ = 0, renamed_ = 0;
  std::deque<std::string> texts_;
  std::string encoded_;
};

// Who touched it last answers for it.
std::string_view AnnotatorOf(JsonValue object) {
  const std::string_view last = object["lastEditedBy"].Text();
  return last.empty() ? object["createdBy"].Text() : last;
}

class LabelsReader : public Reader {
 public:
  LabelsReader(const std::string& path, NameTable& classes, Problems& problems)
      : Reader(path, classes, problems), set_(std::make_unique<LabelSet>(classes)) {}
  std::unique_ptr<LabelSet> TakeSet() { return std::move(set_); }

 private:
  void StartFrame(const EncordFrame& frame) override {
    frame_.Clear();
    frame_.sequence = frame.sequence;
    frame_.sequence_index = frame.index;
    frame_.image_width = frame.size.width;
    frame_.image_height = frame.size.height;
    frame_.image_uri = frame.name;
    row_created_at_ = frame.created_at;
    row_edited_at_ = frame.last_edited_at;
    offset_ = frame.offset;
  }

  std::string Take(JsonValue object, std::string_view id, NameId class_id, const Shape& shape,
                   const EncordAnswers& answers) override {
    Label& label = frame_.labels.emplace_back();
    label.id = id;
    label.class_id = class_id;
    label.shape = shape;
    if (!frame_.sequence.empty()) label.track_id = id;
    label.annotator = AnnotatorOf(object);
    std::string& encoded = KeptText();
    std::string question, all;
    const auto append = [&] {
      if (!question.empty()) AppendAttribute(question, all, encoded);
    };
    // What was chosen together is one answer.
    answers.ForEach(id, [&](std::string_view asked, std::string_view answer, bool) {
      if (asked == question) {
        all.append(", ").append(answer);
        return;
      }
      append();
      question = asked;
      all = answer;
    });
    append();
    label.attributes = encoded;
    return {};
  }

  void LeftOut(NameId class_id) override { MarkUnknown(frame_, class_id); }

  void TakeClass(std::string_view chosen) override { frame_.frame_classes.push_back(classes_.Add(chosen)); }

  void TakeTimes(JsonValue of) override { TakeTime(of["createdAt"], of["lastEditedAt"]); }

  void TakeTime(JsonValue created_at, JsonValue edited_at) {
    frame_.labeled_at_ms =
        std::max({frame_.labeled_at_ms, times_.Read(created_at, offset_), times_.Read(edited_at, offset_)});
  }

  Result<void> EndFrame(std::string_view name) override {
    frame_.frame_id = name;
    // A picture that holds nothing has no more than its row.
    if (frame_.labeled_at_ms == 0) TakeTime(std::exchange(row_created_at_, {}), std::exchange(row_edited_at_, {}));
    return set_->Add(frame_);
  }

  std::unique_ptr<LabelSet> set_;
  LabeledFrame frame_;
  JsonValue row_created_at_, row_edited_at_;
  std::uint64_t offset_ = 0;
};

class PredictionsReader : public Reader {
 public:
  PredictionsReader(const std::string& path, const std::string& model, NameTable& classes, Problems& problems)
      : Reader(path, classes, problems), set_(std::make_unique<PredictionSet>(model, classes)) {}
  std::unique_ptr<PredictionSet> TakeSet() { return std::move(set_); }

 private:
  void StartFrame(const EncordFrame& frame) override {
    frame_.Clear();
    sequence_ = !frame.sequence.empty();
  }

  std::string Take(JsonValue object, std::string_view id, NameId class_id, const Shape& shape,
                   const EncordAnswers&) override {
    double score = 1;
    if (object["confidence"].IsMissing()) {
      ++unscored_;
    } else if (score = object["confidence"].Number(); !(score >= 0 && score <= 1)) {
      return "its confidence is not within 0..1";
    }
    frame_.predictions.push_back({shape, class_id, score, sequence_ ? id : std::string_view(), 0, 0});
    return {};
  }

  void TakeClass(std::string_view) override { ++unprobable_; }
  void TakeTimes(JsonValue) override {}

  Result<void> EndFrame(std::string_view name) override {
    frame_.frame_id = name;
    return set_->Add(frame_);
  }

  std::unique_ptr<PredictionSet> set_;
  PredictedFrame frame_;
  bool sequence_ = false;
};

}  // namespace

Result<std::unique_ptr<LabelSource>> ReadEncordLabels(ByteSource& source, NameTable& classes, Problems& problems) {
  LabelsReader reader(source.Path(), classes, problems);
  if (auto read = reader.Read(source); !read) return tl::unexpected<Error>(read.error());
  return reader.TakeSet();
}

Result<std::unique_ptr<PredictionSource>> ReadEncordPredictions(ByteSource& source, const std::string& model,
                                                                NameTable& classes, Problems& problems) {
  PredictionsReader reader(source.Path(), model, classes, problems);
  if (auto read = reader.Read(source); !read) return tl::unexpected<Error>(read.error());
  return reader.TakeSet();
}

}  // namespace labelwatch
