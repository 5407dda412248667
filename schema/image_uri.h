#pragma once
// Where the picture of a frame is, read from its message without its objects: for those who fetch it ahead.

#include <string_view>

namespace labelwatch {

// The URI of the image reference of an encoded LabeledFrame, a view into `message`. Empty where there is none, where
// the picture travels in the message, and where the message cannot be read.
std::string_view ImageUriOf(std::string_view message);

}  // namespace labelwatch
