#pragma once
// Small files in a folder of their own, and what a stream makes of them.

#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "consumers/files/record_stream.h"
#include "schema/wire.h"
#include "tests/support/temporary_folder.h"

namespace labelwatch {

inline std::string Slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

inline std::string Gzip(const std::string& content) {
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, content.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// A number as the last bytes of a header have it, the greatest first.
inline std::string Big(std::uint32_t number, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(number >> (8 * i));
  return text;
}
// The first bytes of a picture: its size is all that is read.
inline std::string Png(std::uint32_t width, std::uint32_t height) {
  return "\x89PNG\r\n\x1A\n" + Big(13, 4) + "IHDR" + Big(width, 4) + Big(height, 4);
}

// One record with bytes of its own, decoded where wire accepts it.
struct ReadRecord {
  Side side = Side::kLabels;
  std::string key, value;
  std::int64_t offset = 0, timestamp_ms = 0;
  bool accepted = false;
  LabeledFrame labels;
  PredictedFrame predictions;
};

struct ReadFiles {
  std::string error;  // of opening or reading; empty: none
  std::vector<std::string> problems, models;
  StreamProgress progress;
  std::vector<std::unique_ptr<ReadRecord>> records;
  NameTable classes{10000};

  std::string_view Class(NameId id) const { return classes.Name(id); }
  // "L:1.jpg P:1.jpg ...": sides and frame ids, in order.
  std::string Order() const {
    std::string order;
    for (const auto& record : records) {
      if (!order.empty()) order += ' ';
      order += record->side == Side::kLabels ? "L:" : "P:";
      order += record->side == Side::kLabels ? record->labels.frame_id : record->predictions.frame_id;
    }
    return order;
  }
  const LabeledFrame& Labels(std::size_t record) const { return records.at(record)->labels; }
  const PredictedFrame& Predictions(std::size_t record) const { return records.at(record)->predictions; }
};

// Reads everything. What a stream says about broken records is in `problems`, one sentence per line in the test output.
inline std::unique_ptr<ReadFiles> ReadStream(const std::vector<std::string>& labels,
                                             const std::vector<PredictionFile>& predictions = {},
                                             const RecordStreamOptions& options = {}) {
  auto read = std::make_unique<ReadFiles>();
  auto stream = OpenRecordStream(labels, predictions, options);
  if (!stream) {
    read->error = stream.error().message;
    return read;
  }
  FrameDecoder decoder(read->classes);
  for (Record record;;) {
    const auto more = (*stream)->Next(record);
    if (!more) read->error = more.error().message;
    if (!more || !*more) break;
    auto copy = std::make_unique<ReadRecord>();
    copy->side = record.side;
    copy->key = record.key;
    copy->value = record.value;
    copy->offset = record.offset;
    copy->timestamp_ms = record.timestamp_ms;
    std::string scratch;
    if (const auto plain = Unframe(copy->value, copy->side, {}, scratch)) {
      if (plain->data() != copy->value.data()) copy->value = std::string(*plain);  // it was JSON
      copy->accepted = copy->side == Side::kLabels ? decoder.Decode(copy->value, copy->labels).has_value()
                                                   : decoder.Decode(copy->value, copy->predictions).has_value();
    }
    read->records.push_back(std::move(copy));
  }
  read->problems = (*stream)->Problems();
  read->models = (*stream)->Models();
  read->progress = (*stream)->Progress();
  return read;
}

}  // namespace labelwatch
