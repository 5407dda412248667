#pragma once
// The keys of reading from Kafka and writing to it.

#include <vector>

#include "config/key.h"

namespace labelwatch {

std::vector<Key> KafkaKeys();  // in the order of the shipped file

}  // namespace labelwatch
