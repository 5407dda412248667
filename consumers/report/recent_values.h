#pragma once
// What was said last of each of so many ids, those that were said first forgotten. For consumers/report only.

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>

namespace labelwatch {

template <typename T>
class RecentValues {
 public:
  explicit RecentValues(std::size_t most) : most_(most) {}

  void Put(const std::string& id, T value) {
    if (!values_.insert_or_assign(id, value).second) return;
    order_.push_back(id);
    if (order_.size() <= most_) return;
    values_.erase(order_.front());
    order_.pop_front();
  }
  void Erase(const std::string& id) { values_.erase(id); }
  T Of(const std::string& id, T otherwise) const {
    const auto at = values_.find(id);
    return at == values_.end() ? otherwise : at->second;
  }

 private:
  std::size_t most_;
  std::unordered_map<std::string, T> values_;
  std::deque<std::string> order_;
};

}  // namespace labelwatch
