#include "config/commands/baselines_file.h"

#include <algorithm>
#include <bit>
#include <fstream>
#include <iterator>

#include "config/commands/console.h"
#include "schema/hash.h"

namespace labelwatch {

Result<SavedBaselines> ReadBaselines(const std::string& path, bool in_order) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return BadInput("cannot open " + path + ": does it exist and may it be read?");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto baselines = BaselinesFromJson(text);
  if (!baselines) return BadInput(path + ": " + baselines.error().message);
  if (baselines->in_order != in_order) {
    return BadInput(path + ": these baselines were learnt over " +
                    (in_order ? "label times, but rates follow the order of the frames here"
                              : "frames in their order, but rates follow label times here") +
                    ": the budget of false alarms would mean something else");
  }
  return baselines;
}

// Weights that all classes share are enough to tell them apart; numbers of classes differ between processes.
std::vector<WeightsMark> MarksOf(const Calibration& calibration) {
  std::vector<WeightsMark> marks;
  for (const auto& model : calibration.models) {
    ByteHash hash;
    bool pinned = false;
    for (std::size_t k = 0; k < model->kinds.size(); ++k) {
      const KindCalibration& kind = model->kinds[k];
      pinned = pinned || kind.Pinned();
      hash.Add(std::bit_cast<std::uint32_t>(kind.alarm_score));
      for (std::size_t i = 0; i < std::min(kSharedWeights[k], kind.pinned.size()); ++i) {
        hash.Add(std::bit_cast<std::uint32_t>(kind.pinned[i]));
      }
    }
    if (pinned) marks.push_back({model->model, hash.Value()});
  }
  return marks;
}

Result<void> CheckMarks(const SavedBaselines& baselines, const std::string& path, const Calibration& calibration) {
  const std::vector<WeightsMark> ours = MarksOf(calibration);
  for (const WeightsMark& mark : baselines.weights) {
    if (std::ranges::find(ours, mark) != ours.end()) continue;
    return BadInput(path + ": these baselines were learnt by other weights of model " + mark.model +
                    ": name the calibration that was saved with them");
  }
  return {};
}

Result<void> WriteBaselines(const std::string& path, const SavedBaselines& baselines) {
  return WriteFile(path, BaselinesToJson(baselines));
}

}  // namespace labelwatch
