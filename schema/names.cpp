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

NameId NameCache::Add(std::string_view name) {
  // FNV-1a over at most the first 16 bytes plus the length: class names are short.
  std::uint32_t hash = 2166136261u ^ static_cast<std::uint32_t>(name.size());
  for (std::size_t i = 0; i < name.size() && i < 16; ++i) {
    hash = (hash ^ static_cast<unsigned char>(name[i])) * 16777619u;
  }
  Slot& slot = slots_[(hash ^ (hash >> 15)) % kSlots];
  if (slot.data != nullptr && std::string_view(slot.data, slot.size) == name) {
    return slot.id;
  }
  const NameId id = table_->Add(name);
  if (id != NameTable::kOther) {
    slot = {table_->Name(id).data(), static_cast<std::uint32_t>(name.size()), id};
  }
  return id;
}

}  // namespace labelwatch
