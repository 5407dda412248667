#pragma once
// Which frames a report keeps: the worst ones, and of each kind those with its worst findings, so that a kind whose
// scores are low is not crowded out. For consumers/report only.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "consumers/report/frame_json.h"

namespace labelwatch {

struct KeptFrame {
  std::string key;   // names what was judged and by what (FlaggedFrameId): hexadecimal digits
  double score = 0;  // of the frame
  std::string frame_id, source, image_uri;
  std::uint32_t width = 0, height = 0;
  std::int64_t labeled_at_ms = 0;
  std::uint64_t label_revision = 0;
  ShownFrame shown;

  // Somebody is asked to look it over: nothing was found, and that is its one finding.
  bool Asked() const { return shown.findings.size() == 1 && shown.findings.front().question; }
};
using SharedFrame = std::shared_ptr<const KeptFrame>;

// REQUIRES: the frame that `inspector` judged last. `judgement`: with the findings that are to be seen.
KeptFrame Keep(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
               const Inspector& inspector, const NameTable& classes);

// The highest scores win; ties go to the smaller frame id, so that the order of frames does not matter.
class WorstFrames {
 public:
  explicit WorstFrames(std::size_t most) : most_(most) {}

  bool Wants(double score, const std::string& frame_id) const;
  void Add(double score, SharedFrame frame);
  struct Place {
    double score = 0;
    SharedFrame frame;
  };
  const std::vector<Place>& Places() const { return heap_; }  // in no order

 private:
  static bool Worse(const Place& a, const Place& b);

  std::size_t most_;
  std::vector<Place> heap_;  // the least suspicious first
};

// Single-owner.
class KeptFrames {
 public:
  explicit KeptFrames(std::size_t most);

  // Whether a frame with these findings would be kept anywhere.
  bool Wants(double score, const std::string& frame_id, std::span<const Finding> findings) const;
  void Add(KeptFrame frame, std::span<const Finding> findings);
  std::vector<SharedFrame> Take() const;  // each once, the worst first

 private:
  WorstFrames worst_;
  std::vector<WorstFrames> by_kind_;  // by kind
};

}  // namespace labelwatch
