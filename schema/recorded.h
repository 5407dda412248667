#pragma once
// A recorded stream in binary: messages one after the other, each behind its length as a varint (the form that
// protobuf libraries call "delimited").

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace labelwatch {

void AppendDelimited(std::string_view message, std::string& out);

enum class DelimitedError { kIncomplete, kMalformed };

// The first message of `bytes`; `consumed` becomes the length of it and its prefix. kIncomplete: more bytes are needed.
tl::expected<std::string_view, DelimitedError> FirstDelimited(std::string_view bytes, std::size_t& consumed);

}  // namespace labelwatch
