#include "consumers/files/formats/coco/coco_results.h"

#include "consumers/files/formats/coco/coco_values.h"
#include "consumers/files/text/json_rows.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

class CocoResults : public PredictionSource {
 public:
  CocoResults(const std::string& model, std::span<const std::unique_ptr<CocoLabels>> truths, NameTable& classes)
      : model_(model), truths_(truths), classes_(classes), frames_(truths.size()) {
    for (std::size_t i = 0; i < truths.size(); ++i) frames_[i].resize(truths[i]->Images().size());
  }

  bool Encode(const FrameRef& frame, std::int64_t event_time_ms, std::string& value) override {
    const ObjectChain* chain = Find(frame);
    if (chain == nullptr || chain->first == nullptr) return false;
    frame_.Clear();
    frame_.frame_id = frame.frame_id;
    frame_.sequence = frame.sequence;
    frame_.model = model_.name;
    frame_.model_version = model_.version;
    frame_.event_time_ms = event_time_ms;
    for (const StoredObject* stored = chain->first; stored != nullptr; stored = stored->next) {
      Prediction& prediction = frame_.predictions.emplace_back();
      prediction.shape = stored->ToShape();
      prediction.class_id = stored->category;
      prediction.score = stored->score;
      prediction.track_id = stored->TrackId();
    }
    value.clear();
    labelwatch::Encode(frame_, classes_, value);
    return true;
  }

  // Rows exist only for images of the ground truth, and all of those are labeled frames.
  std::optional<FrameRef> NextUnclaimed() override { return {}; }

  std::span<const std::unique_ptr<CocoLabels>> Truths() const { return truths_; }
  ObjectChain& Frame(std::size_t truth, std::size_t image) { return frames_[truth][image]; }
  TextArena& Arena() { return arena_; }

 private:
  const ObjectChain* Find(const FrameRef& frame) const {
    for (std::size_t i = 0; i < truths_.size(); ++i) {
      if (truths_[i].get() == frame.set) return &frames_[i][frame.number];
    }
    return nullptr;
  }

  const ModelName model_;
  std::span<const std::unique_ptr<CocoLabels>> truths_;
  NameTable& classes_;
  TextArena arena_;
  std::vector<std::vector<ObjectChain>> frames_;  // by ground truth, by image
  PredictedFrame frame_;                          // reused
};

class ResultRows : public JsonRowSink {
 public:
  ResultRows(CocoResults& results, const std::string& path, Problems& problems)
      : results_(results), path_(path), problems_(problems) {}

  bool Wants(std::string_view section) override { return section.empty(); }

  void Row(std::string_view, const JsonRecord& row, std::uint64_t offset) override {
    ++rows_;
    const auto read = Read(row);
    if (read) {
      ++good_;
      return;
    }
    if (good_ == 0 && first_trouble_.empty()) first_trouble_ = read.error().message;
    problems_.LeftOut(SentenceAbout(path_, "result", std::to_string(rows_), offset, read.error().message));
  }

  // What concerns the file as a whole is said once and plainly, besides the rows that are named. An error: it holds
  // something else than detections.
  Result<void> Finish() {
    if (rows_ == 0) problems_.Note(path_ + " holds no results: the model says nothing about any frame");
    if (class_0_) {
      problems_.Note(path_ +
                     ": its category 0 is unknown to the labels; where the model counts its classes from 0 and "
                     "the labels from 1, all others are taken for the class before them: write the ids of the "
                     "labels");
    }
    if (of_points_ > 0) {
      problems_.Note(path_ + ": " + std::to_string(of_points_) +
                     " results have key points and no bbox: the box of the points is what the model saw");
    }
    if (rows_ == 0 || good_ > 0) return {};
    const std::string none = path_ + ": none of its " + std::to_string(rows_) + " results ";
    if (unknown_images_ == rows_) {
      problems_.Note(none + "belongs to the labels; was the model run on other images?");
    } else if (unknown_images_ + unknown_categories_ == rows_) {
      problems_.Note(none + "has a class of the labels; does the model number its classes otherwise?");
    } else {
      return BadInput(none + "can be used: " + first_trouble_);
    }
    return {};
  }

 private:
  Result<void> Read(const JsonRecord& record) {
    if (record.Damage() != nullptr) return BadInput(record.Damage());
    const JsonValue row = record.Root();
    if (!row.IsObject()) return BadInput("it is not a JSON object");
    const auto image_id = ReadId(row["image_id"], image_scratch_);
    if (!image_id) return BadInput("it has no image_id");
    const auto category_id = ReadId(row["category_id"], category_scratch_);
    if (!category_id) return BadInput("it has no category_id");
    // A name says which picture it was; an id may be that of another set, or made of the name.
    const std::string_view name = row["file_name"].Text();
    std::optional<std::pair<std::size_t, std::size_t>> place;
    for (std::size_t i = 0; i < results_.Truths().size(); ++i) {
      auto image = name.empty() ? std::nullopt : results_.Truths()[i]->FindImageByName(name);
      if (!image) image = results_.Truths()[i]->FindImage(*image_id);
      if (!image) continue;
      if (place) {
        return BadInput("its image " + std::string(*image_id) + " is in both " +
                        results_.Truths()[place->first]->Path() + " and " + results_.Truths()[i]->Path());
      }
      place = {i, *image};
    }
    if (!place) {
      ++unknown_images_;
      return BadInput("its image " + std::string(*image_id) + " is unknown");
    }
    const auto class_id = results_.Truths()[place->first]->FindClass(*category_id);
    if (!class_id) {
      ++unknown_categories_;
      class_0_ = class_0_ || *category_id == "0";
      return BadInput("its category " + std::string(*category_id) + " is unknown");
    }

    const double score = row["score"].Number();
    if (row["score"].IsMissing()) return BadInput("it has no score");
    if (!row["score"].HoldsNumber()) return BadInput("its score is not a number");
    if (!(score >= 0 && score <= 1)) return BadInput("its score is not within 0..1");
    const auto shape = ReadCocoSeen(row, shape_);
    if (!shape) return BadInput(shape.error().message);
    const std::string_view track = ReadId(row["track_id"], track_scratch_).value_or(std::string_view());
    if (track.size() > kMaxIdBytes) return BadInput("its track_id is too long");
    of_points_ += shape->of_points;
    StoredObject object;
    object.category = *class_id;
    object.score = score;
    AppendObject(object, shape->shape, {{}, track, {}}, results_.Arena(), results_.Frame(place->first, place->second));
    return {};
  }

  CocoResults& results_;
  const std::string& path_;
  Problems& problems_;
  std::uint64_t rows_ = 0, good_ = 0, of_points_ = 0, unknown_images_ = 0, unknown_categories_ = 0;
  bool class_0_ = false;  // a row has that category, and the labels do not
  std::string first_trouble_;
  std::string image_scratch_, category_scratch_, track_scratch_, shape_;
};

}  // namespace

Result<std::unique_ptr<PredictionSource>> ReadCocoResults(ByteSource& source, const std::string& model,
                                                          std::span<const std::unique_ptr<CocoLabels>> truths,
                                                          NameTable& classes, Problems& problems) {
  if (truths.empty()) {
    return BadInput(source.Path() +
                    " holds COCO results, which name images and classes by number: give the COCO ground "
                    "truth file as labels");
  }
  auto results = std::make_unique<CocoResults>(model, truths, classes);
  ResultRows rows(*results, source.Path(), problems);
  if (auto read = ReadJsonRows(source, rows); !read) return tl::unexpected<Error>(read.error());
  if (auto finished = rows.Finish(); !finished) return tl::unexpected<Error>(finished.error());
  return results;
}

}  // namespace labelwatch
