#pragma once
// How the rates stand, as JSON: what GET /rates and `labelwatch rates show --json` say, and in short /statusz.

#include <string>

#include "metrics/rates_status.h"
#include "schema/json_writer.h"

namespace labelwatch {

// Null: this process does not own the rates, and another one knows.
std::string RatesJson(const RatesStatus* rates);
// The members of an object: all but the series.
void WriteRates(const RatesStatus* rates, JsonWriter& json);

}  // namespace labelwatch
