#pragma once
// How large messages and batches may be: what the brokers told at the start, and what refusals have taught since.
//
// A broker compares a batch, compressed, with its topic's max.message.bytes, and refuses it as a whole. So a refused
// batch says nothing of its messages: batches get smaller until it is taken, or a message is refused alone. Only that
// one is too large. A message above its topic's limit is tried all the same, for it may shrink.
//
// Pure. Single-owner.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace labelwatch {

// max.message.bytes by topic, of those that tell.
using TopicLimits = std::map<std::string, std::int64_t, std::less<>>;

struct BatchBound {
  std::size_t bytes = 1'000'000;  // before compression; a larger message is a batch of its own
  std::size_t messages = 10'000;

  friend bool operator==(const BatchBound&, const BatchBound&) = default;
};

class MessageLimits {
 public:
  // No batch is larger than `most`, nor than what each of the topics takes.
  explicit MessageLimits(const TopicLimits& told, const BatchBound& most = {});

  const BatchBound& Batch() const { return batch_; }
  // Whether it is worth trying to send a message of `size` bytes, key and headers included.
  bool Fits(std::string_view topic, std::size_t size) const;

  // A message of that size was in a batch that was refused, or was one.
  void Refused(std::string_view topic, std::size_t size);
  // Takes the refusals since the last call into account. False: there were none. True ends some time: batches shrink to
  // one message, and a topic that goes on refusing loses its benefit of the doubt.
  bool Learn();

 private:
  struct Topic {
    std::size_t told = 0;                             // 0: not known
    std::size_t most = static_cast<std::size_t>(-1);  // worth trying
    std::size_t refused = 0;                          // smallest that was refused alone since Learn; 0: none
    int refusals = 0;                                 // of single messages, learned
  };
  void LearnFrom(Topic& topic);

  BatchBound batch_;
  std::map<std::string, Topic, std::less<>> topics_;
  bool batch_refused_ = false;
};

}  // namespace labelwatch
