#pragma once
// Follows a topic without a group: a thread of its own hands every committed message on, from the beginning or from the
// newest ones that are there, and goes on with what comes. Every process that follows reads all of it.
//
//   TopicFollower follower(options, {options.topics.verdicts, kAllMessages, take});
//
// A topic that is not there yet is waited for; brokers that are away as well. The destructor ends the thread.

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "consumers/kafka/handles.h"
#include "consumers/kafka/options.h"

namespace labelwatch {

inline constexpr std::int64_t kAllMessages = -1;

struct FollowedTopic {
  std::string name;
  std::int64_t newest = kAllMessages;  // of each partition so many messages that are there at the start
  // On the thread of the follower; may be any bytes, none for a deletion.
  std::function<void(std::string_view bytes)> take = {};
};

class TopicFollower {
 public:
  TopicFollower(const KafkaOptions& options, FollowedTopic topic);

 private:
  void Follow(const std::stop_token& stop);
  // A reader of every partition; null while the topic is not there.
  KafkaHandle Open();
  void Take(const rd_kafka_message_t& message);

  const KafkaOptions options_;
  const FollowedTopic topic_;
  std::string told_;  // the last trouble that was said
  std::jthread thread_;
};

}  // namespace labelwatch
