#pragma once
// SeriesSums as a message.

#include "schema/result.h"
#include "schema/series_sums.h"

namespace labelwatch {

namespace v1 {
class SeriesSums;
}

void ToProto(const SeriesSums& sums, v1::SeriesSums& out);
// What it returns holds what series_sums.h says: values that are there, kinds that are known, counts that fit.
Result<SeriesSums> FromProto(const v1::SeriesSums& proto);

}  // namespace labelwatch
