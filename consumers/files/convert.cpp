#include "consumers/files/convert.h"

#include <filesystem>
#include <fstream>
#include <iostream>

#include "schema/series.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

namespace fs = std::filesystem;

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
  if (path == "-") return WriteAll(stream, format, std::cout, options.image_prefix, step);
  std::error_code error;
  if (fs::is_directory(path, error)) return BadInput(path + ": is a folder; name a file");
  if (options.replace == Replace::kNo && fs::exists(path, error)) {
    return BadInput(path + ": is there already; name another file, or say --force to replace it");
  }
  const std::string beside = path + ".part";  // in the same folder, so that it can be renamed
  std::ofstream file(beside, std::ios::binary);
  auto converted = WriteAll(stream, format, file, options.image_prefix, step);
  file.close();
  const bool written = static_cast<bool>(file);
  if (converted && written) fs::rename(beside, path, error);
  if (converted && written && !error) return converted;
  std::error_code left_behind;
  fs::remove(beside, left_behind);
  if (converted) {
    return Unavailable("cannot write " + path + ": is the folder there, may it be written, is there room?");
  }
  return converted;
}

}  // namespace labelwatch
