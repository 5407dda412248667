#pragma once
// What a server's page reads: the index of all findings that are open, and a frame with its findings. For
// consumers/report only.

#include <memory>
#include <string>

#include "consumers/report/gallery.h"
#include "consumers/report/rates_html.h"

namespace labelwatch {

// data.js. `totals`: TotalsJson of what the process has judged. `pictures`: whether any can be shown. `saves`: whether
// verdicts are taken. `rates`: drawn, null: they are not followed here.
struct GalleryPage {
  std::string totals;
  bool pictures = false;
  bool saves = false;
  std::shared_ptr<const DrawnRates> rates = nullptr;
};
std::string GalleryDataJs(const Gallery::View& view, const GalleryPage& page);

// data/frame-KEY.js
std::string GalleryFrameJs(const KeptFrame& frame, bool pictures);

}  // namespace labelwatch
