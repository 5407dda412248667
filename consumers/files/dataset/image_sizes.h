#pragma once
// Sizes of pictures by name, for formats that give coordinates as parts of the picture (YOLO, Open Images). They come
// from a CSV, from the headers of picture files, or from labels that say them.
//
//   ImageSizes sizes;
//   sizes.AddPicture("train/1.jpg", "/data/images/train/1.jpg");   // its header is read when it is asked for
//   sizes.Find("1.txt");                                           // with or without folder and extension
//
// Single-owner.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/files/dataset/frame_names.h"
#include "consumers/files/dataset/image_size.h"
#include "consumers/files/text/byte_source.h"
#include "consumers/files/text/problems.h"
#include "consumers/files/text/text_arena.h"

namespace labelwatch {

class ImageSizes {
 public:
  struct Found {
    std::string_view name;  // of the picture, folder and extension included
    std::string_view path;  // of its file; empty: it is not there
    ImageSize size;         // not known: the file could not be read, which is named in the problems
  };

  // The first that is said of a name stays.
  void Add(std::string_view name, ImageSize size);
  void AddPicture(std::string_view name, std::string_view path);
  // A CSV with the columns width, height and the name of the picture (image, file_name, filename, name, path or
  // ImageID); other columns are passed over. Broken rows go to `problems`; an error: the file cannot be read.
  Result<void> ReadCsv(ByteSource& source, Problems& problems);

  // Folders and extension may be missing on either side, but must not differ: train/1 is not val/1.
  std::optional<Found> Find(std::string_view name, Problems& problems);
  std::size_t Count() const { return entries_.size(); }

  static constexpr const char* kRemedy =
      "the size of its picture is not known; give the folder of the pictures, or a CSV with the columns "
      "image,width,height, as one more --labels";

 private:
  struct Entry {
    ImageSize size;
    std::string_view path;
    bool read = false;
  };
  TextArena arena_;
  FrameNames names_{arena_};
  std::vector<Entry> entries_;
};

}  // namespace labelwatch
