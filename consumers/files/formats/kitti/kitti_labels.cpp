#include "consumers/files/formats/kitti/kitti_labels.h"

#include <cstdio>
#include <map>
#include <optional>

#include "consumers/files/text/text_lines.h"
#include "schema/attributes.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::uint32_t kMaxFrame = 999'999;          // frame names have six digits
constexpr std::uint64_t kMaxEmptyFrames = 1'000'000;  // that no line names, over all sequences

struct KittiObject {
  std::string type, track_id, attributes, line;
  std::uint32_t frame = 0;  // of tracks
  Box box;
  std::optional<double> score;
  bool DontCare() const { return type == "DontCare"; }
};

// Tools write types of several words ("wine glass") as they are: all columns up to the first number are the type.
void JoinType(std::size_t first, std::vector<std::string_view>& columns) {
  std::size_t end = first + 1;
  while (end < columns.size() && !NumberIn(columns[end])) ++end;
  if (end == columns.size() || NumberIn(columns[first])) return;
  const std::string_view last = columns[end - 1];
  columns[first] = {columns[first].data(), static_cast<std::size_t>(last.data() + last.size() - columns[first].data())};
  columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(first + 1),
                columns.begin() + static_cast<std::ptrdiff_t>(end));
}

// An error is a clause without place.
Result<KittiObject> ReadLine(std::vector<std::string_view>& columns, KittiKind kind) {
  const std::size_t first = kind == KittiKind::kTracks ? 2 : 0;
  if (columns.size() > first + 15) JoinType(first, columns);
  if (columns.size() != first + 15 && columns.size() != first + 16) {
    return BadInput("it has " + std::to_string(columns.size()) + " columns, KITTI has " + std::to_string(first + 15) +
                    ", or one more with a score");
  }
  KittiObject object;
  if (kind == KittiKind::kTracks) {
    const auto frame = WholeNumberIn(columns[0]);
    if (!frame || *frame > kMaxFrame) return BadInput("its frame is not a number within 0..999999");
    object.frame = *frame;
    if (!NumberIn(columns[1]) || !ValidUtf8(columns[1])) return BadInput("its track id is not a number");
    if (columns[1] != "-1") object.track_id = columns[1];
  }
  object.type = columns[first];
  if (!ValidUtf8(object.type)) return BadInput("its type is not UTF-8");
  if (NumberIn(object.type)) return BadInput("its type is a number; is it YOLO text?");
  double numbers[15];
  for (std::size_t i = 1; i < columns.size() - first; ++i) {
    const auto number = NumberIn(columns[first + i]);
    if (!number) return BadInput("column " + std::to_string(first + i + 1) + " is not a number");
    numbers[i - 1] = *number;
  }
  object.box = {numbers[3], numbers[4], numbers[5], numbers[6]};
  if (numbers[0] >= 0) AppendAttribute("truncated", columns[first + 1], object.attributes);
  if (numbers[1] >= 0) AppendAttribute("occluded", columns[first + 2], object.attributes);
  if (columns.size() == first + 16) object.score = numbers[14];
  return object;
}

std::string FrameName(const std::string& sequence, std::uint32_t frame) {
  char name[16];
  std::snprintf(name, sizeof name, "/%06u", static_cast<unsigned>(frame));
  return sequence + name;
}

// The objects of one frame and where it belongs.
struct KittiFrame {
  std::string name, sequence;
  std::uint32_t index = 0;
  ImageSizes::Found picture;
  std::vector<KittiObject> objects;
  std::vector<std::string> left_out;  // types of lines that were not read
};

// Calls use(const KittiFrame&) for each frame of the file, in order. `empty_frames` counts those that no line names.
template <typename F>
void ReadFile(const DataFile& file, KittiKind kind, ImageSizes& sizes, Problems& problems, std::uint64_t& empty_frames,
              F use) {
  auto source = ByteSource::Open(file.path);
  if (!source) return problems.LeftOut(source.error().message);
  TextLines lines(**source);
  std::vector<std::string_view> columns;
  std::map<std::uint32_t, std::vector<KittiObject>> frames;
  std::map<std::uint32_t, std::vector<std::string>> left_out;
  std::uint64_t seen = 0, good = 0;
  for (;;) {
    const auto more = lines.Next();
    if (!more) return problems.LeftOut(more.error().message);
    if (!*more) break;
    SplitColumns(lines.Line(), columns);
    if (columns.empty()) continue;
    ++seen;
    auto object = ReadLine(columns, kind);
    if (!object) {
      problems.LeftOut(file.path + ":" + std::to_string(lines.Number()) + ": " + object.error().message);
      const std::size_t type = kind == KittiKind::kTracks ? 2 : 0;
      const auto number = type == 0 ? std::optional<std::uint32_t>(0) : WholeNumberIn(columns[0]);
      if (number && *number <= kMaxFrame && columns.size() > type && !NumberIn(columns[type]) &&
          ValidUtf8(columns[type])) {
        left_out[*number].emplace_back(columns[type]);
        frames.try_emplace(*number);
      }
      continue;
    }
    ++good;
    object->line = std::to_string(lines.Number());
    frames[object->frame].push_back(std::move(*object));
  }
  if (seen > 0 && good == 0) {
    return problems.LeftOut(file.path + ": no line of it can be used; the file is left out");
  }
  const std::string stem(WithoutExtension(file.name));
  const auto add = [&](const std::string& name, std::uint32_t index, std::vector<KittiObject> objects) {
    KittiFrame frame;
    frame.picture = sizes.Find(name, problems).value_or(ImageSizes::Found());
    frame.name = frame.picture.name.empty() ? name : std::string(frame.picture.name);
    frame.index = index;
    frame.objects = std::move(objects);
    if (kind == KittiKind::kTracks) frame.sequence = stem;
    if (const auto some = left_out.find(index); some != left_out.end()) frame.left_out = some->second;
    if (auto added = use(frame); !added) problems.LeftOut(file.path + ": " + added.error().message);
  };
  if (kind == KittiKind::kObjects) return add(stem, 0, std::move(frames[0]));
  std::uint32_t last = frames.empty() ? 0 : frames.rbegin()->first;
  while (last < kMaxFrame && sizes.Find(FrameName(stem, last + 1), problems)) ++last;
  for (std::uint32_t i = 0; i <= last; ++i) {
    const auto named = frames.find(i);
    if (named == frames.end() && empty_frames++ >= kMaxEmptyFrames) continue;
    add(FrameName(stem, i), i, named == frames.end() ? std::vector<KittiObject>() : std::move(named->second));
  }
  if (empty_frames > kMaxEmptyFrames) {
    problems.Note(file.path + ": there are more than a million frames without a line; not all of them were made");
  }
}

}  // namespace

std::unique_ptr<LabelSource> ReadKittiLabels(std::span<const DataFile> files, KittiKind kind, ImageSizes& sizes,
                                             NameTable& classes, Problems& problems) {
  auto set = std::make_unique<LabelSet>(classes);
  LabeledFrame frame;
  std::uint64_t empty_frames = 0;
  for (const DataFile& file : files) {
    ReadFile(file, kind, sizes, problems, empty_frames, [&](const KittiFrame& read) {
      frame.Clear();
      frame.frame_id = read.name;
      frame.image_uri = read.picture.path;
      frame.sequence = read.sequence;
      frame.sequence_index = read.index;
      frame.image_width = read.picture.size.width;
      frame.image_height = read.picture.size.height;
      for (const KittiObject& object : read.objects) {
        if (object.DontCare()) {
          frame.ignore_regions.push_back({object.box, 0, true});
          continue;
        }
        Label& label = frame.labels.emplace_back();
        label.id = object.line;
        label.class_id = classes.Add(object.type);
        label.shape = {ShapeKind::kBox, object.box, {}};
        label.track_id = object.track_id;
        label.attributes = object.attributes;
      }
      for (const std::string& type : read.left_out) MarkUnknown(frame, classes.Add(type));
      return set->Add(frame);
    });
  }
  return set;
}

std::unique_ptr<PredictionSource> ReadKittiPredictions(std::span<const DataFile> files, KittiKind kind,
                                                       const std::string& model, ImageSizes& sizes, NameTable& classes,
                                                       Problems& problems) {
  auto set = std::make_unique<PredictionSet>(model, classes);
  PredictedFrame frame;
  std::uint64_t unscored = 0, empty_frames = 0;
  for (const DataFile& file : files) {
    ReadFile(file, kind, sizes, problems, empty_frames, [&](const KittiFrame& read) {
      frame.Clear();
      frame.frame_id = read.name;
      frame.sequence = read.sequence;
      for (const KittiObject& object : read.objects) {
        if (object.DontCare()) continue;
        unscored += !object.score;
        const double score = object.score.value_or(1);
        if (!(score >= 0 && score <= 1)) {
          problems.LeftOut(file.path + ":" + object.line +
                           ": its score is not within 0..1; scale the scores of the model");
          continue;
        }
        frame.predictions.push_back(
            {{ShapeKind::kBox, object.box, {}}, classes.Add(object.type), score, object.track_id, 0, 0});
      }
      return set->Add(frame);
    });
  }
  if (unscored > 0) {
    problems.Note(files.front().path + ": " + std::to_string(unscored) +
                  " results have no score here and in the files beside it: 1 is used");
  }
  return set;
}

}  // namespace labelwatch
