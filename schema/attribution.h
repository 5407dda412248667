#pragma once
// Which series a judged frame counts for: the one place that decides it. Metrics and whatever else follows series ask
// here, so that they cannot disagree.
//
// What the labels of a frame have in common is told once (Shared, Models); a label that says something else itself is
// told apart (ForEachOwn), so that counting a label costs one look at its fields. A finding counts for the series of
// its label; where there is none (a missing label), for the class suggested and for what the frame says. What has no
// value of a dimension counts for none of them.
//
//   attribution.Start(joined);
//   for (const Finding& finding : findings) {
//     attribution.ForEachSeries(finding, [&](const SeriesKey& key) { ++counts.Findings(key); });
//   }
//
// Holds the name caches of one thread. Single-owner.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/series.h"

namespace labelwatch {

class Attribution {
 public:
  static constexpr NameId kNone = ~NameId{0};

  // The value that the labels of a frame have unless they say another; kNone where the frame says none.
  struct SharedValue {
    Dimension dimension;
    NameId value;
  };
  // The value that a label says itself, and that of the frame, for which it does not count then.
  struct OwnValue {
    Dimension dimension;
    NameId value, instead_of;
  };

  explicit Attribution(Names& names);

  // The frame that is asked about from now on; it must live as long.
  void Start(const JoinedFrame& joined);

  std::span<const SharedValue> Shared() const { return shared_; }  // overall last
  std::span<const NameId> Models() const { return models_; }       // by index in JoinedFrame::predictions

  // Each value that a label of this frame says itself, where it is not the frame's.
  template <typename Visit>
  void ForEachOwn(const Label& label, Visit visit) {
    for (const OwnText& own : own_) {
      const std::string_view text = label.*own.field;
      if (text.empty()) continue;
      const SharedValue& shared = shared_[own.place];
      const NameId value = Look(own.place, text);
      if (value != shared.value) visit(OwnValue{shared.dimension, value, shared.value});
    }
  }

  // Each series that a finding of this frame counts for.
  template <typename Visit>
  void ForEachSeries(const Finding& finding, Visit visit) {
    const Label* const label = LabelOf(finding);
    visit(SeriesKey{Dimension::kOverall, 0, finding.kind});
    visit(SeriesKey{Dimension::kClass, ClassOf(finding, label), finding.kind});
    for (std::size_t place = 0; place < sources_.size(); ++place) {
      const NameId value = ValueOf(place, label);
      if (value != kNone) visit(SeriesKey{shared_[place].dimension, value, finding.kind});
    }
    if (finding.model >= 0 && static_cast<std::size_t>(finding.model) < models_.size()) {
      visit(SeriesKey{Dimension::kModel, models_[static_cast<std::size_t>(finding.model)], finding.kind});
    }
  }

 private:
  // The text seen last and its number: neighbours mostly repeat, so most names cost one comparison.
  struct LastName {
    std::string text;
    NameId id = NameTable::kOther;
  };
  // Where the values of one dimension come from.
  struct Source {
    std::string_view (*of_frame)(const LabeledFrame&);  // null: labels alone have one
    std::string_view Label::*of_label;                  // null: labels have that of the frame
    std::string_view frame_text;                        // of the present frame
    LastName last;
    NameCache names;
  };
  struct OwnText {
    std::string_view Label::*field;
    std::size_t place;
  };

  NameId Look(std::size_t place, std::string_view text);
  NameId ModelId(std::size_t index, const PredictedFrame& predicted);
  NameId ValueOf(std::size_t place, const Label* label);
  const Label* LabelOf(const Finding& finding) const;  // null: it is about none
  static NameId ClassOf(const Finding& finding, const Label* label);

  std::vector<SharedValue> shared_;
  std::vector<Source> sources_;  // of shared_, without overall
  std::vector<OwnText> own_;     // the sources with `of_label`
  NameCache model_names_;
  std::vector<LastName> last_models_;  // by index in JoinedFrame::predictions; the texts are ModelKeys
  std::vector<NameId> models_;
  const LabeledFrame* frame_ = nullptr;
};

}  // namespace labelwatch
