#include "consumers/kafka/crew.h"

#include <utility>

#include "consumers/kafka/caught.h"

namespace labelwatch {

void Crew::Start(std::function<Result<void>(std::stop_token)> run) {
  const std::lock_guard lock(mutex_);
  ++running_;
  threads_.emplace_back([this, run = std::move(run)] {
    Result<void> result;
    if (auto thrown = Caught([&] { result = run(stop_.get_token()); })) result = tl::unexpected(std::move(*thrown));
    const std::lock_guard ended(mutex_);
    if (!result && !error_) error_ = std::move(result.error());
    if (error_) stop_.request_stop();
    --running_;
    ended_.notify_all();
  });
}

bool Crew::Failed() {
  const std::lock_guard lock(mutex_);
  return error_.has_value();
}

std::optional<Error> Crew::Wait(const std::function<void()>& look) {
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, kLook, [this] { return running_ == 0; })) {
    lock.unlock();
    look();
    lock.lock();
  }
  return error_;
}

}  // namespace labelwatch
