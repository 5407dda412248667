#pragma once
// A picture whose size is that from before it was turned: cameras store pixels as the sensor lies and say in EXIF how
// to turn them; some tools write the size of the pixels beside labels that were drawn on the picture as it is shown.

#include "schema/frame.h"

namespace labelwatch {

// A label lies beyond the picture, all lie within it once width and height are exchanged, and a model sees the object
// there, which it could not beyond the picture that it was given.
bool LooksTurned(const JoinedFrame& joined);

}  // namespace labelwatch
