#pragma once
// Holds our reader of frames and the generated classes against each other on any bytes: used by the property test, the
// fuzz-smoke and the fuzzer.

#include <string>
#include <string_view>

#include "schema/wire.h"

namespace labelwatch {

// What the two readers disagree about; empty where they agree: on what is a message, on all that it says, on what our
// own rules (ids, numbers) refuse besides, and on what is left after encoding it again.
std::string Disagreement(std::string_view bytes, Side side);

}  // namespace labelwatch
