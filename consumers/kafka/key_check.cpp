#include "consumers/kafka/key_check.h"

#include "schema/hash.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::size_t kNamed = 60;  // bytes of a key or id in a sentence
constexpr std::uint64_t kLately = 2000;
constexpr std::uint64_t kSeed = 0x6b65795f63686563;

std::string Named(std::string_view text) { return "'" + CleanText(CutAtCharacter(text, kNamed)) + "'"; }

}  // namespace

void KeyCheck::Observe(Side side, std::string_view key, int partition, const Envelope& envelope) {
  if (partitions_ < 2) return;
  const std::lock_guard lock(mutex_);
  OneSide& keys = sides_[static_cast<std::size_t>(side)];
  if (key == envelope.frame_id || (!envelope.sequence.empty() && key == envelope.sequence)) {
    ++keys.own;
  } else {
    ++keys.other;
    keys.example = (key.empty() ? std::string("none") : Named(key)) + " for frame " + Named(envelope.frame_id);
  }
  if (keys.own + keys.other > kLately) {
    keys.own /= 2;
    keys.other /= 2;
  }
  const std::uint64_t frame = HashText(envelope.frame_id, kSeed);
  const auto [seen, added] = frames_.try_emplace(frame, Seen{side, partition});
  if (!added) {
    if (seen->second.side == side) return;
    ++(seen->second.partition == partition ? together_ : apart_);
    frames_.erase(seen);
    if (together_ + apart_ > kLately) {
      together_ /= 2;
      apart_ /= 2;
    }
    return;
  }
  if (order_.size() < kFrames) {
    order_.push_back(frame);
    return;
  }
  frames_.erase(order_[oldest_]);
  order_[oldest_] = frame;
  oldest_ = (oldest_ + 1) % kFrames;
}

// One side keeps to the contract and the other does not.
bool KeyCheck::KeyedDifferently() const {
  const auto nearly_all = [](std::uint64_t some, std::uint64_t all) { return all >= kEnough && 10 * some >= 9 * all; };
  const auto keeps = [&](const OneSide& side) { return nearly_all(side.own, side.own + side.other); };
  const auto does_not = [&](const OneSide& side) { return nearly_all(side.other, side.own + side.other); };
  return (keeps(sides_[0]) && does_not(sides_[1])) || (keeps(sides_[1]) && does_not(sides_[0]));
}

std::string KeyCheck::KeysOf(Side side) const {
  const OneSide& keys = sides_[static_cast<std::size_t>(side)];
  const std::string whose = std::string(SideWord(side));
  if (keys.own >= keys.other) return "keys of " + whose + " are their frame ids (or sequences)";
  return "keys of " + whose + " are not their frame ids (or sequences): " + keys.example;
}

std::optional<std::string> KeyCheck::Problem() const {
  const std::lock_guard lock(mutex_);
  const std::uint64_t both = together_ + apart_;
  const bool known = both >= kEnough;
  if (known ? 5 * apart_ < both : !KeyedDifferently()) return std::nullopt;
  std::string text = "labels and predictions of a frame lie in different partitions and never meet";
  if (known) text += " (" + std::to_string(apart_) + " of the last " + std::to_string(both) + " frames looked at)";
  return text + "; " + KeysOf(Side::kLabels) + "; " + KeysOf(Side::kPredictions) +
         ". Both producers must use the same key: the sequence where there is one, else the frame id, as plain bytes";
}

}  // namespace labelwatch
