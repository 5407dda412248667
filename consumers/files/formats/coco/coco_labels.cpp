#include "consumers/files/formats/coco/coco_labels.h"

#include <algorithm>

#include "consumers/files/dataset/frame_names.h"
#include "consumers/files/dataset/label_set.h"
#include "consumers/files/formats/coco/coco_labels_reader.h"
#include "schema/wire.h"

namespace labelwatch {
Result<std::unique_ptr<CocoLabels>> CocoLabels::Read(ByteSource& source, NameTable& classes, Problems& problems) {
  std::unique_ptr<CocoLabels> labels(new CocoLabels(source.Path(), classes));
  Reader reader(*labels, problems);
  if (auto read = ReadJsonRows(source, reader); !read) return tl::unexpected<Error>(read.error());
  if (auto finished = reader.Finish(); !finished) return tl::unexpected<Error>(finished.error());
  labels->NameFrames(problems);
  return labels;
}

template <typename TextOf>
TextIndex CocoLabels::IndexBy(TextOf text_of, bool Image::*shared, bool Image::*among) {
  TextIndex index;
  for (std::uint32_t i = 0; i < images_.size(); ++i) {
    Image& image = images_[i];
    if (among != nullptr && !(image.*among)) continue;
    if (const auto first = index.Find(text_of(image), [&](std::uint32_t k) { return text_of(images_[k]); })) {
      image.*shared = images_[*first].*shared = true;
    } else {
      index.Add(text_of(image), i);
    }
  }
  return index;
}

// Two files of the same name in different folders are different pictures: then the folder is part of the frame id.
void CocoLabels::NameFrames(Problems& problems) {
  IndexBy([](const Image& image) { return WithoutFolder(image.file_name); }, &Image::shared_name, nullptr);
  IndexBy([](const Image& image) { return image.file_name; }, &Image::shared_path, &Image::shared_name);
  for (Image& image : images_) {
    const std::string_view name = WithoutFolder(image.file_name);
    image.frame_id = name.empty() ? image.id : name;
    if (name.empty() || !image.shared_name) continue;
    image.frame_id =
        image.shared_path ? arena_.Keep(std::string(image.file_name) + "#" + std::string(image.id)) : image.file_name;
    problems.Note(path_ + ": image " + std::string(image.id) + ": the file name " + std::string(name) +
                  " occurs more than once; the frame is called " + std::string(image.frame_id));
  }
}

namespace {

// Without extension; numbers without the zeros that fill them: 000139.jpg becomes 139, as models write it that take the
// name of a file for the id of its image.
std::string_view StemOf(std::string_view name) {
  std::string_view stem = WithoutExtension(name);
  if (stem.find_first_not_of("0123456789") != std::string_view::npos) return stem;
  return stem.substr(std::min(stem.find_first_not_of('0'), stem.empty() ? 0 : stem.size() - 1));
}

}  // namespace

void CocoLabels::IndexNames() {
  names_indexed_ = true;
  for (std::uint32_t i = 0; i < images_.size(); ++i) images_by_name_.Add(images_[i].frame_id, i);
  images_by_stem_ = IndexBy([](const Image& image) { return StemOf(image.frame_id); }, &Image::shared_stem, nullptr);
}

std::optional<std::size_t> CocoLabels::FindImage(std::string_view id) {
  if (const auto number = images_by_id_.Find(id, [&](std::uint32_t i) { return images_[i].id; })) return *number;
  return FindImageByName(id);
}

std::optional<std::size_t> CocoLabels::FindImageByName(std::string_view name) {
  if (!names_indexed_) IndexNames();
  if (const auto number = images_by_name_.Find(name, [&](std::uint32_t i) { return images_[i].frame_id; }))
    return *number;
  const auto number = images_by_stem_.Find(StemOf(name), [&](std::uint32_t i) { return StemOf(images_[i].frame_id); });
  if (number && !images_[*number].shared_stem) return *number;
  for (auto i = static_cast<std::uint32_t>(images_by_plain_name_.Size()); i < images_.size(); ++i) {
    images_by_plain_name_.Add(images_[i].file_name.empty() ? images_[i].frame_id : images_[i].file_name, i);
  }
  return images_by_plain_name_.Find(name);
}

std::optional<NameId> CocoLabels::FindClass(std::string_view category_id) const {
  const auto it = categories_by_id_.find(category_id);
  return it == categories_by_id_.end() ? std::nullopt : categories_[it->second].name;
}

FrameRef CocoLabels::Frame(std::size_t number) const {
  const Image& image = images_[number];
  return {image.frame_id, image.sequence, image.time_ms, this, number, {image.width, image.height}};
}

std::optional<LabelSpan> CocoLabels::LabelTimes() const {
  LabelSpanSurvey survey;
  for (const Image& image : images_) survey.Add(image.LabeledAt());
  return survey.Span();
}

std::vector<ListedClass> CocoLabels::Classes() const {
  std::vector<ListedClass> listed;
  for (const std::uint32_t i : category_order_) {
    listed.push_back({std::string(categories_[i].id), std::string(classes_.Name(*categories_[i].name))});
  }
  return listed;
}

void CocoLabels::Encode(std::size_t number, std::int64_t event_time_ms, std::string& value) {
  const Image& image = images_[number];
  frame_.Clear();
  frame_.frame_id = image.frame_id;
  frame_.source = image.source;
  frame_.sequence = image.sequence;
  frame_.sequence_index = image.frame_index;
  frame_.event_time_ms = event_time_ms;
  frame_.labeled_at_ms = image.LabeledAt();
  frame_.image_width = image.width;
  frame_.image_height = image.height;
  frame_.image_uri = image.file_name;
  frame_.annotator = image.annotator;
  frame_.attributes = image.attributes;

  // One annotator for the whole frame is said once; then a missing label has an annotator, too.
  std::optional<std::uint32_t> only;
  for (const StoredObject* label = image.labels.first; label != nullptr; label = label->next) {
    if (label->left_out) continue;
    if (!only) only = label->annotator;
    if (*only != label->annotator) only = 0;
  }
  if (image.annotator.empty() && only.value_or(0) != 0) frame_.annotator = annotators_.Name(*only);

  for (const StoredObject* stored = image.labels.first; stored != nullptr; stored = stored->next) {
    if (stored->left_out) continue;
    Label& label = frame_.labels.emplace_back();
    label.id = stored->Id();
    label.class_id = *categories_[stored->category].name;
    label.shape = stored->ToShape();
    if (stored->annotator != 0 && annotators_.Name(stored->annotator) != frame_.annotator) {
      label.annotator = annotators_.Name(stored->annotator);
    }
    label.track_id = stored->TrackId();
    label.attributes = stored->Attributes();
    label.crowd = stored->crowd;
    label.ignore = stored->ignore;
    label.difficult = stored->difficult;
  }
  if (image.classes) EncodeClassLists(*image.classes);
  if (image.left_out) EncodeLeftOut(*image.left_out);
  value.clear();
  labelwatch::Encode(frame_, classes_, value);
}

// People did label these objects: whether all of their class can be seen here is unknown.
void CocoLabels::EncodeLeftOut(const Image::LeftOut& left_out) {
  for (std::uint32_t i = 0; left_out.any && i < categories_.size(); ++i) {
    if (categories_[i].name) MarkUnknown(frame_, *categories_[i].name);
  }
  for (const std::uint32_t category : left_out.categories) {
    if (categories_[category].name) MarkUnknown(frame_, *categories_[category].name);
  }
}

// LVIS labels only some classes of an image: those with a label, unless listed as not exhaustive, and the listed
// negatives, of which there is none, were labeled exhaustively; of the rest nothing is known.
void CocoLabels::EncodeClassLists(const ClassLists& lists) {
  const auto add = [](NameId name, std::vector<NameId>& to) {
    if (std::ranges::find(to, name) == to.end()) to.push_back(name);
  };
  const auto name_of = [&](std::uint32_t category) { return categories_[category].name; };
  for (const std::uint32_t category : lists.not_exhaustive) {
    if (name_of(category)) add(*name_of(category), frame_.unknown_classes);
  }
  for (const std::uint32_t category : lists.absent) {
    if (!name_of(category)) continue;
    add(*name_of(category), frame_.absent_classes);
    add(*name_of(category), frame_.exhaustive_classes);
  }
  for (const Label& label : frame_.labels) {
    if (std::ranges::find(frame_.unknown_classes, label.class_id) == frame_.unknown_classes.end()) {
      add(label.class_id, frame_.exhaustive_classes);
    }
  }
  if (!frame_.exhaustive_classes.empty()) return;
  // No exhaustive class at all can only be said by naming every class as unknown.
  for (const Category& category : categories_) {
    if (category.name) add(*category.name, frame_.unknown_classes);
  }
}

}  // namespace labelwatch
