#pragma once
// Numbers for names of classes, in order of first sight, at most kMostClasses of them; later ones are `other`.
//
// Single-owner.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace labelwatch {

class MixClasses {
 public:
  static constexpr std::uint32_t kNone = 0, kOther = 1;  // nothing is there; a class without a number
  static constexpr std::size_t kMostClasses = 400;

  std::uint32_t Find(std::string_view name) const {
    const auto known = numbers_.find(std::string(name));
    return known == numbers_.end() ? kOther : known->second;
  }
  std::uint32_t Add(const std::string& name) {
    if (const auto known = numbers_.find(name); known != numbers_.end()) return known->second;
    if (names_.size() >= kMostClasses) return kOther;
    names_.push_back(name);
    return numbers_[name] = static_cast<std::uint32_t>(Size() - 1);
  }
  std::size_t Size() const { return names_.size() + 2; }  // numbers are below it
  std::string Name(std::uint32_t number) const {
    if (number == kNone) return "none";
    return number - 2 < names_.size() ? names_[number - 2] : "other classes";
  }
  const std::vector<std::string>& Names() const { return names_; }

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

}  // namespace labelwatch
