#pragma once
// Exceptions as errors, at the edges that none may cross: a callback that librdkafka's C code calls, the top of a
// thread.

#include <exception>
#include <optional>
#include <string>

#include "schema/result.h"

namespace labelwatch {

// Runs `call`; nothing: it threw nothing.
template <typename Call>
std::optional<Error> Caught(Call&& call) {
  try {
    call();
    return std::nullopt;
  } catch (const std::exception& exception) {
    return Error{ErrorCode::kFatal, std::string("stopped by an unexpected error: ") + exception.what()};
  } catch (...) {
    return Error{ErrorCode::kFatal, "stopped by an unexpected error without a name"};
  }
}

}  // namespace labelwatch
