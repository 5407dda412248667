#pragma once
// Requests for a review, as the service writes them.

#include <cstdint>
#include <string>

#include "schema/relabel.h"

namespace labelwatch {

// A frame of 200 x 100 pixels with one box, a car that is said to be a truck, and what is asked about it.
RelabelRequest WrongClassRequest(const std::string& frame, std::uint64_t revision = 1);

// Of the same frame, where nothing was found.
RelabelRequest AuditRequest(const std::string& frame, std::uint64_t revision = 1);

}  // namespace labelwatch
