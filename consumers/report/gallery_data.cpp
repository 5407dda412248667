#include "consumers/report/gallery_data.h"

#include <vector>

#include "consumers/report/index_json.h"
#include "detectors/matching/frame_matching.h"

namespace labelwatch {
namespace {

// As the page finds it; empty: there is none. Keys are hexadecimal digits.
std::string PictureOf(const KeptFrame& frame, bool pictures) {
  return pictures && !frame.image_uri.empty() ? "pictures/" + frame.key : std::string();
}

const char* Word(bool truth) { return truth ? "true" : "false"; }

}  // namespace

std::string GalleryDataJs(const Gallery::View& view, const GalleryPage& page) {
  std::vector<std::string> pictures;
  pictures.reserve(view.frames.size());
  for (const SharedFrame& frame : view.frames) pictures.push_back(PictureOf(*frame, page.pictures));
  std::vector<IndexedFinding> rows = OrderFindings(view.frames);
  std::erase_if(rows, [&](const IndexedFinding& row) { return view.decided[row.frame][row.place]; });
  for (IndexedFinding& row : rows) row.asked = view.asked[row.frame][row.place];
  return "window.REPORT = {\"live\":true,\"saves\":" + std::string(Word(page.saves)) +
         (page.rates != nullptr ? ",\"rates\":{\"alarmed\":" + std::to_string(page.rates->alarmed) + "}" : "") +
         ",\"speaks\":" + std::to_string(FrameMatching::kLeastConfidence) + ",\n\"totals\":" + page.totals + ",\n" +
         IndexJson(view.frames, pictures, rows, PageHome::kServer) + "};\n";
}

std::string GalleryFrameJs(const KeptFrame& frame, bool pictures) {
  std::string findings;
  for (const ShownFinding& finding : frame.shown.findings) {
    findings += findings.empty() ? "" : ",\n";
    findings += finding.json;
  }
  return "REPORT_PART('frame', '" + frame.key + "', {\"frame\":{\"picture\":\"" + PictureOf(frame, pictures) + "\"," +
         frame.shown.json.substr(1) + ",\n\"findings\":[" + findings + "]});\n";
}

}  // namespace labelwatch
