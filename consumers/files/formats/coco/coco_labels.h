#pragma once
// COCO ground truth: one object with images, annotations (in any order) and categories, in any order of the three.
//
// Read once, streaming; what is kept is an index of the images and the labels in the form of object_store.h. Extras
// are read where present: annotation `annotator`, `labeled_at`, `track_id`, `attributes`, `ignore`, `difficult`; image
// `annotator`, `labeled_at`, `attributes`, `source`, `sequence` or `video_id`, `frame_index`, `date_captured`, and the
// class lists of LVIS (`neg_category_ids`, `not_exhaustive_category_ids`). A frame was labeled when the last of its
// annotations was
// (`labeled_at`, as in "2026-11-28T10:00:00Z"), else when its image says; who labeled an annotation goes before who
// labeled the image.
//
// The frame id is the file name (else the last part of `coco_url`) without folder; with folder where two images would
// share it; the image id where there is neither. Single-owner.

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "consumers/files/dataset/event_time.h"
#include "consumers/files/dataset/frame_source.h"
#include "consumers/files/dataset/object_store.h"
#include "consumers/files/dataset/plain_name.h"
#include "consumers/files/text/byte_source.h"
#include "consumers/files/text/problems.h"
#include "consumers/files/text/text_index.h"
#include "schema/frame.h"
#include "schema/names.h"
#include "schema/result.h"

namespace labelwatch {

class CocoLabels : public LabelSource {
 public:
  // The class lists of LVIS, as category numbers.
  struct ClassLists {
    std::vector<std::uint32_t> absent, not_exhaustive;
  };
  struct Image {
    std::string_view id, file_name, frame_id, source, sequence, annotator;
    std::string_view attributes;  // encoded
    std::int64_t frame_index = 0;
    std::optional<std::int64_t> time_ms;
    std::int64_t labeled_at_ms = 0, last_annotation_ms = 0;  // as the image says; the latest of its annotations
    std::uint32_t width = 0, height = 0;
    bool defined = false;  // has a record; an annotation may come first
    // Another image has the same file name, without or with folder; the same frame id without extension.
    bool shared_name = false, shared_path = false, shared_stem = false;
    std::unique_ptr<ClassLists> classes;  // nothing: every class was labeled exhaustively
    // The categories of annotations that were left out, and whether one says none; nothing: all were read.
    struct LeftOut {
      std::vector<std::uint32_t> categories;
      bool any = false;
    };
    std::unique_ptr<LeftOut> left_out;
    ObjectChain labels;

    std::int64_t LabeledAt() const { return last_annotation_ms != 0 ? last_annotation_ms : labeled_at_ms; }
  };

  // An error: the file is not JSON, truncated, or not COCO ground truth. Broken records go to `problems`.
  // `classes` must outlive the object.
  static Result<std::unique_ptr<CocoLabels>> Read(ByteSource& source, NameTable& classes, Problems& problems);

  // In file order.
  const std::deque<Image>& Images() const { return images_; }

  // By image id; where results name images by their file (as YOLOv5 does), by name.
  std::optional<std::size_t> FindImage(std::string_view id);
  // By frame id with or without extension; a number with or without the zeros that fill it.
  std::optional<std::size_t> FindImageByName(std::string_view name);
  std::optional<NameId> FindClass(std::string_view category_id) const;

  std::size_t Frames() const override { return images_.size(); }
  FrameRef Frame(std::size_t number) const override;
  std::optional<LabelSpan> LabelTimes() const override;
  FrameOrigin Origin(std::size_t number) const override { return {images_[number].file_name, images_[number].id}; }
  std::vector<ListedClass> Classes() const override;
  bool Empty(std::size_t number) const override {
    const Image& image = images_[number];
    return image.labels.first == nullptr && !image.left_out && !image.classes;
  }
  void Encode(std::size_t number, std::int64_t event_time_ms, std::string& value) override;

  const std::string& Path() const { return path_; }
  std::uint64_t Labels() const { return labels_; }
  std::size_t Bytes() const { return arena_.Bytes(); }  // of the arena

 private:
  class Reader;
  struct Category {
    std::string_view id;
    std::optional<NameId> name;  // nothing: no record of it
  };

  CocoLabels(std::string path, NameTable& classes) : path_(std::move(path)), classes_(classes) {}
  // An index of the images (all, or those of which `among` is true) by a text; sets `shared` where several have it.
  template <typename TextOf>
  TextIndex IndexBy(TextOf text_of, bool Image::*shared, bool Image::*among);
  void NameFrames(Problems& problems);
  void IndexNames();
  void EncodeClassLists(const ClassLists& lists);
  void EncodeLeftOut(const Image::LeftOut& left_out);

  std::string path_;
  NameTable& classes_;
  TextArena arena_;
  NameTable annotators_{1u << 20};
  std::deque<Image> images_;  // in file order
  TextIndex images_by_id_;
  // Frame ids, and frame ids without extension; made when an id is not found.
  TextIndex images_by_name_, images_by_stem_;
  bool names_indexed_ = false;
  PlainNames images_by_plain_name_;  // made when a name is not found as it is written
  std::vector<Category> categories_;
  std::vector<std::uint32_t> category_order_;  // those that have a record, in file order
  std::unordered_map<std::string_view, std::uint32_t> categories_by_id_;
  std::uint64_t labels_ = 0;
  LabeledFrame frame_;  // reused
};

}  // namespace labelwatch
