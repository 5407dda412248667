#pragma once
// The pages by which people review what a process keeps: /review/, the application of a report over its gallery; and
// /frames/ID, which leads from the frame that a metric names to where it is shown.
//
//   auto pages = GalleryPages(gallery, std::move(parts));   // beside StandardPages
//
// Frames name people and show pictures: who may see them says metrics/access.h. A browser gets a policy under which
// nothing from elsewhere is loaded, run or asked, and pages of other sites cannot load what is here.

#include <functional>
#include <string>
#include <vector>

#include "consumers/images/options.h"
#include "consumers/report/gallery.h"
#include "consumers/report/rates_view.h"
#include "metrics/access.h"
#include "metrics/exporter.h"
#include "metrics/http.h"
#include "schema/result.h"
#include "schema/verdict.h"

namespace labelwatch {

struct GalleryParts {
  Access access;
  ImageOptions images = {};          // pictures are shown only from where they may be fetched
  Metrics* metrics = nullptr;        // what the process has judged; counts who brings verdicts
  const Names* names = nullptr;      // that its counts go by
  const RatesView* rates = nullptr;  // the rates that it follows, drawn; null: it follows none
  // Puts verdicts where they are kept, shows in the gallery what is decided, and returns once both is done; none: the
  // page saves them as a file.
  std::function<Result<void>(const std::vector<Verdict>&)> take_verdicts = {};
};

// `gallery`, metrics, names and rates outlive the pages.
std::vector<Page> GalleryPages(Gallery& gallery, GalleryParts parts);

}  // namespace labelwatch
