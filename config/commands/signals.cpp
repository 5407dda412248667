#include "config/commands/signals.h"

#include <pthread.h>
#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

namespace labelwatch {

Signals::Signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::thread([source = source_, exit_code = exit_code_, set]() mutable {
    int signal = 0;
    sigwait(&set, &signal);
    *exit_code = 128 + signal;
    source.request_stop();
    sigwait(&set, &signal);
    _exit(128 + signal);
  }).detach();
}

void Signals::Wait() const {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait(lock, Token(), [] { return false; });
}

}  // namespace labelwatch
