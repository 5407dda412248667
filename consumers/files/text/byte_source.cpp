#include "consumers/files/text/byte_source.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace labelwatch {
namespace {
constexpr std::size_t kCompressed = 1u << 16;  // bytes read at once
}  // namespace

struct ByteSource::Inflater {
  z_stream stream{};
  std::vector<unsigned char> compressed = std::vector<unsigned char>(kCompressed);
  bool in_member = true;  // between members only zero bytes (padding) or another member may follow

  ~Inflater() { inflateEnd(&stream); }
};

ByteSource::ByteSource(std::string path, std::FILE* file) : path_(std::move(path)), file_(file), buffer_(kBuffer) {}

ByteSource::~ByteSource() { std::fclose(file_); }

Result<std::unique_ptr<ByteSource>> ByteSource::Open(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return BadInput("cannot open " + path + ": " + std::strerror(errno));
  std::unique_ptr<ByteSource> source(new ByteSource(path, file));
  const std::string_view head = source->Peek(2);
  if (head.starts_with("\x1f\x8b")) {
    auto inflater = std::make_unique<Inflater>();
    if (inflateInit2(&inflater->stream, 15 + 16) != Z_OK) return Fatal("out of memory while opening " + path);
    // What was read so far is compressed: it moves to the inflater's input.
    inflater->compressed.assign(source->buffer_.begin(),
                                source->buffer_.begin() + static_cast<std::ptrdiff_t>(source->buffer_size_));
    inflater->stream.next_in = inflater->compressed.data();
    inflater->stream.avail_in = static_cast<uInt>(inflater->compressed.size());
    source->inflater_ = std::move(inflater);
    source->begin_ = source->buffer_size_ = 0;
    source->filled_ = 0;
    source->ended_ = false;
  }
  if (source->failure_) return tl::unexpected<Error>(*source->failure_);
  return source;
}

void ByteSource::Fail(const std::string& what) {
  failure_ = Error{ErrorCode::kBadInput, path_ + what};
  ended_ = true;
}

std::string_view ByteSource::Window() {
  if (begin_ == buffer_size_) Fill();
  return {buffer_.data() + begin_, buffer_size_ - begin_};
}

std::string_view ByteSource::Peek(std::size_t size) {
  while (buffer_size_ - begin_ < size && !ended_) Fill();
  return {buffer_.data() + begin_, buffer_size_ - begin_};
}

void ByteSource::Fill() {
  if (ended_) return;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, buffer_size_ - begin_);
    buffer_size_ -= begin_;
    begin_ = 0;
  }
  char* to = buffer_.data() + buffer_size_;
  const std::size_t room = buffer_.size() - buffer_size_;
  const std::size_t size = inflater_ ? Inflate(to, room) : ReadFile(to, room);
  buffer_size_ += size;
  filled_ += size;
  if (size == 0) ended_ = true;
}

std::size_t ByteSource::ReadFile(char* to, std::size_t size) {
  const std::size_t got = std::fread(to, 1, size, file_);
  if (got == 0 && std::ferror(file_) != 0) Fail(std::string(" cannot be read: ") + std::strerror(errno));
  return got;
}

std::size_t ByteSource::Inflate(char* to, std::size_t size) {
  z_stream& stream = inflater_->stream;
  stream.next_out = reinterpret_cast<Bytef*>(to);
  stream.avail_out = static_cast<uInt>(size);
  const auto made = [&] { return size - stream.avail_out; };
  while (made() == 0) {
    if (stream.avail_in == 0) {
      inflater_->compressed.resize(kCompressed);
      stream.next_in = inflater_->compressed.data();
      stream.avail_in = static_cast<uInt>(
          ReadFile(reinterpret_cast<char*>(inflater_->compressed.data()), inflater_->compressed.size()));
      if (failure_) return 0;
      if (stream.avail_in == 0) {
        if (inflater_->in_member) {
          Fail(": the gzip data ends early, after " + std::to_string(filled_) +
               " decompressed bytes; the file is truncated, copy it again");
        }
        return made();
      }
    }
    if (!inflater_->in_member) {
      if (*stream.next_in == 0) {
        ++stream.next_in;
        --stream.avail_in;
        continue;
      }
      inflater_->in_member = true;
      inflateReset(&stream);
    }
    const int status = inflate(&stream, Z_NO_FLUSH);
    if (status == Z_STREAM_END) {
      inflater_->in_member = false;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      const std::size_t good = made();
      Fail(": the gzip data is damaged after " + std::to_string(filled_ + good) + " decompressed bytes (" +
           (stream.msg != nullptr ? stream.msg : "unexpected data") + ")");
      return good;
    }
  }
  return made();
}

}  // namespace labelwatch
