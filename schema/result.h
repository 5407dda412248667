#pragma once
// Errors as values. An operation that can fail returns Result<T>; exceptions stay at the edges (main, libraries).

#include <string>
#include <tl/expected.hpp>

namespace labelwatch {

// What to do about an error.
enum class ErrorCode {
  kBadInput,     // a file, message or option is wrong: name it and go on, or end with exit code 2
  kUnavailable,  // a server or file is out of reach now: try again later
  kFatal,        // an invariant broke or a client is beyond repair: log and exit
};

struct Error {
  ErrorCode code = ErrorCode::kBadInput;
  std::string message;  // one sentence: what is wrong with what, and the remedy
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> BadInput(std::string message) {
  return tl::unexpected<Error>(Error{ErrorCode::kBadInput, std::move(message)});
}
inline tl::unexpected<Error> Unavailable(std::string message) {
  return tl::unexpected<Error>(Error{ErrorCode::kUnavailable, std::move(message)});
}
inline tl::unexpected<Error> Fatal(std::string message) {
  return tl::unexpected<Error>(Error{ErrorCode::kFatal, std::move(message)});
}

}  // namespace labelwatch
