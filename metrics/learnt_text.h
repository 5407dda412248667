#pragma once
// What the monitor has learnt, in words: per model and kind the upper estimate of the error rate, what speaks for and
// against an error, the classes that stand out, and what only the slow copy of the weights still holds.

#include <string>

#include "schema/calibration.h"

namespace labelwatch {

// Plain text, lines of at most some hundred characters. Names come from messages: control characters are replaced.
std::string LearntText(const Calibration& calibration);

}  // namespace labelwatch
