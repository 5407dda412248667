#pragma once
// The bytes of one file from front to back, decompressed where its content is gzip (whatever the file is called).
// Several gzip members one after the other are one stream, as `cat a.gz b.gz` makes them.
//
//   auto source = ByteSource::Open(path);
//   while (!(*source)->Window().empty()) { use((*source)->Window()); (*source)->Skip((*source)->Window().size()); }
//   if ((*source)->Failure()) ...   // the stream ended because of an error, not because of the end of the file
//
// Holds one buffer; never the whole file. Single-owner.

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/result.h"

namespace labelwatch {

class ByteSource {
 public:
  static Result<std::unique_ptr<ByteSource>> Open(const std::string& path);
  ~ByteSource();
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  // The bytes that are ready; reads more where there are none. Empty: the end, or a failure.
  std::string_view Window();
  // At least the next `size` bytes, or all that are left. REQUIRES: size <= kBuffer.
  std::string_view Peek(std::size_t size);
  // REQUIRES: size <= Window().size().
  void Skip(std::size_t size) { begin_ += size; }

  // Position of the first byte of Window() in the decompressed content.
  std::uint64_t Offset() const { return filled_ - (buffer_size_ - begin_); }
  const std::string& Path() const { return path_; }
  const std::optional<Error>& Failure() const { return failure_; }

  static constexpr std::size_t kBuffer = 1u << 18;

 private:
  struct Inflater;
  ByteSource(std::string path, std::FILE* file);

  void Fill();  // appends to the buffer; leaves it as it is at the end and after a failure
  std::size_t ReadFile(char* to, std::size_t size);
  std::size_t Inflate(char* to, std::size_t size);
  void Fail(const std::string& what);

  std::string path_;
  std::FILE* file_;
  std::unique_ptr<Inflater> inflater_;  // nothing: the file is not compressed
  std::vector<char> buffer_;
  std::size_t begin_ = 0, buffer_size_ = 0;
  std::uint64_t filled_ = 0;  // decompressed bytes that have entered the buffer
  bool ended_ = false;
  std::optional<Error> failure_;
};

}  // namespace labelwatch
