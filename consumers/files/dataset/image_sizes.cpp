#include "consumers/files/dataset/image_sizes.h"

#include <algorithm>
#include <array>

#include "consumers/files/text/csv_reader.h"
#include "consumers/files/text/text_lines.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

// The same picture: equal without extension, or one has folders that the other does not say.
bool SamePicture(std::string_view a, std::string_view b) {
  return SamePlainName(WithoutExtension(a), WithoutExtension(b)) || SamePlainName(PlainName(a), PlainName(b));
}

}  // namespace

void ImageSizes::Add(std::string_view name, ImageSize size) {
  if (names_.Add(name)) entries_.push_back({size, {}, true});
}

void ImageSizes::AddPicture(std::string_view name, std::string_view path) {
  if (names_.Add(name)) entries_.push_back({{}, arena_.Keep(path), false});
}

Result<void> ImageSizes::ReadCsv(ByteSource& source, Problems& problems) {
  constexpr std::array<std::string_view, 6> kNames = {"image", "file_name", "filename", "name", "path", "ImageID"};
  CsvReader csv(source);
  std::size_t name = 0, width = 0, height = 0, columns = 0;
  for (bool header = true;; header = false) {
    const auto more = csv.Next();
    if (!more) return tl::unexpected<Error>(more.error());
    if (!*more) return {};
    const auto& fields = csv.Fields();
    const std::string place = csv.Path() + ":" + std::to_string(csv.Line()) + ": ";
    if (header) {
      const auto column = [&](std::string_view called) {
        return static_cast<std::size_t>(std::ranges::find(fields, called) - fields.begin());
      };
      columns = name = fields.size();
      for (const std::string_view called : kNames) name = std::min(name, column(called));
      width = column("width");
      height = column("height");
      if (std::max({name, width, height}) == columns) {
        return BadInput(place + "sizes of pictures need the columns image, width, height");
      }
      continue;
    }
    if (fields.size() != columns || !csv.Damage().empty()) {
      problems.LeftOut(place +
                       (csv.Damage().empty() ? "it has another number of fields than the header" : csv.Damage()));
      continue;
    }
    const ImageSize size{WholeNumberIn(fields[width]).value_or(0), WholeNumberIn(fields[height]).value_or(0)};
    if (fields[name].empty() || !ValidUtf8(fields[name]) || !size.Known() ||
        std::max(size.width, size.height) > kMaxImageSide) {
      problems.LeftOut(place + "it holds no name with a width and a height in whole pixels, at most 1,048,576");
      continue;
    }
    Add(fields[name], size);
  }
}

std::optional<ImageSizes::Found> ImageSizes::Find(std::string_view name, Problems& problems) {
  for (std::string_view rest = name;;) {
    if (const auto number = names_.Find(rest); number && SamePicture(name, names_.Path(*number))) {
      Entry& entry = entries_[*number];
      if (!entry.read) {
        entry.read = true;
        if (const auto size = ReadImageSize(std::string(entry.path))) {
          entry.size = *size;
        } else {
          problems.Note(size.error().message);
        }
      }
      return Found{names_.Path(*number), entry.path, entry.size};
    }
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return {};
    rest.remove_prefix(slash + 1);
  }
}

}  // namespace labelwatch
