#pragma once
// A finding: one suspicion about one label or one absence. `Finding` is the small numeric form that detectors fill;
// `FindingRecord` is the same with names and a sentence, made only for findings that leave the process.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "schema/names.h"
#include "schema/shapes.h"

namespace labelwatch {

// Numbers equal those of labelwatch.v1.Kind.
enum class Kind : std::uint8_t {
  kMissing = 1,
  kWrongClass,
  kInaccurate,
  kSpurious,
  kDuplicate,
  kConflicting,
  kInvalid,
  kOntology,
  kTrack,
  kImage,
  kWrongFrameClass,
};
inline constexpr std::size_t kKinds = 12;  // arrays by kind have this size; index 0 is unused

std::string_view KindWord(Kind kind);  // "missing", "wrong_class", ...
std::optional<Kind> KindFromWord(std::string_view word);

// The share of errors where nothing better is known than that the score is their log-odds.
inline double ProbabilityFromScore(double score) { return 1.0 / (1.0 + std::exp(-score)); }

// What a finding's sentence is made of: a few numbers, whose type its detector knows (detectors/contract/detector.h).
class Evidence {
 public:
  template <typename T>
  void Hold(const T& value) {
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= kBytes, "a few numbers, no texts");
    std::memcpy(bytes_.data(), &value, sizeof(T));
  }
  // REQUIRES: holds a T.
  template <typename T>
  T As() const {
    T value;
    std::memcpy(&value, bytes_.data(), sizeof(T));
    return value;
  }

 private:
  static constexpr std::size_t kBytes = 16;
  std::array<std::byte, kBytes> bytes_{};
};

struct Finding {
  Kind kind = Kind::kMissing;
  bool flagged = false;
  bool counts = false;           // for the rate of its kind
  float over_alarm_score = 0;    // by how much the score by pinned weights lies above that from which it counts
  bool by_reference = false;     // the score is that of the slow copy of the weights
  bool by_rule = false;          // of a learned kind, but nothing learned in it (detectors/labels/rule_score.h)
  bool rough = false;            // few made errors stand behind the probability
  std::int16_t model = -1;       // index into JoinedFrame::predictions; -1: no model was asked
  std::int32_t label = -1;       // index into LabeledFrame::labels; -1: an absence or the frame itself
  std::int32_t prediction = -1;  // index into that model's predictions
  NameId suggested_class = 0;    // 0: none
  NameId labeled_class = 0;      // of wrong_frame_class: the class in doubt
  float probability = 0;         // share of errors among what looks like this
  float prior = 0;               // what it was before verdicts measured it; the same where none did
  double score = 0;              // orders findings; one scale for all kinds
  Evidence evidence;
  std::string_view detector;  // static storage
};

struct FindingRecord {
  std::string id;  // schema/finding_id.h
  std::string frame_id;
  Kind kind = Kind::kMissing;
  double score = 0, probability = 0;
  double prior = 0;    // the probability before verdicts measured it; the same where none did
  bool rough = false;  // few made errors stand behind the probability
  bool flagged = false;
  std::string label_id, class_name, suggested_class;
  std::optional<Box> box, suggested_box;
  std::string model, detector, evidence, annotator, source;
  std::string track_id, sequence;  // of the label, where it has a track
  std::uint64_t calibration_version = 0;
};

}  // namespace labelwatch
