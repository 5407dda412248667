#include "consumers/files/text/csv_table.h"

#include <algorithm>

#include "schema/text.h"

namespace labelwatch {

Result<void> CsvTable::Header(std::initializer_list<std::string_view> needed) {
  const auto more = csv_.Next();
  if (!more) return tl::unexpected<Error>(more.error());
  columns_.assign(csv_.Fields().begin(), csv_.Fields().end());
  for (const std::string_view name : needed) {
    if (!Has(name)) return BadInput(Place() + "there is no column " + std::string(name));
  }
  return {};
}

Result<bool> CsvTable::Next() {
  for (;;) {
    const auto more = csv_.Next();
    if (!more || !*more) return more;
    if (!csv_.Damage().empty()) {
      LeaveOut(csv_.Damage());
    } else if (csv_.Fields().size() != columns_.size()) {
      LeaveOut("it has " + std::to_string(csv_.Fields().size()) + " fields, the header has " +
               std::to_string(columns_.size()));
    } else if (!std::ranges::all_of(csv_.Fields(), ValidUtf8)) {
      LeaveOut("it holds text that is not UTF-8");
    } else {
      return true;
    }
  }
}

std::size_t CsvTable::Column(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::find(columns_, name) - columns_.begin());
}

std::string_view CsvTable::operator[](std::size_t column) const {
  return column < csv_.Fields().size() ? csv_.Fields()[column] : std::string_view();
}

void CsvTable::LeaveOut(const std::string& why) { problems_.LeftOut(Place() + why); }

}  // namespace labelwatch
