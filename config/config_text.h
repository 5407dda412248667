#pragma once
// The text of a file that a person wrote, as far as such files may be long.

#include <string>
#include <tl/expected.hpp>

#include "config/error.h"

namespace labelwatch {

// At most kMaxConfigBytes and one more, which shows that there is more. A file that cannot be read is one error without
// line.
tl::expected<std::string, ConfigErrors> ReadConfigText(const std::string& path);

}  // namespace labelwatch
