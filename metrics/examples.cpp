#include "metrics/examples.h"

namespace labelwatch {
namespace {

void Take(const Example& other, Example& one) {
  if (!other.frame_id.empty() && other.time_ms >= one.time_ms) one = other;
}

}  // namespace

void Examples::Add(const Examples& other) {
  for (const auto& [key, example] : other.findings) Take(example, findings[key]);
  for (const auto& [key, example] : other.probabilities) Take(example, probabilities[key]);
  Take(other.frame, frame);
}

}  // namespace labelwatch
