#include "consumers/files/formats/coco/coco_predictions.h"

#include <deque>
#include <unordered_map>

#include "consumers/files/dataset/label_set.h"
#include "consumers/files/dataset/object_store.h"
#include "consumers/files/formats/coco/coco_values.h"
#include "consumers/files/text/json_rows.h"
#include "consumers/files/text/text_arena.h"

namespace labelwatch {
namespace {

// Annotations may stand before the images and categories that they name: all wait for the end of the file.
class PredictionRows : public JsonRowSink {
 public:
  PredictionRows(const std::string& path, NameTable& classes, Problems& problems)
      : path_(path), classes_(classes), problems_(problems) {}

  bool Wants(std::string_view section) override {
    return section == "images" || section == "annotations" || section == "categories";
  }

  void Row(std::string_view section, const JsonRecord& row, std::uint64_t offset) override {
    const char* what = section == "images" ? "image" : section == "categories" ? "category" : "annotation";
    const auto read = row.Damage() != nullptr   ? BadInput(row.Damage())
                      : !row.Root().IsObject()  ? BadInput("it is not a JSON object")
                      : section == "images"     ? ReadImage(row.Root())
                      : section == "categories" ? ReadCategory(row.Root())
                                                : ReadAnnotation(row.Root());
    if (!read) LeaveOut(what, row.Root()["id"].Text(), offset, read.error().message);
  }

  Result<std::unique_ptr<PredictionSource>> Finish(const std::string& model) {
    if (scored_ == 0) {
      return BadInput(path_ +
                      " holds COCO ground truth, which is labels: no annotation has a score; give it as --labels");
    }
    if (unscored_ > 0) {
      problems_.Note(path_ + ": " + std::to_string(unscored_) + " annotations have no score and were left out");
    }
    if (of_points_ > 0) {
      problems_.Note(path_ + ": " + std::to_string(of_points_) +
                     " annotations have key points and no bbox: the box of the points is what the model saw");
    }
    auto set = std::make_unique<PredictionSet>(model, classes_);
    for (const auto& [id, image] : images_) Add(id, image, *set);
    return set;
  }

 private:
  struct Image {
    std::string name;
    bool listed = false;
    ObjectChain objects;
  };

  Result<void> ReadImage(JsonValue row) {
    const auto id = ReadId(row["id"], scratch_);
    if (!id) return BadInput("it has no id");
    Image& image = ImageOf(*id);
    if (image.listed) return BadInput("another image has the same id");
    image.listed = true;
    image.name = row["file_name"].Text();
    if (image.name.empty()) image.name = row["coco_url"].Text();
    if (image.name.empty()) image.name = *id;
    return {};
  }

  Result<void> ReadCategory(JsonValue row) {
    const auto id = ReadId(row["id"], scratch_);
    const std::string_view name = row["name"].Text();
    if (!id || name.empty()) return BadInput("it has no id or no name");
    names_.emplace(CategoryOf(*id), classes_.Add(name));
    return {};
  }

  Result<void> ReadAnnotation(JsonValue row) {
    const auto image = ReadId(row["image_id"], scratch_), category = ReadId(row["category_id"], category_scratch_);
    if (!image || !category) return BadInput("it has no image_id or no category_id");
    if (row["score"].IsMissing()) {
      ++unscored_;
      return {};
    }
    const double score = row["score"].Number();
    if (!(score >= 0 && score <= 1)) return BadInput("its score is not within 0..1");
    const auto shape = ReadCocoSeen(row, shape_);
    if (!shape) return BadInput(shape.error().message);
    const std::string_view track = ReadId(row["track_id"], track_scratch_).value_or(std::string_view());
    if (track.size() > kMaxIdBytes) return BadInput("its track_id is too long");
    ++scored_;
    of_points_ += shape->of_points;
    StoredObject object;
    object.category = CategoryOf(*category);
    object.score = score;
    AppendObject(object, shape->shape, {{}, track, {}}, arena_, ImageOf(*image).objects);
    return {};
  }

  void Add(const std::string& id, const Image& image, PredictionSet& set) {
    if (!image.listed) return LeaveOut("image", id, 0, "it is not in the list of images, and annotations name it");
    PredictedFrame frame;
    frame.frame_id = image.name;
    for (const StoredObject* stored = image.objects.first; stored != nullptr; stored = stored->next) {
      const auto name = names_.find(stored->category);
      if (name == names_.end()) {
        LeaveOut("annotation of image", id, 0, "its category is not in the list of categories");
        continue;
      }
      Prediction& prediction = frame.predictions.emplace_back();
      prediction.shape = stored->ToShape();
      prediction.class_id = name->second;
      prediction.score = stored->score;
      prediction.track_id = stored->TrackId();
    }
    if (auto added = set.Add(frame); !added) LeaveOut("image", id, 0, added.error().message);
  }

  Image& ImageOf(std::string_view id) {
    const auto [at, added] = numbers_.try_emplace(std::string(id), images_.size());
    if (added) images_.emplace_back(std::string(id), Image{});
    return images_[at->second].second;
  }
  std::uint32_t CategoryOf(std::string_view id) {
    return categories_.try_emplace(std::string(id), static_cast<std::uint32_t>(categories_.size())).first->second;
  }
  void LeaveOut(std::string_view what, std::string_view id, std::uint64_t offset, std::string_view why) {
    problems_.LeftOut(SentenceAbout(path_, what, id, offset, why));
  }

  const std::string& path_;
  NameTable& classes_;
  Problems& problems_;
  TextArena arena_;
  std::deque<std::pair<std::string, Image>> images_;  // in the order of first sight
  std::unordered_map<std::string, std::size_t> numbers_;
  std::unordered_map<std::string, std::uint32_t> categories_;
  std::unordered_map<std::uint32_t, NameId> names_;  // of the categories
  std::uint64_t scored_ = 0, unscored_ = 0, of_points_ = 0;
  std::string scratch_, category_scratch_, track_scratch_, shape_;
};

}  // namespace

Result<std::unique_ptr<PredictionSource>> ReadCocoPredictions(ByteSource& source, const std::string& model,
                                                              NameTable& classes, Problems& problems) {
  PredictionRows rows(source.Path(), classes, problems);
  if (auto read = ReadJsonRows(source, rows); !read) return tl::unexpected<Error>(read.error());
  return rows.Finish(model);
}

}  // namespace labelwatch
