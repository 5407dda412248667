#pragma once
// The regions of Label Studio as shapes in pixels, and what its controls say of a region.

#include <cstdint>
#include <string>
#include <string_view>

#include "consumers/files/json_record.h"
#include "schema/result.h"
#include "schema/shapes.h"

namespace labelwatch {

// rectanglelabels, polygonlabels, brushlabels.
bool IsLabelStudioRegion(std::string_view type);

// The side of a picture; 0: it is not said, or no such number.
std::uint32_t LabelStudioPixels(JsonValue value);

// REQUIRES: IsLabelStudioRegion(type). Percent become pixels; the encoded shape is appended to `encoded`. An error is a
// clause without place.
Result<Shape> ReadLabelStudioShape(std::string_view type, JsonValue value, std::uint32_t width, std::uint32_t height,
                                   std::string& encoded);

// What a control says: its choices, texts, rating or number; empty: nothing that is text.
std::string LabelStudioAnswer(std::string_view type, JsonValue value);

}  // namespace labelwatch
