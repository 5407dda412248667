#pragma once
// Pictures seen lately, to find the same one again: by content (equal bytes) and by look (perceptual hash within a
// Hamming radius). Holds at most `limit` pictures, the oldest leaves first. Looks are compared one by one, which is
// exact: 16,384 of them take about as long as decoding 2 % of a picture. Single-owner.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace labelwatch {

class PictureMemory {
 public:
  struct Seen {
    std::string content;         // 32 bytes
    std::uint64_t sequence = 0;  // hash; 0: none
    std::uint64_t frame = 0;     // hash of the id of the first frame that had it
    std::string frame_id;        // the same for people, cut to 128 bytes
    bool has_look = false;
    std::uint32_t frames = 1;  // that had exactly these bytes
  };
  struct Alike {
    const Seen* seen = nullptr;
    int bits = 0;  // in which the looks differ
  };

  // Hashes of pictures that only differ by compression or size are mostly this close; those of different pictures are
  // 32 bits apart on average.
  static constexpr int kRadius = 4;

  explicit PictureMemory(std::size_t limit) : limit_(limit) {}

  // The picture with these bytes under another frame id, its count raised; null: there is none. Pointers live until the
  // next Add.
  const Seen* SameContent(std::string_view content, std::string_view frame_id);
  // The one that looks most like it, of another sequence: neighbours in one video are alike by nature.
  std::optional<Alike> SameLook(std::uint64_t look, std::string_view frame_id, std::string_view sequence) const;

  // Remembers a picture whose content is not known yet; `look`: nothing where the picture shows too little.
  void Add(std::string content, std::optional<std::uint64_t> look, std::string_view frame_id,
           std::string_view sequence);

 private:
  std::size_t limit_, next_ = 0;
  std::vector<Seen> seen_;
  std::vector<std::uint64_t> looks_;  // beside seen_
  std::unordered_map<std::string, std::size_t> by_content_;
};

}  // namespace labelwatch
