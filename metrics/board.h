#pragma once
// What one thread last made of something, for whoever asks.
//
//   Board<RatesStatus> board;
//   board.Show(std::make_shared<const RatesStatus>(...));   // of the thread that makes it
//   const auto status = board.Now();                        // of any; stays as it is
//
// Thread-safe.

#include <memory>
#include <mutex>
#include <utility>

namespace labelwatch {

template <typename T>
class Board {
 public:
  // Null: there is nothing to show.
  void Show(std::shared_ptr<const T> shown) {
    const std::lock_guard lock(mutex_);
    shown_ = std::move(shown);
  }
  std::shared_ptr<const T> Now() const {
    const std::lock_guard lock(mutex_);
    return shown_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> shown_;
};

}  // namespace labelwatch
