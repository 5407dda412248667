#pragma once
// What every detector is: which errors it finds, what there must be for it to be asked, what it is shown, and how it
// explains a finding to a person.
//
//   class TwinDetector final : public DetectorWith<TwinEvidence> {            // what its sentence is made of
//    public:
//     TwinDetector() : DetectorWith({"twin", Kind::kDuplicate, {}}) {}        // {}: needs labels alone
//     void Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) override;
//
//    private:
//     Explanation Tell(const JoinedFrame& frame, const Finding& finding, const TwinEvidence& evidence,
//                      const NameTable& classes) const override;
//   };
//
// Findings follow from the view and the options: no clock, no I/O, no metrics; what looks random is drawn from the
// frame id and the seed. Members are scratch memory. Single-owner: each Inspector has detectors of its own
// (registry.h).

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/contract/image_suspicion.h"
#include "detectors/contract/sequence_frame.h"
#include "schema/finding.h"
#include "schema/frame.h"
#include "schema/names.h"
#include "schema/tally.h"

namespace labelwatch {

class Scene;  // labels/scene.h: the labels as columns and, where a model is needed, its predictions

// What there must be, beside the labels of a frame, for a detector to be asked about it.
struct Needs {
  bool boxes = false;          // a model that places boxes: asked once for each
  bool frame_classes = false;  // a model that says what the frame is: asked once for each
  bool frames_before = false;  // the frame belongs to a sequence that is remembered
  bool pixels = false;         // its picture was looked at, and something was found
  bool rules = false;          // an ontology

  bool Model() const { return boxes || frame_classes; }
  // Whether options decide that there is what it needs. The others are asked wherever there are labels, or a model.
  bool ByOptions() const { return frames_before || pixels || rules; }
  bool MetBy(const Needs& there) const {
    return (boxes <= there.boxes) & (frame_classes <= there.frame_classes) & (frames_before <= there.frames_before) &
           (pixels <= there.pixels) & (rules <= there.rules);
  }
};

// One frame as detectors are shown it.
struct View {
  const Scene& scene;
  const SequenceMoment* moment = nullptr;    // not null for those that need the frames before
  std::span<const ImageSuspicion> images{};  // valid until the next frame
  // Where detectors that make errors put what they find of them, with one number per made object in the place of the
  // label, so that several models' scores of it are combined as those of real objects are. Null: nobody wants them.
  std::vector<Finding>* made = nullptr;
};

// A finding in words, and what is said about it beside the label and the prediction that it names.
struct Explanation {
  std::string sentence;                             // for a person
  std::optional<NameId> labeled_class = {};         // the class in doubt, where no label says it
  std::optional<NameId> suggested_class = {};       // what it should be
  std::optional<Box> suggested_box = std::nullopt;  // where it should be; else where the prediction is
};

class Detector {
 public:
  struct About {
    std::string_view name;  // static storage, unique
    Kind kind;
    Needs needs;
  };

  explicit Detector(const About& about) : about_(about) {}
  virtual ~Detector() = default;
  Detector(const Detector&) = delete;
  Detector& operator=(const Detector&) = delete;

  std::string_view Name() const { return about_.name; }
  Kind FindsKind() const { return about_.kind; }  // several may find errors of one kind
  const Needs& Needed() const { return about_.needs; }
  // The names that its findings carry as Finding::detector.
  virtual std::span<const std::string_view> FindingNames() const { return {&about_.name, 1}; }

  // Appends a finding for each object that can be scored, suspicious or not (`flagged` is set later). Where `sums` is
  // given, makes errors of its kind and adds what they and the real objects teach.
  virtual void Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) = 0;

  // REQUIRES: `finding` is of this detector, and of the frame that it judged last.
  virtual Explanation Explain(const JoinedFrame& frame, const Finding& finding, const NameTable& classes) const = 0;

 private:
  const About about_;
};

// A detector whose findings carry evidence of one type, which it alone writes and reads.
template <typename T>
class DetectorWith : public Detector {
 public:
  using Detector::Detector;

  Explanation Explain(const JoinedFrame& frame, const Finding& finding, const NameTable& classes) const final {
    return Tell(frame, finding, finding.evidence.As<T>(), classes);
  }

 protected:
  // One more finding, of one of its names.
  Finding& Add(std::string_view name, const T& evidence, std::vector<Finding>& findings) const {
    Finding& finding = findings.emplace_back();
    finding.kind = FindsKind();
    finding.detector = name;
    finding.evidence.Hold(evidence);
    return finding;
  }
  Finding& Add(const T& evidence, std::vector<Finding>& findings) const { return Add(Name(), evidence, findings); }

 private:
  virtual Explanation Tell(const JoinedFrame& frame, const Finding& finding, const T& evidence,
                           const NameTable& classes) const = 0;
};

}  // namespace labelwatch
