#include "detectors/rates/held_classes.h"

#include <algorithm>

namespace labelwatch {

void HeldSums::Add(const HeldSums& other) {
  frames += other.frames;
  by_class.resize(std::max(by_class.size(), other.by_class.size()));
  for (std::size_t c = 0; c < other.by_class.size(); ++c) by_class[c] += other.by_class[c];
}

void HeldClasses::Add(std::int64_t tick, const std::string& of_class, std::uint64_t frames) {
  std::vector<double>& by_class = rows_[tick].by_class;
  const std::uint32_t number = classes_.Add(of_class);
  if (number >= by_class.size()) by_class.resize(number + std::size_t{1});
  by_class[number] += static_cast<double>(frames);
}

void HeldClasses::CloseTick(std::int64_t tick, std::uint64_t usual_frames) {
  for (auto row = rows_.begin(); row != rows_.end() && row->first <= tick; row = rows_.erase(row)) {
    if (before_.frames < static_cast<double>(usual_frames)) {
      before_.Add(row->second);
    } else {
      recent_.Add(tick, row->second, row->second.frames);
    }
  }
}

void HeldClasses::Renew() { *this = HeldClasses(of_); }

std::vector<HeldShare> HeldClasses::Since(std::int64_t tick, std::uint64_t usual_frames, double fewest) const {
  const HeldSums now = recent_.From(tick);
  std::vector<HeldShare> shares;
  if (before_.frames < static_cast<double>(usual_frames) || !(now.frames >= fewest)) return shares;
  const auto share = [](const HeldSums& sums, std::size_t c) {
    return c < sums.by_class.size() ? sums.by_class[c] / sums.frames : 0;
  };
  for (std::uint32_t c = MixClasses::kOther; c < classes_.Size(); ++c) {
    shares.push_back({classes_.Name(c), share(before_, c), share(now, c)});
  }
  return shares;
}

std::optional<HeldClasses> HeldClasses::From(HeldState state) {
  HeldClasses held(std::move(state.of));
  for (const std::string& name : state.classes) held.classes_.Add(name);
  if (held.classes_.Names() != state.classes) return std::nullopt;
  held.before_ = std::move(state.before);
  if (!held.recent_.Load(std::move(state.recent))) return std::nullopt;
  held.rows_ = std::move(state.rows);
  return held;
}

}  // namespace labelwatch
