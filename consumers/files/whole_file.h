#pragma once
// A file that appears whole or not at all: written beside its place, then renamed.

#include <functional>
#include <ostream>
#include <string>

#include "schema/result.h"

namespace labelwatch {

enum class Replace { kNo, kYes };

// "-": standard output. An error: what `write` says; the file is there already and is not to be replaced, is a folder,
// or cannot be written. What was there then stays.
Result<void> WriteWholeFile(const std::string& path, Replace replace,
                            const std::function<Result<void>(std::ostream&)>& write);

}  // namespace labelwatch
