#include "detectors/labels/class_in_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace labelwatch {
namespace {

using Words = std::string_view;

constexpr std::array<Words, 8> kPluralWords = {"people", "men", "women", "children", "feet", "teeth", "cattle", "skis"};
constexpr std::array<Words, 5> kSingularWords = {"lens", "series", "species", "means", "mercedes"};
constexpr std::array<std::pair<Words, Words>, 8> kOwnPlurals = {{{"man", "men"},
                                                                 {"woman", "women"},
                                                                 {"child", "children"},
                                                                 {"mouse", "mice"},
                                                                 {"knife", "knives"},
                                                                 {"sheep", "sheep"},
                                                                 {"foot", "feet"},
                                                                 {"tooth", "teeth"}}};
// Written with a vowel and spoken without one, and the other way round.
constexpr std::array<Words, 11> kSpokenConsonant = {"uni",  "use", "usa", "usb", "uti", "ufo",
                                                    "urin", "eu",  "one", "ute", "ura"};
constexpr std::array<Words, 3> kSpokenVowel = {"hour", "honest", "heir"};

bool Upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
bool Lower(char c) { return std::islower(static_cast<unsigned char>(c)) != 0; }

std::string Lowered(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  return lower;
}

// Behind the last space, underscore, hyphen or slash.
std::string_view LastWord(std::string_view name) {
  const auto mark = name.find_last_of(" _-/.");
  return mark == std::string_view::npos ? name : name.substr(mark + 1);
}

bool BeginsWithAny(std::string_view text, const auto& words) {
  return std::ranges::any_of(words, [&](Words word) { return text.starts_with(word); });
}

bool BeginsAsVowel(std::string_view name) {
  const std::string_view first = name.substr(0, std::min(name.find_first_of(" _-/."), name.size()));
  if (first.empty()) return false;
  // Spelt out, letter by letter: an SUV, a UAV, an x-ray.
  const bool spelt = std::ranges::none_of(first, Lower) && Upper(first.front()) && first.size() <= 4;
  if (spelt || first == "x") return std::string_view("AEFHILMNORSXx").find(first.front()) != std::string_view::npos;
  const std::string lower = Lowered(first);
  if (BeginsWithAny(lower, kSpokenVowel)) return true;
  if (BeginsWithAny(lower, kSpokenConsonant)) return false;
  return std::string_view("aeiou8").find(lower.front()) != std::string_view::npos;
}

bool EndsWithAny(std::string_view word, std::initializer_list<Words> ends) {
  return std::ranges::any_of(ends, [&](Words end) { return word.ends_with(end); });
}

}  // namespace

bool IsPlural(std::string_view name) {
  const std::string_view last = LastWord(name);
  const std::string word = Lowered(last);
  if (std::ranges::find(kPluralWords, word) != kPluralWords.end()) return true;
  if (std::ranges::find(kSingularWords, word) != kSingularWords.end()) return false;
  // Of four letters and more: "class s" is none. "bus", "glass", "tennis", "gas", "rhinoceros" are one thing.
  return word.size() >= 4 && last.ends_with('s') && !EndsWithAny(word, {"ss", "us", "is", "as", "os"});
}

std::string WithArticle(std::string_view name) {
  if (IsPlural(name)) return std::string(name);
  return (BeginsAsVowel(name) ? "an " : "a ") + std::string(name);
}

std::string ThisOne(std::string_view name) { return (IsPlural(name) ? "these " : "this ") + std::string(name); }

std::string Plural(std::string_view name) {
  if (name.empty() || IsPlural(name)) return std::string(name);
  const std::string_view last = LastWord(name);
  const std::string before(name.substr(0, name.size() - last.size()));
  const std::string word = Lowered(last);
  for (const auto& [one, several] : kOwnPlurals) {
    if (word == one) return before + std::string(several);
  }
  if (word.empty() || !Lower(last.back())) return std::string(name) + "s";
  if (EndsWithAny(word, {"s", "x", "z", "ch", "sh"})) return std::string(name) + "es";
  const bool after_consonant = word.size() > 1 && std::string_view("aeiou").find(word[word.size() - 2]) == Words::npos;
  if (word.back() == 'y' && after_consonant) return std::string(name.substr(0, name.size() - 1)) + "ies";
  return std::string(name) + "s";
}

}  // namespace labelwatch
