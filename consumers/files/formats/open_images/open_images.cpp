#include "consumers/files/formats/open_images/open_images.h"

#include <algorithm>
#include <array>
#include <deque>

#include "consumers/files/text/csv_reader.h"
#include "consumers/files/text/csv_table.h"
#include "consumers/files/text/text_lines.h"
#include "schema/attributes.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::array<std::string_view, 5> kFlags = {"IsOccluded", "IsTruncated", "IsGroupOf", "IsDepiction",
                                                    "IsInside"};
constexpr std::uint8_t kGroupOf = 1 << 2;

std::string At(const CsvReader& csv) { return csv.Path() + ":" + std::to_string(csv.Line()) + ": "; }

Box InPixels(double x_min, double x_max, double y_min, double y_max, ImageSize size) {
  return {x_min * size.width, y_min * size.height, x_max * size.width, y_max * size.height};
}

}  // namespace

struct OpenImages::Boxes {
  // The rows of each image together, images in the order of their first row; rows need not follow each other.
  std::vector<std::span<const Row>> ByImage() {
    std::ranges::stable_sort(rows, {}, &Row::image);
    std::vector<std::span<const Row>> images;
    for (std::size_t i = 0, end = 0; i < rows.size(); i = end) {
      while (end < rows.size() && rows[end].image == rows[i].image) ++end;
      images.push_back(std::span(rows).subspan(i, end - i));
    }
    std::ranges::sort(images, {}, [](std::span<const Row> image) { return std::pair(image[0].line, image[0].image); });
    return images;
  }

  std::vector<Row> rows;
  std::vector<bool> drawn;           // classes that have a box anywhere
  std::vector<std::uint32_t> empty;  // images with a row that holds no object
};

NameId OpenImages::ClassOf(std::string_view label) const {
  const auto name = names_.find(label);
  return classes_.Add(name == names_.end() ? label : name->second);
}

std::uint32_t OpenImages::ImageOf(std::string_view id) {
  if (const auto known = image_index_.Find(id, [&](std::uint32_t i) { return images_[i]; })) return *known;
  const auto number = static_cast<std::uint32_t>(images_.size());
  images_.push_back(arena_.Keep(id));
  image_index_.Add(images_.back(), number);
  return number;
}

// Two columns, with or without a header.
Result<void> OpenImages::ReadDescriptions(ByteSource& source, Problems& problems) {
  CsvReader csv(source);
  for (;;) {
    const auto more = csv.Next();
    if (!more) return tl::unexpected<Error>(more.error());
    if (!*more) return {};
    const auto& fields = csv.Fields();
    if (csv.Line() == 1 && fields[0] == "LabelName") continue;
    if (fields.size() != 2 || !csv.Damage().empty() || fields[0].empty() || fields[1].empty() ||
        !ValidUtf8(fields[0]) || !ValidUtf8(fields[1])) {
      problems.LeftOut(At(csv) + "it is no pair of a label and its name");
      continue;
    }
    names_.emplace(arena_.Keep(fields[0]), arena_.Keep(fields[1]));
  }
}

Result<void> OpenImages::ReadImageLabels(ByteSource& source, Problems& problems) {
  CsvTable table(source, problems);
  if (auto header = table.Header({"ImageID", "LabelName", "Confidence"}); !header) return header;
  const std::size_t image = table.Column("ImageID"), label = table.Column("LabelName");
  const std::size_t confidence = table.Column("Confidence");
  std::uint64_t machine = 0;
  for (;;) {
    const auto more = table.Next();
    if (!more) return tl::unexpected<Error>(more.error());
    if (!*more) break;
    const auto sure = NumberIn(table[confidence]);
    if (!sure || table[image].empty() || table[label].empty()) {
      table.LeaveOut("it has no image, no label or no confidence");
    } else if (*sure == 0 || *sure == 1) {
      verified_.push_back({ImageOf(table[image]), ClassOf(table[label]), *sure == 1});
    } else {
      ++machine;
    }
  }
  if (machine > 0) {
    problems.Note(source.Path() + ": " + std::to_string(machine) +
                  " labels are neither 0 nor 1: no person verified them, they were passed over");
  }
  return {};
}

Result<void> OpenImages::ReadRows(ByteSource& source, Boxes& boxes, Problems& problems) {
  CsvTable table(source, problems);
  if (auto header = table.Header({"ImageID", "LabelName", "XMin", "XMax", "YMin", "YMax"}); !header) return header;
  const std::size_t image = table.Column("ImageID"), label = table.Column("LabelName");
  const std::array<std::size_t, 4> sides = {table.Column("XMin"), table.Column("XMax"), table.Column("YMin"),
                                            table.Column("YMax")};
  const std::size_t score = table.Column(table.Has("Score") ? "Score" : "Confidence");
  std::array<std::size_t, kFlags.size()> flags;
  for (std::size_t i = 0; i < flags.size(); ++i) flags[i] = table.Column(kFlags[i]);
  for (;;) {
    const auto more = table.Next();
    if (!more) return tl::unexpected<Error>(more.error());
    if (!*more) return {};
    std::array<double, 4> parts{};
    bool good = !table[image].empty() && !table[label].empty();
    for (std::size_t i = 0; i < 4; ++i) {
      const auto number = NumberIn(table[sides[i]]);
      good = good && number;
      parts[i] = number.value_or(0);
    }
    if (!good) {
      table.LeaveOut("it has no image, no label or not four numbers XMin, XMax, YMin, YMax");
      continue;
    }
    Row row{ImageOf(table[image]),
            ClassOf(table[label]),
            parts[0],
            parts[1],
            parts[2],
            parts[3],
            NumberIn(table[score]).value_or(1),
            table.Line(),
            0};
    for (std::size_t i = 0; i < flags.size(); ++i) {
      if (table[flags[i]] == "1") row.flags = static_cast<std::uint8_t>(row.flags | 1u << i);
    }
    boxes.rows.push_back(row);
  }
}

// PredictionString: "label score XMin YMin XMax YMax" for each box; note the other order.
Result<void> OpenImages::ReadStrings(ByteSource& source, Boxes& boxes, Problems& problems) {
  CsvTable table(source, problems);
  if (auto header = table.Header({"ImageID", "PredictionString"}); !header) return header;
  const std::size_t image = table.Column("ImageID"), text = table.Column("PredictionString");
  std::vector<std::string_view> columns;
  for (;;) {
    const auto more = table.Next();
    if (!more) return tl::unexpected<Error>(more.error());
    if (!*more) return {};
    SplitColumns(table[text], columns);
    if (table[image].empty() || columns.size() % 6 != 0) {
      table.LeaveOut("its predictions do not have six values each");
      continue;
    }
    if (columns.empty()) boxes.empty.push_back(ImageOf(table[image]));
    for (std::size_t i = 0; i < columns.size(); i += 6) {
      std::array<double, 5> numbers{};
      bool good = true;
      for (std::size_t k = 0; k < 5; ++k) {
        const auto number = NumberIn(columns[i + 1 + k]);
        good = good && number;
        numbers[k] = number.value_or(0);
      }
      if (!good) {
        table.LeaveOut("prediction " + std::to_string(i / 6 + 1) + " holds text instead of a number");
        continue;
      }
      boxes.rows.push_back({ImageOf(table[image]), ClassOf(columns[i]), numbers[1], numbers[3], numbers[2], numbers[4],
                            numbers[0], table.Line(), 0});
    }
  }
}

void OpenImages::AddLists(std::uint32_t image, std::span<const Row> rows, const Boxes& boxes,
                          LabeledFrame& frame) const {
  const auto add = [](NameId name, std::vector<NameId>& to) {
    if (std::ranges::find(to, name) == to.end()) to.push_back(name);
  };
  for (const Row& row : rows) add(row.class_id, frame.exhaustive_classes);
  const auto from = std::ranges::lower_bound(verified_, image, {}, &Verified::image);
  for (auto it = from; it != verified_.end() && it->image == image; ++it) {
    const bool drawn = it->class_id < boxes.drawn.size() && boxes.drawn[it->class_id];
    if (!it->present) add(it->class_id, frame.absent_classes);
    // A class that was looked for and is not there was labeled exhaustively, too.
    if (!it->present || drawn) add(it->class_id, frame.exhaustive_classes);
  }
}

Result<std::unique_ptr<LabelSource>> OpenImages::ReadBoxes(ByteSource& source, ImageSizes& sizes, Problems& problems) {
  Boxes boxes;
  if (auto read = ReadRows(source, boxes, problems); !read) return tl::unexpected<Error>(read.error());
  std::ranges::stable_sort(verified_, {}, &Verified::image);
  for (const Row& row : boxes.rows) {
    if (boxes.drawn.size() <= row.class_id) boxes.drawn.resize(row.class_id + 1);
    boxes.drawn[row.class_id] = true;
  }
  auto set = std::make_unique<LabelSet>(classes_);
  LabeledFrame frame;
  std::uint64_t unsized = 0;
  for (const std::span<const Row> rows : boxes.ByImage()) {
    const std::uint32_t image = rows[0].image;
    const auto picture = sizes.Find(images_[image], problems);
    if (!picture || !picture->size.Known()) {
      ++unsized;
      problems.LeftOut(source.Path() + ":" + std::to_string(rows[0].line) + ": image " + std::string(images_[image]) +
                       ": " + ImageSizes::kRemedy);
      continue;
    }
    frame.Clear();
    frame.frame_id = picture->name;
    frame.image_uri = picture->path;
    frame.image_width = picture->size.width;
    frame.image_height = picture->size.height;
    std::deque<std::string> texts;
    for (const Row& row : rows) {
      Label& label = frame.labels.emplace_back();
      label.id = texts.emplace_back(std::to_string(row.line));
      label.class_id = row.class_id;
      label.shape = {ShapeKind::kBox, InPixels(row.x_min, row.x_max, row.y_min, row.y_max, picture->size), {}};
      label.crowd = (row.flags & kGroupOf) != 0;
      std::string& attributes = texts.emplace_back();
      for (std::size_t flag = 0; flag < kFlags.size(); ++flag) {
        if ((row.flags >> flag & 1) != 0 && 1 << flag != kGroupOf) AppendAttribute(kFlags[flag], "1", attributes);
      }
      label.attributes = attributes;
    }
    AddLists(image, rows, boxes, frame);
    if (auto added = set->Add(frame); !added) problems.LeftOut(source.Path() + ": " + added.error().message);
  }
  if (set->Frames() == 0 && unsized > 0) return BadInput(source.Path() + ": " + ImageSizes::kRemedy);
  return set;
}

Result<std::unique_ptr<PredictionSource>> OpenImages::ReadResults(ByteSource& source, const std::string& model,
                                                                  ImageSizes& sizes, Problems& problems) {
  Boxes boxes;
  const bool strings = source.Peek(1024).find("PredictionString") != std::string_view::npos;
  auto read = strings ? ReadStrings(source, boxes, problems) : ReadRows(source, boxes, problems);
  if (!read) return tl::unexpected<Error>(read.error());
  auto set = std::make_unique<PredictionSet>(model, classes_);
  PredictedFrame frame;
  std::uint64_t frames = 0, unsized = 0;
  const auto add = [&] {
    ++frames;
    if (auto added = set->Add(frame); !added) problems.LeftOut(source.Path() + ": " + added.error().message);
  };
  for (const std::span<const Row> rows : boxes.ByImage()) {
    const std::uint32_t image = rows[0].image;
    const std::string place = source.Path() + ":" + std::to_string(rows[0].line) + ": ";
    const auto picture = sizes.Find(images_[image], problems);
    if (!picture || !picture->size.Known()) {
      ++unsized;
      problems.LeftOut(place + "image " + std::string(images_[image]) + ": " + ImageSizes::kRemedy);
      continue;
    }
    frame.Clear();
    frame.frame_id = picture->name;
    for (const Row& row : rows) {
      if (!(row.score >= 0 && row.score <= 1)) {
        problems.LeftOut(source.Path() + ":" + std::to_string(row.line) + ": its score is not within 0..1");
        continue;
      }
      const Box box = InPixels(row.x_min, row.x_max, row.y_min, row.y_max, picture->size);
      frame.predictions.push_back({{ShapeKind::kBox, box, {}}, row.class_id, row.score, {}, 0, 0});
    }
    add();
  }
  for (const std::uint32_t image : boxes.empty) {
    frame.Clear();
    const auto picture = sizes.Find(images_[image], problems);
    frame.frame_id = picture ? picture->name : images_[image];
    add();
  }
  if (frames == 0 && unsized > 0) return BadInput(source.Path() + ": " + ImageSizes::kRemedy);
  return set;
}

}  // namespace labelwatch
