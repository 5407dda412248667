#include "schema/names.h"

namespace labelwatch {

NameTable::NameTable(std::size_t limit) : limit_(limit) { names_.emplace_back("other"); }

NameId NameTable::Find(std::string_view name) const {
  std::shared_lock lock(mutex_);
  const auto it = ids_.find(name);
  return it == ids_.end() ? kOther : it->second;
}

NameId NameTable::Add(std::string_view name) {
  {
    std::shared_lock lock(mutex_);
    if (const auto it = ids_.find(name); it != ids_.end()) return it->second;
    // A flood of new names beyond the limit must not make threads wait for each other.
    if (ids_.size() >= limit_) {
      refused_.fetch_add(1, std::memory_order_relaxed);
      return kOther;
    }
  }
  std::unique_lock lock(mutex_);
  if (const auto it = ids_.find(name); it != ids_.end()) return it->second;
  if (ids_.size() >= limit_) {
    refused_.fetch_add(1, std::memory_order_relaxed);
    return kOther;
  }
  const auto id = static_cast<NameId>(names_.size());
  ids_.emplace(names_.emplace_back(name), id);
  return id;
}

std::string_view NameTable::Name(NameId id) const {
  std::shared_lock lock(mutex_);
  return id < names_.size() ? names_[id] : names_[kOther];
}

std::size_t NameTable::Size() const {
  std::shared_lock lock(mutex_);
  return names_.size();
}

NameId NameCache::AddToTable(const Ends& ends, std::string_view name) {
  const NameId id = table_->Add(name);
  if (id == NameTable::kOther) return id;
  Slot& slot = slots_[ends.Hash()];
  slot.first = ends.first;
  slot.last = ends.last;
  slot.size = ends.size;
  slot.data = table_->Name(id).data();
  slot.id = id;
  return id;
}

}  // namespace labelwatch
