#pragma once
// Labels that are drawn larger or smaller than their object, because the labeling guide says so: from the bounds of one
// to those of the other. `margin`: by which share of the object's width each side lies outside of it, and of its height
// each side above and below; negative: inside. With a margin m
//
//   label width = object width (1 + k m),   k = 2, or as many of the two sides as do not lie at a side of the image.
//
// A side within kNearBorder of a side of the image stays: there the object ends, or was cut off, and with it the label.
// No side leaves the image by this. An image of unknown size has no sides. Turned boxes are scaled about their middle,
// wherever they lie. Polygons and masks are drawn to the object and have no margin. Pure functions of values.

#include "schema/image_size.h"
#include "schema/shapes.h"

namespace labelwatch {

inline constexpr double kNearBorder = 2;  // pixels

// Of the object that was labeled; without a margin those of the label, bit for bit. REQUIRES: bounds finite and not
// empty; margin > -0.5.
Box BoundsWithoutMargin(const Shape& label, double margin, const ImageSize& image);

// Of the label to be drawn around an object that a shape of this kind shows; the same is required.
Box BoundsWithMargin(const Shape& object, double margin, const ImageSize& image);

}  // namespace labelwatch
