#include "consumers/report/gallery_pages.h"

#include <algorithm>
#include <memory>
#include <string_view>

#include "consumers/plot/series_plot.h"
#include "consumers/report/gallery_data.h"
#include "consumers/report/gallery_pictures.h"
#include "consumers/report/pages.h"
#include "consumers/report/totals_json.h"
#include "schema/hash.h"

namespace labelwatch {
namespace {

constexpr char kHtml[] = "text/html; charset=utf-8", kScript[] = "text/javascript; charset=utf-8",
               kStyle[] = "text/css; charset=utf-8";
// `no-cache`: asked for again each time, and answered in a few bytes where nothing changed.
constexpr char kAskAgain[] = "private, no-cache";
constexpr char kPolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

std::string TagOf(std::string_view text) {
  ByteHash hash;
  hash.Add(text);
  return "\"" + HexDigits(Mix(hash.Value())) + "\"";
}

Answer Document(const char* type, std::string body) {
  std::string tag = TagOf(body);
  return {
      .type = type, .body = std::move(body), .cache = kAskAgain, .etag = std::move(tag), .security_policy = kPolicy};
}

Answer NotKept(std::string_view what) {
  return {.status = 404,
          .body = "This process does not keep " + std::string(what) +
                  ": it shows the newest and the worst frames that were flagged, and the newest that are to be looked "
                  "over.\n"};
}

constexpr std::size_t kLongestBody = 1 << 20, kMostVerdicts = 1000;  // of one request

Result<std::vector<Verdict>> ReadVerdictLines(std::string_view body) {
  std::vector<Verdict> verdicts;
  for (std::size_t number = 1; !body.empty(); ++number) {
    const auto end = std::min(body.find('\n'), body.size());
    const std::string_view line = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    auto verdict = VerdictFromJson(line);
    if (!verdict) return BadInput("line " + std::to_string(number) + ": " + verdict.error().message);
    if (verdict->finding.frame_id.empty()) {
      return BadInput("line " + std::to_string(number) + ": frame_id: says not in which frame the finding is");
    }
    if (verdicts.size() == kMostVerdicts) return BadInput("more than " + std::to_string(kMostVerdicts) + " verdicts");
    verdicts.push_back(std::move(*verdict));
  }
  if (verdicts.empty()) return BadInput("there is no verdict in it");
  return verdicts;
}

class GalleryDesk {
 public:
  GalleryDesk(Gallery& gallery, GalleryParts parts)
      : gallery_(gallery), parts_(std::move(parts)), pictures_(parts_.images) {}

  // A page that only those may see who may.
  std::function<Answer(const Request&)> For(Answer (GalleryDesk::*answer)(const Request&),
                                            const std::shared_ptr<GalleryDesk>& self) {
    return [self, answer](const Request& request) {
      if (auto refused = self->parts_.access.MayNot(request)) return *refused;
      return (*self.*answer)(request);
    };
  }

  bool TakesVerdicts() const { return parts_.take_verdicts != nullptr; }

  Answer Index(const Request&) { return Document(kHtml, std::string(kPageHtml)); }
  Answer Script(const Request&) { return Document(kScript, std::string(kPageJs)); }
  Answer Style(const Request&) { return Document(kStyle, std::string(kPageCss) + std::string(kSeriesPlotCss)); }
  Answer GoToIndex(const Request&) { return {.status = 303, .location = "/review/"}; }

  Answer Data(const Request&) {
    const GalleryPage page{TotalsJson(parts_.metrics->Totals(), *parts_.names), pictures_.AnyShown(),
                           parts_.take_verdicts != nullptr, RatesNow()};
    return Document(kScript, GalleryDataJs(*gallery_.Now(), page));
  }

  // As a part of a page, which the page puts into its own.
  Answer Rates(const Request&) {
    const auto drawn = RatesNow();
    if (drawn == nullptr) return {.status = 404, .body = "This process does not follow the rates now.\n"};
    return Document(kHtml, drawn->html);
  }

  Answer Part(const Request& request) {
    constexpr std::string_view kBegin = "frame-", kEnd = ".js";
    std::string_view name = request.rest;
    if (!name.starts_with(kBegin) || !name.ends_with(kEnd)) return NotKept("a part of this name");
    name.remove_prefix(kBegin.size());
    name.remove_suffix(kEnd.size());
    const SharedFrame frame = gallery_.WithKey(std::string(name));
    if (frame == nullptr) return NotKept("this frame");
    return Document(kScript, GalleryFrameJs(*frame, pictures_.AnyShown()));
  }

  Answer Picture(const Request& request) {
    const SharedFrame frame = gallery_.WithKey(request.rest);
    return frame == nullptr ? NotKept("this frame") : pictures_.Show(frame->image_uri);
  }

  Answer Take(const Request& request) {
    Answer answer = Taken(request);
    const int status = answer.status;
    parts_.metrics->Increase(Counter("labelwatch_verdict_requests_total"), {status == 200   ? "written"
                                                                            : status == 503 ? "unavailable"
                                                                            : status == 400 ? "wrong"
                                                                                            : "refused"});
    return answer;
  }

  Answer Taken(const Request& request) {
    if (auto refused = parts_.access.MayNot(request)) return *refused;
    if (!IsContentType(request.content_type, "application/x-ndjson")) {
      return RefuseJson(415, "send verdicts, one JSON object a line, with Content-Type: application/x-ndjson");
    }
    const auto verdicts = ReadVerdictLines(request.body);
    if (!verdicts) return RefuseJson(400, verdicts.error().message);
    if (auto taken = parts_.take_verdicts(*verdicts); !taken) return RefuseJson(503, taken.error().message);
    return SayJson(200, "written", std::to_string(verdicts->size()));
  }

  Answer Frame(const Request& request) {
    const SharedFrame frame = gallery_.WithId(request.rest);
    if (frame == nullptr || frame->shown.findings.empty()) return NotKept("a frame of this id");
    return {.status = 303, .location = "/review/#frame=" + frame->key};
  }

 private:
  std::shared_ptr<const DrawnRates> RatesNow() const { return parts_.rates != nullptr ? parts_.rates->Now() : nullptr; }

  Gallery& gallery_;
  const GalleryParts parts_;
  GalleryPictures pictures_;
};

}  // namespace

std::vector<Page> GalleryPages(Gallery& gallery, GalleryParts parts) {
  const auto desk = std::make_shared<GalleryDesk>(gallery, std::move(parts));
  const auto page = [&](Answer (GalleryDesk::*answer)(const Request&)) { return desk->For(answer, desk); };
  std::vector<Page> pages = {
      {"/review/", "flagged frames, to be looked at and decided", page(&GalleryDesk::Index)},
      {"/review", "", page(&GalleryDesk::GoToIndex)},
      {"/review/page.js", "", page(&GalleryDesk::Script)},
      {"/review/page.css", "", page(&GalleryDesk::Style)},
      {"/review/data.js", "", page(&GalleryDesk::Data)},
      {"/review/rates.html", "", page(&GalleryDesk::Rates)},
      {"/review/data/*", "", page(&GalleryDesk::Part)},
      {"/review/pictures/*", "", page(&GalleryDesk::Picture)},
      {"/frames/*", "one frame that is kept, by its id", page(&GalleryDesk::Frame)},
  };
  if (desk->TakesVerdicts()) {
    pages.push_back({.path = "/review/verdicts",
                     .title = "takes verdicts, as JSON lines",
                     .act = [desk](const Request& request) { return desk->Take(request); },
                     .longest_body = kLongestBody});
  }
  return pages;
}

}  // namespace labelwatch
