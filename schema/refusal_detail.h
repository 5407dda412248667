#pragma once
// Why a message was refused, in a sentence for people. It is read a second time for that: refusals are rare.

#include <string>
#include <string_view>

#include "schema/wire.h"

namespace labelwatch {

// `value`: of the record as it came. Empty where there is no more to say than the reason.
std::string RefusalDetail(std::string_view value, Side side, Rejection reason);

}  // namespace labelwatch
