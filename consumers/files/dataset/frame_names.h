#pragma once
// Frame ids made from the names of images as files write them: the name without folder; with folder where two images
// share the name ("a/1.jpg" and "b/1.jpg" are different pictures).
//
//   FrameNames names(arena);
//   names.Add("a/1.jpg"); names.Id(0);                      // "1.jpg"
//   names.Add("b/1.jpg"); names.Id(0); names.Id(1);         // "a/1.jpg", "b/1.jpg"
//   names.Add("b/1.jpg");                                   // nothing: it is there already
//   names.Find("a/1.png");                                  // 0: with or without extension
//
// Ids are final once everything is added. Single-owner.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "consumers/files/dataset/plain_name.h"
#include "consumers/files/text/text_arena.h"
#include "consumers/files/text/text_index.h"

namespace labelwatch {

class FrameNames {
 public:
  // `arena` must outlive the object.
  explicit FrameNames(TextArena& arena) : arena_(arena) {}

  // The number of the new frame, counted from 0. Nothing: the same path was added before, or it is empty.
  std::optional<std::uint32_t> Add(std::string_view path);
  std::string_view Id(std::uint32_t number) const;
  std::string_view Path(std::uint32_t number) const { return names_[number].path; }
  std::size_t Size() const { return names_.size(); }

  // By frame id or path, else by either without extension, else as plainly as plain_name.h compares; each where only
  // one frame answers to it.
  std::optional<std::uint32_t> Find(std::string_view id) const;

 private:
  struct Name {
    std::string_view path;
    bool shared = false;
  };
  TextArena& arena_;
  std::vector<Name> names_;
  TextIndex by_path_, by_name_, by_path_stem_, by_name_stem_;
  mutable PlainNames plain_;                               // made when a name is not found as it is written
  std::vector<bool> shared_path_stem_, shared_name_stem_;  // by number of the first with that stem
};

// "1.jpg" of "a/b/1.jpg"; "a/1" of "a/1.jpg".
std::string_view WithoutFolder(std::string_view path);
std::string_view WithoutExtension(std::string_view path);
// "1.jpg" of "0a1b2c3d-1.jpg": Label Studio puts eight digits before the name of a file that is uploaded.
std::string_view WithoutUploadMark(std::string_view name);

}  // namespace labelwatch
