#include "consumers/files/convert.h"

#include "schema/series.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

Result<Converted> WriteAll(RecordStream& stream, const Format& format, std::ostream& out,
                           const std::string& image_prefix, const std::function<bool(const StreamProgress&)>& step) {
  Names names;
  const WireLimits limits;
  FrameDecoder decoder(names.classes, limits);
  const auto writer = format.write(out, names.classes);
  for (const ListedClass& listed : stream.Classes()) writer->List(names.classes.Add(listed.name), listed.id);
  Converted converted;
  LabeledFrame frame;
  std::string scratch, name;
  for (Record record;;) {
    const auto more = stream.Next(record);
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
    if (!step(stream.Progress())) return Unavailable("stopped before the end of the files; nothing was written");
    if (record.side != Side::kLabels) continue;
    const auto message = Unframe(record.value, record.side, limits, scratch);
    if (!message || !decoder.Decode(*message, frame)) {
      ++converted.losses["records that cannot be read"];
      continue;
    }
    FrameOrigin origin = stream.Origin();
    name = image_prefix;
    name += origin.name.empty() ? frame.frame_id : origin.name;
    origin.name = name;
    writer->Add(frame, origin);
    ++converted.frames;
    converted.labels += frame.labels.size();
  }
  writer->Finish();
  out.flush();
  for (const auto& [what, count] : writer->Losses()) converted.losses[what] += count;
  return converted;
}

}  // namespace

Result<Converted> Convert(RecordStream& stream, const Format& format, const std::string& path,
                          const ConvertOptions& options, const std::function<bool(const StreamProgress&)>& step) {
  Result<Converted> converted;
  const auto written = WriteWholeFile(path, options.replace, [&](std::ostream& out) -> Result<void> {
    converted = WriteAll(stream, format, out, options.image_prefix, step);
    if (!converted) return tl::unexpected(converted.error());
    return {};
  });
  if (!written) return tl::unexpected(written.error());
  return converted;
}

}  // namespace labelwatch
