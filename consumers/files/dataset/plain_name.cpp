#include "consumers/files/dataset/plain_name.h"

#include <algorithm>
#include <array>

#include "consumers/files/dataset/letter_parts.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// As written where what comes out is no text.
std::string Decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool encoded =
        text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 && HexDigit(text[i + 2]) >= 0;
    if (encoded) {
      decoded += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return ValidUtf8(decoded) ? decoded : std::string(text);
}

// REQUIRES: valid UTF-8.
std::u32string Characters(std::string_view text) {
  std::u32string characters;
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t bytes = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t character = bytes == 1 ? first : first & (0x7Fu >> bytes);
    for (std::size_t k = 1; k < bytes && i + k < text.size(); ++k) {
      character = (character << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
    }
    characters += character;
    i += bytes;
  }
  return characters;
}

void AppendCharacter(char32_t c, std::string& text) {
  const auto rest = [&](int shift) { text += static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xC0 | (c >> 6));
    rest(0);
  } else if (c < 0x10000) {
    text += static_cast<char>(0xE0 | (c >> 12));
    rest(6), rest(0);
  } else {
    text += static_cast<char>(0xF0 | (c >> 18));
    rest(12), rest(6), rest(0);
  }
}

std::string_view WithoutEnding(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  const std::size_t folder = name.rfind('/');
  const std::size_t start = folder == std::string_view::npos ? 0 : folder + 1;
  return dot == std::string_view::npos || dot <= start ? name : name.substr(0, dot);
}

// "a_jpg.rf.0123abcd" is "a".
std::string_view WithoutRoboflowHash(std::string_view name) {
  const std::size_t mark = name.rfind(".rf.");
  if (mark == std::string_view::npos || mark == 0) return name;
  const std::string_view hash = name.substr(mark + 4);
  const auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (hash.empty() || !std::ranges::all_of(hash, digit)) return name;
  name = name.substr(0, mark);
  constexpr std::array<std::string_view, 8> kEndings = {"_jpg",  "_jpeg", "_png",  "_bmp",
                                                        "_webp", "_tif",  "_tiff", "_JPG"};
  for (const std::string_view ending : kEndings) {
    if (name.ends_with(ending) && name.size() > ending.size()) return name.substr(0, name.size() - ending.size());
  }
  return name;
}

std::string_view WithoutFolders(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace

std::string PlainName(std::string_view path) {
  std::string decoded = Decoded(path);
  std::ranges::replace(decoded, '\\', '/');
  std::string_view name = WithoutRoboflowHash(WithoutEnding(decoded));
  while (name.starts_with("./")) name.remove_prefix(2);
  if (!ValidUtf8(name)) return std::string(name);
  const bool ascii = std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return std::string(name);
  std::u32string parts;
  for (const char32_t character : Characters(name)) AppendParts(character, parts);
  std::string plain;
  for (const char32_t part : parts) AppendCharacter(part, plain);
  return plain;
}

bool SamePlainName(std::string_view a, std::string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  return a.ends_with(b) && (a.size() == b.size() || a[a.size() - b.size() - 1] == '/');
}

void PlainNames::Add(std::string_view path, std::uint32_t number) {
  ++size_;
  const std::string plain = PlainName(path);
  const auto add = [&](auto& names, std::string_view name) {
    const auto [known, added] = names.try_emplace(std::string(name), Named{plain, number, false});
    known->second.shared = known->second.shared || !added;
  };
  add(by_name_, WithoutFolders(plain));
  add(by_path_, plain);
}

std::optional<std::uint32_t> PlainNames::Find(std::string_view path) const {
  const std::string plain = PlainName(path);
  if (const auto known = by_path_.find(plain); known != by_path_.end()) {
    return known->second.shared ? std::nullopt : std::optional(known->second.number);
  }
  const auto known = by_name_.find(std::string(WithoutFolders(plain)));
  const bool same = known != by_name_.end() && !known->second.shared && SamePlainName(plain, known->second.path);
  return same ? std::optional(known->second.number) : std::nullopt;
}

}  // namespace labelwatch
