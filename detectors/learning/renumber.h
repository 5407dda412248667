#pragma once
// A saved calibration numbers classes like the process that saved it. This gives it the numbers of this process.

#include "schema/calibration.h"
#include "schema/names.h"

namespace labelwatch {

// Names that are new are added to `classes`; what is about names that find no room there is forgotten.
Calibration Renumber(const Calibration& saved, NameTable& classes);

}  // namespace labelwatch
