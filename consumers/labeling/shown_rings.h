#pragma once
// Tools that know polygons of one ring show an object of several as several; a review puts them together again.

#include <forward_list>
#include <string>

#include "schema/shapes.h"

namespace labelwatch {

// The rings of `shape` into `into`; false: they are not both polygons, and stay what they are. The encoded form is kept
// in `texts`.
bool AddRings(const Shape& shape, Shape& into, std::forward_list<std::string>& texts);

}  // namespace labelwatch
