#include "schema/series.h"

namespace labelwatch {
namespace {

std::deque<NameTable> TablesFor(std::span<const std::size_t> limits) {
  std::deque<NameTable> tables;
  for (const std::size_t limit : limits) tables.emplace_back(limit);
  return tables;
}

}  // namespace

Names::Names(std::span<const DimensionInfo> dimensions, std::span<const std::size_t> limits)
    : dimensions_(dimensions), tables_(TablesFor(limits)), classes(Of(Dimension::kClass)) {}

}  // namespace labelwatch
