#pragma once
// Takes the rows of a COCO ground truth file into a CocoLabels. Used by CocoLabels::Read alone.

#include <string>
#include <vector>

#include "consumers/files/dataset/label_time.h"
#include "consumers/files/formats/coco/coco_labels.h"
#include "consumers/files/text/json_rows.h"

namespace labelwatch {

class CocoLabels::Reader : public JsonRowSink {
 public:
  Reader(CocoLabels& labels, Problems& problems) : labels_(labels), problems_(problems) {}

  bool Wants(std::string_view section) override;
  void Row(std::string_view section, const JsonRecord& row, std::uint64_t offset) override;

  // After the last row: what referred to images or categories that never came is left out; the images are handed over.
  // An error: the file is no COCO ground truth.
  Result<void> Finish();

 private:
  // A label whose image or category has no record yet.
  struct Pending {
    StoredObject* label;
    std::uint32_t image;
    std::uint64_t offset;
    std::int64_t labeled_at_ms;
  };
  std::uint32_t ImageOf(std::string_view id);
  std::uint32_t CategoryOf(std::string_view id);
  Image::LeftOut& LeftOutOf(std::string_view image_id);
  void ReadImage(JsonValue row, std::uint64_t offset);
  void ReadCategory(JsonValue row, std::uint64_t offset);
  void ReadAnnotation(JsonValue row, std::uint64_t offset);
  std::vector<std::uint32_t> ReadCategories(JsonValue list);
  // `append`: to those of a label, or of a frame.
  std::string EncodeAttributes(JsonValue attributes,
                               void (*append)(std::string_view name, std::string_view value, std::string& out));
  std::string_view TrackOf(JsonValue row);
  void Turn(JsonValue degrees, Shape& shape);
  void SortImages();
  void JudgeMasksAsObjects();
  void NoteRepeatedIds(const Image& image);
  void LeaveOut(std::string_view what, std::string_view id, std::uint64_t offset, std::string_view why);
  void Note(std::string_view what, std::string_view id, std::uint64_t offset, std::string_view why);
  std::string_view Keep(JsonValue value);

  CocoLabels& labels_;
  Problems& problems_;
  LabelTimeReader times_;
  std::vector<std::uint32_t> order_;   // the images that have a record, in file order
  std::vector<std::string_view> ids_;  // reused
  std::vector<Pending> pending_;
  std::uint64_t annotations_ = 0, shapeless_ = 0;  // of these, without any shape
  std::uint64_t of_points_ = 0;                    // with key points alone
  std::string_view shapeless_kind_;
  bool saw_images_ = false, saw_annotations_ = false;
  std::string id_scratch_, image_scratch_, category_scratch_, track_scratch_, shape_;
};

}  // namespace labelwatch
