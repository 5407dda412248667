#include "config/margin_advice.h"

#include "config/error.h"
#include "config/nearest_name.h"

namespace labelwatch {
namespace {

constexpr std::uint64_t kFewLabels = 10;  // fewer may lack any class
constexpr std::size_t kMostSentences = 10;

}  // namespace

std::vector<std::string> MarginAdvice(const StreamCounts& counts, const NameTable& classes,
                                      const MarginsByClass& configured) {
  std::vector<std::string_view> labeled;
  std::uint64_t labels = 0;
  for (NameId id = 1; id < counts.Of(Dimension::kClass).size(); ++id) {
    if (counts.Of(Dimension::kClass)[id].labels > 0) labeled.push_back(classes.Name(id));
    labels += counts.Of(Dimension::kClass)[id].labels;
  }
  std::vector<std::string> advice;
  if (labels < kFewLabels) return advice;
  for (const auto& entry : configured) {
    if (advice.size() == kMostSentences) break;
    const std::string_view nearest = NearestName(entry.first, labeled);
    if (nearest == entry.first) continue;
    std::string text = "no label is of class " + Printable(entry.first) + ", which stands in inspect.margins";
    if (!nearest.empty()) text += "; did you mean " + Quoted(nearest) + "?";
    advice.push_back(std::move(text));
  }
  return advice;
}

}  // namespace labelwatch
