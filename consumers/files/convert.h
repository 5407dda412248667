#pragma once
// Labels of any format that can be read, written in one that labeling tools take.

#include <functional>
#include <map>
#include <string>

#include "consumers/files/formats.h"
#include "consumers/files/record_stream.h"
#include "consumers/files/whole_file.h"

namespace labelwatch {

struct Converted {
  std::uint64_t frames = 0, labels = 0;
  std::map<std::string, std::uint64_t> losses;  // what the format cannot carry, by name
};

// Writes the labels of the stream to `path`, "-" for standard output. The file appears whole or not at all. An error:
// it is there already and is not to be replaced; it cannot be written; `step` said stop (false). REQUIRES: the format
// has a writer.
struct ConvertOptions {
  Replace replace = Replace::kNo;
  std::string image_prefix;  // before the name of each picture, for tools that want an address
};
Result<Converted> Convert(RecordStream& stream, const Format& format, const std::string& path,
                          const ConvertOptions& options, const std::function<bool(const StreamProgress&)>& step);

}  // namespace labelwatch
