#pragma once
// One picture, its name written in two ways. Exports encode names (`%C3%A9`), write folders with `\`, take letters
// apart (NFD), or put a hash into them (Roboflow: `a_jpg.rf.0123abcd.jpg` is `a.jpg`). Names are compared as they are
// written first; only where none is found are they compared plainly.
//
//   PlainName("set\\Caf%C3%A9_jpg.rf.0a1b.jpg") == PlainName("set/Café.png");   // "set/Cafe" and a mark
//
//   PlainNames names;
//   names.Add("day1/Café.jpg", 0);
//   names.Find("Caf%C3%A9.jpg");      // 0: one may say folders that the other does not
//   names.Find("day2/Café.jpg");      // nothing: another folder

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace labelwatch {

// Without extension; with folders, which stand apart by `/`.
std::string PlainName(std::string_view path);
// Whether two plain names may be of one picture: they are the same, or one has folders that the other does not say.
bool SamePlainName(std::string_view a, std::string_view b);

// Numbers by plain name. Memory: the name and about 100 bytes each. Single-owner.
class PlainNames {
 public:
  void Add(std::string_view path, std::uint32_t number);
  std::size_t Size() const { return size_; }
  // Nothing: no picture or several of that name.
  std::optional<std::uint32_t> Find(std::string_view path) const;

 private:
  struct Named {
    std::string path;
    std::uint32_t number = 0;
    bool shared = false;
  };
  std::unordered_map<std::string, Named> by_name_, by_path_;  // without folder, and with it
  std::size_t size_ = 0;
};

}  // namespace labelwatch
