#include "consumers/files/kept_labels.h"

namespace labelwatch {

Result<bool> KeptLabels::Next(Record& record) {
  if (next_ == kept_.size()) return false;
  record = {};
  record.side = Side::kLabels;
  record.value = kept_[next_].message;
  record.offset = static_cast<std::int64_t>(next_++);
  return true;
}

}  // namespace labelwatch
