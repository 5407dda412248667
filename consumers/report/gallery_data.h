#pragma once
// What a server's page reads: the index of all findings that are open, and a frame with its findings. For
// consumers/report only.

#include <string>

#include "consumers/report/gallery.h"

namespace labelwatch {

// data.js. `totals`: TotalsJson of what the process has judged. `pictures`: whether any can be shown. `saves`: whether
// verdicts are taken.
struct GalleryPage {
  std::string totals;
  bool pictures = false;
  bool saves = false;
};
std::string GalleryDataJs(const Gallery::View& view, const GalleryPage& page);

// data/frame-KEY.js
std::string GalleryFrameJs(const KeptFrame& frame, bool pictures);

}  // namespace labelwatch
