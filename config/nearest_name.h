#pragma once
// "Did you mean ...": the valid name that a misspelt one was most likely meant to be.

#include <span>
#include <string_view>

namespace labelwatch {

// Letters to insert, remove, replace or swap with their neighbour to turn one name into the other.
std::size_t EditDistance(std::string_view one, std::string_view other);

// The nearest of `names`; empty where none is near (more than a third of the letters differ).
std::string_view NearestName(std::string_view name, std::span<const std::string_view> names);

}  // namespace labelwatch
