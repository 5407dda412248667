#pragma once
// Letters with marks taken apart: "é" is one character on Linux and Windows, and "e" with a mark in names that come
// from macOS (the forms NFC and NFD of Unicode). Where two names are compared, both are taken apart.

#include <string>

namespace labelwatch {

// Puts the letter and its marks, or the letter itself where it has none, to the end of `parts`.
void AppendParts(char32_t letter, std::u32string& parts);

}  // namespace labelwatch
