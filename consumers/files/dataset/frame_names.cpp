#include "consumers/files/dataset/frame_names.h"

namespace labelwatch {

std::string_view WithoutFolder(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view WithoutExtension(std::string_view path) {
  const std::size_t name = path.size() - WithoutFolder(path).size();
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos || dot <= name ? path : path.substr(0, dot);
}

std::string_view WithoutUploadMark(std::string_view name) {
  constexpr std::size_t kDigits = 8;
  const bool marked = name.size() > kDigits + 1 && name[kDigits] == '-' &&
                      name.substr(0, kDigits).find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return marked ? name.substr(kDigits + 1) : name;
}

std::optional<std::uint32_t> FrameNames::Add(std::string_view path) {
  const auto path_of = [&](std::uint32_t i) { return names_[i].path; };
  const auto name_of = [&](std::uint32_t i) { return WithoutFolder(names_[i].path); };
  const auto path_stem_of = [&](std::uint32_t i) { return WithoutExtension(names_[i].path); };
  const auto name_stem_of = [&](std::uint32_t i) { return WithoutExtension(WithoutFolder(names_[i].path)); };
  if (path.empty() || by_path_.Find(path, path_of)) return {};

  const auto number = static_cast<std::uint32_t>(names_.size());
  names_.push_back({arena_.Keep(path), false});
  shared_path_stem_.push_back(false);
  shared_name_stem_.push_back(false);
  by_path_.Add(path_of(number), number);
  if (const auto first = by_name_.Find(name_of(number), name_of)) {
    names_[*first].shared = names_[number].shared = true;
  } else {
    by_name_.Add(name_of(number), number);
  }
  if (const auto first = by_path_stem_.Find(path_stem_of(number), path_stem_of)) {
    shared_path_stem_[*first] = true;
  } else {
    by_path_stem_.Add(path_stem_of(number), number);
  }
  if (const auto first = by_name_stem_.Find(name_stem_of(number), name_stem_of)) {
    shared_name_stem_[*first] = true;
  } else {
    by_name_stem_.Add(name_stem_of(number), number);
  }
  return number;
}

std::string_view FrameNames::Id(std::uint32_t number) const {
  const Name& name = names_[number];
  const std::string_view short_name = WithoutFolder(name.path);
  return name.shared || short_name.empty() ? name.path : short_name;
}

std::optional<std::uint32_t> FrameNames::Find(std::string_view id) const {
  const auto path_of = [&](std::uint32_t i) { return names_[i].path; };
  const auto name_of = [&](std::uint32_t i) { return WithoutFolder(names_[i].path); };
  if (const auto number = by_path_.Find(id, path_of)) return number;
  if (const auto number = by_name_.Find(id, name_of); number && !names_[*number].shared) return number;
  const std::string_view stem = WithoutExtension(id);
  if (const auto number = by_path_stem_.Find(stem, [&](std::uint32_t i) { return WithoutExtension(names_[i].path); });
      number && !shared_path_stem_[*number]) {
    return number;
  }
  const auto number =
      by_name_stem_.Find(stem, [&](std::uint32_t i) { return WithoutExtension(WithoutFolder(names_[i].path)); });
  if (number && !shared_name_stem_[*number]) return number;
  for (auto i = static_cast<std::uint32_t>(plain_.Size()); i < names_.size(); ++i) plain_.Add(names_[i].path, i);
  return plain_.Find(id);
}

}  // namespace labelwatch
