#include "consumers/files/format_hint.h"

#include <array>

#include "consumers/files/formats.h"

namespace labelwatch {
namespace {

struct Mark {
  std::string_view bytes, hint;
};

using std::string_view_literals::operator""sv;

constexpr std::string_view kPicture = "it is a picture; its labels are in another file";
constexpr std::string_view kUtf16 = "it is UTF-16 text; save it as UTF-8";

// What files begin with.
constexpr std::array kMarks = {
    Mark{"\x28\xB5\x2F\xFD"sv, "it looks zstd-compressed; only gzip is read directly"},
    Mark{"BZh"sv, "it looks bzip2-compressed; only gzip is read directly"},
    Mark{"\xFD"
         "7zXZ"sv,
         "it looks xz-compressed; only gzip is read directly"},
    Mark{"\x1F\x8B"sv, "it is compressed twice; unpack it once"},
    Mark{"PK"sv, "it looks like a zip archive; unpack it first"},
    Mark{"7z\xBC\xAF"sv, "it looks like a 7z archive; unpack it first"},
    Mark{"Rar!"sv, "it looks like a rar archive; unpack it first"},
    Mark{"\xFF\xD8\xFF"sv, kPicture},
    Mark{"\x89PNG"sv, kPicture},
    Mark{"GIF8"sv, kPicture},
    Mark{"II*\0"sv, kPicture},
    Mark{"MM\0*"sv, kPicture},
    Mark{"\xFF\xFE"sv, kUtf16},
    Mark{"\xFE\xFF"sv, kUtf16},
    Mark{"PAR1"sv, "it is Parquet; write it as one of the formats that are read"},
    Mark{"\x89HDF"sv, "it is HDF5; write it as one of the formats that are read"},
    Mark{"\x93NUMPY"sv, "it is an array of NumPy; write it as a frame-class CSV"},
    Mark{"SQLite format 3"sv, "it is a database; export the labels from it"},
    Mark{"version https://git-lfs"sv, "it is a pointer of Git LFS; fetch the file with git lfs pull"},
    Mark{"\0\0\0\0\0\0\0\0"sv, "it begins with zeros; the copy was not completed, copy it again"},
};

std::string FamiliesIn(Syntax syntax, std::string_view last_link) {
  return Families([&](const Format& format) { return format.syntax == syntax; }, last_link);
}

std::string JsonHint(std::string_view head) {
  const auto has = [&](std::string_view key) { return head.find(key) != std::string_view::npos; };
  if (has("\"annotation_id\"") && has("\"annotator\"")) {
    return "it is JSON-MIN of Label Studio, which does not say enough of its regions; export as JSON";
  }
  if (has("\"data\"") && (has("\"annotations\"") || has("\"predictions\""))) {
    return "it is one task of Label Studio; put its tasks into one list, as the export as JSON does";
  }
  if (has("\"result\"") && has("\"task\"")) {
    return "it is one annotation of a target storage of Label Studio; export the project as JSON";
  }
  if (has("\"regions\"") && has("\"filename\"")) return "it is VGG Image Annotator JSON; export it as COCO";
  if (has("\"coordinates\"") && has("\"annotations\"")) return "it is CreateML JSON; convert it to COCO";
  return "it is JSON of another kind than " + FamiliesIn(Syntax::kJson, " or ");
}

}  // namespace

std::string FormatHint(std::string_view head) {
  for (const Mark& mark : kMarks) {
    if (head.starts_with(mark.bytes)) return std::string(mark.hint);
  }
  if (head.starts_with("RIFF") && head.substr(0, 12).ends_with("WEBP")) return std::string(kPicture);
  constexpr std::size_t kTarMark = 257;
  if (head.size() > kTarMark && head.substr(kTarMark).starts_with("ustar"))
    return "it is a tar archive; unpack it first";
  // A zero byte in plain text: two bytes a letter.
  if (head.size() > 3 && ((head[1] == 0 && head[3] == 0) || (head[0] == 0 && head[2] == 0))) return std::string(kUtf16);
  if (head.starts_with("<!DOCTYPE html") || head.starts_with("<!doctype html") || head.starts_with("<html")) {
    return "it is a web page, perhaps what a server answered in place of the file";
  }
  if (head.starts_with("<")) return "it is XML, but neither " + FamiliesIn(Syntax::kXml, " nor ");
  if (head.starts_with("{") || head.starts_with("[")) return JsonHint(head);
  if (head.substr(0, head.find('\n')).find("MaskPath") != std::string_view::npos) {
    return "it lists the masks of Open Images, which are not read; give the CSV of the boxes";
  }
  return "expected " + Families([](const Format& format) { return format.read_help == nullptr; });
}

}  // namespace labelwatch
