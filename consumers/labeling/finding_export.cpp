#include "consumers/labeling/finding_export.h"

#include <algorithm>
#include <deque>
#include <tuple>
#include <unordered_map>

#include "consumers/files/formats.h"
#include "consumers/labeling/finding_csv.h"
#include "schema/attributes.h"
#include "schema/series.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

constexpr const char* kExporter = "labelwatch";

const std::string& ClassOf(const FindingRecord& finding) {
  return finding.class_name.empty() ? finding.suggested_class : finding.class_name;
}

// The findings of each frame, in the order of the worst.
struct ByFrame {
  explicit ByFrame(const std::vector<FindingRecord>& findings) {
    for (const FindingRecord& finding : findings) {
      const auto [at, added] = place.try_emplace(finding.frame_id, frames.size());
      if (added) frames.emplace_back();
      frames[at->second].push_back(&finding);
    }
  }
  std::unordered_map<std::string, std::size_t> place;
  std::vector<std::vector<const FindingRecord*>> frames;
};

// Tools refuse what lies outside of the picture; where its size is not known the box stays as it is.
Box Within(const LabeledFrame& frame, const Box& box) {
  if (frame.image_width == 0 || frame.image_height == 0) return box;
  const double width = frame.image_width, height = frame.image_height;
  return {std::clamp(box.x_min, 0.0, width), std::clamp(box.y_min, 0.0, height), std::clamp(box.x_max, 0.0, width),
          std::clamp(box.y_max, 0.0, height)};
}

// One file on its way: frames with their findings into a writer.
class Exporter {
 public:
  Exporter(std::ostream& out, const FindingExportOptions& options, FindingExport& done)
      : options_(options), done_(done), writer_(FormatOf(options.to).write(out, names_.classes)) {}

  Names& AllNames() { return names_; }
  LabelWriter& Writer() { return *writer_; }

  void Add(const LabeledFrame& frame, FrameOrigin origin, const std::vector<const FindingRecord*>& findings) {
    texts_.clear();
    std::vector<Suggestion> suggestions;
    for (const FindingRecord* finding : findings) Suggest(*finding, frame, suggestions);
    const std::string name = options_.image_prefix + std::string(origin.name.empty() ? frame.frame_id : origin.name);
    origin.name = name;
    writer_->Suggest(suggestions);
    writer_->Add(frame, origin);
    ++done_.frames;
    done_.findings += suggestions.size();
  }

  void Finish() {
    writer_->Finish();
    for (const auto& [what, count] : writer_->Losses()) done_.losses[what] += count;
  }

 private:
  void Suggest(const FindingRecord& finding, const LabeledFrame& frame, std::vector<Suggestion>& suggestions) {
    const bool other_box = finding.kind == Kind::kMissing || finding.kind == Kind::kInaccurate;
    const std::optional<Box>& box =
        (other_box && finding.suggested_box) || !finding.box ? finding.suggested_box : finding.box;
    if (!box || !box->Finite()) {
      ++done_.losses["findings about a frame as a whole"];
      return;
    }
    const bool other_class = finding.kind == Kind::kMissing || finding.kind == Kind::kWrongClass;
    Suggestion& one = suggestions.emplace_back();
    one.score = finding.probability;
    one.model = kExporter;
    one.note = std::string(KindWord(finding.kind)) + ": " + finding.evidence;
    one.label.id = finding.id;
    one.label.class_id = names_.classes.Add(other_class && !finding.suggested_class.empty() ? finding.suggested_class
                                                                                            : ClassOf(finding));
    one.label.shape = {ShapeKind::kBox, Within(frame, *box), {}};
    std::string& attributes = texts_.emplace_back();
    AppendAttribute("labelwatch_kind", KindWord(finding.kind), attributes);
    if (!finding.label_id.empty()) AppendAttribute("labelwatch_label", finding.label_id, attributes);
    if (!finding.class_name.empty()) AppendAttribute("labelwatch_labeled", finding.class_name, attributes);
    AppendAttribute("labelwatch_evidence", finding.evidence, attributes);
    one.label.attributes = attributes;
  }

  const FindingExportOptions& options_;
  FindingExport& done_;
  Names names_;
  std::unique_ptr<LabelWriter> writer_;
  std::deque<std::string> texts_;  // of the frame
};

void WriteAlone(const ByFrame& by_frame, Exporter& exporter) {
  for (const auto& findings : by_frame.frames) {
    LabeledFrame frame;
    frame.frame_id = findings.front()->frame_id;
    frame.annotator = findings.front()->annotator;
    frame.source = findings.front()->source;
    exporter.Add(frame, {}, findings);
  }
}

Result<void> WriteWithLabels(const ByFrame& by_frame, RecordStream& stream, Exporter& exporter, FindingExport& done) {
  const WireLimits limits;
  FrameDecoder decoder(exporter.AllNames().classes, limits);
  for (const ListedClass& listed : stream.Classes()) {
    exporter.Writer().List(exporter.AllNames().classes.Add(listed.name), listed.id);
  }
  std::vector<bool> met(by_frame.frames.size());
  std::string scratch;
  LabeledFrame frame;
  for (Record record;;) {
    const auto more = stream.Next(record);
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
    if (record.side != Side::kLabels) continue;
    const auto message = Unframe(record.value, record.side, limits, scratch);
    if (!message || !decoder.Decode(*message, frame)) continue;  // no finding is about it
    const auto at = by_frame.place.find(std::string(frame.frame_id));
    if (at == by_frame.place.end() || met[at->second]) continue;
    met[at->second] = true;
    exporter.Add(frame, stream.Origin(), by_frame.frames[at->second]);
  }
  for (std::size_t i = 0; i < met.size(); ++i) {
    if (!met[i]) done.losses["findings of frames that the labels do not have"] += by_frame.frames[i].size();
  }
  return {};
}

}  // namespace

Result<FindingExport> ExportFindings(const std::vector<FindingRecord>& findings, RecordStream* labels,
                                     const std::string& path, const FindingExportOptions& options) {
  FindingExport done;
  const ByFrame by_frame(findings);
  const auto written = WriteWholeFile(path, options.replace, [&](std::ostream& out) -> Result<void> {
    if (options.to == kCsv) {
      WriteFindingsCsv(findings, options.image_prefix, out);
      done.frames = by_frame.frames.size();
      done.findings = findings.size();
      return {};
    }
    Exporter exporter(out, options, done);
    if (labels == nullptr) {
      WriteAlone(by_frame, exporter);
    } else if (auto read = WriteWithLabels(by_frame, *labels, exporter, done); !read) {
      return read;
    }
    exporter.Finish();
    out.flush();
    return {};
  });
  if (!written) return tl::unexpected(written.error());
  return done;
}

}  // namespace labelwatch
