#pragma once
// Which series a judged frame counts for: the one place that decides it. Metrics and whatever else follows series ask
// here, so that they cannot disagree.
//
// What the labels of a frame have in common is told once (Shared, Models), and which labels say something else
// themselves (Own, mostly none), so that counting a label costs no look at its texts. A finding counts for the series
// of its label; where there is none (a missing label), for the class suggested and for what the frame says. What has no
// value of a dimension counts for none of them.
//
//   attribution.Start(joined);
//   for (const Finding& finding : findings) {
//     attribution.ForEachSeries(finding, [&](const SeriesKey& key) { ++counts.Findings(key); });
//   }
//
// Holds the name caches of one thread. Single-owner.

#include <deque>
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
  // The value that a judged label says itself, where it is not that of the frame, for which it does not count then.
  struct OwnValue {
    std::size_t label;
    Dimension dimension;
    NameId value, instead_of;
  };

  explicit Attribution(Names& names);
  Attribution(const Attribution&) = delete;
  Attribution& operator=(const Attribution&) = delete;

  // The frame that is asked about from now on; it must live as long.
  void Start(const JoinedFrame& joined);

  std::span<const SharedValue> Shared() const { return shared_; }
  std::span<const OwnValue> Own() const { return own_; }      // by dimension, then by label
  std::span<const NameId> Models() const { return models_; }  // by index in JoinedFrame::predictions

  // Each series that a finding of this frame counts for.
  template <typename Visit>
  void ForEachSeries(const Finding& finding, Visit visit) const {
    const std::size_t label = finding.label < 0 ? labels_.size() : static_cast<std::size_t>(finding.label);
    const SeriesKind kind = SeriesKindOf(finding.kind);
    visit(SeriesKey{Dimension::kOverall, 0, kind});
    visit(SeriesKey{Dimension::kClass, ClassOf(finding, label), kind});
    for (const SharedValue& shared : shared_) {
      const NameId value = own_.empty() ? shared.value : ValueOf(shared, label);
      if (value != kNone) visit(SeriesKey{shared.dimension, value, kind});
    }
    if (finding.model >= 0 && static_cast<std::size_t>(finding.model) < models_.size()) {
      visit(SeriesKey{Dimension::kModel, models_[static_cast<std::size_t>(finding.model)], kind});
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
    std::string_view (*of_frame)(const LabeledFrame&) = nullptr;  // null: labels alone have one
    std::string_view Label::*of_label = nullptr;                  // null: labels have that of the frame
    LastName last;
    NameCache* names = nullptr;
  };

  static NameId Look(Source& source, std::string_view text) {
    return source.last.id != NameTable::kOther && source.last.text == text ? source.last.id : LookAnew(source, text);
  }
  static NameId LookAnew(Source& source, std::string_view text);
  NameId ModelId(std::size_t index, const PredictedFrame& predicted);
  // `frame_text`: what the frame says of the dimension.
  void FindOwn(Source& source, const SharedValue& shared, std::string_view frame_text);
  NameId ValueOf(const SharedValue& shared, std::size_t label) const;
  // The class that a finding is about. `label`: beyond the labels of the frame where it is about none.
  NameId ClassOf(const Finding& finding, std::size_t label) const {
    if (label < labels_.size()) return labels_[label].class_id;
    return finding.kind == Kind::kWrongFrameClass ? finding.labeled_class : finding.suggested_class;
  }

  std::vector<SharedValue> shared_;
  std::vector<Source> sources_;  // of shared_
  std::deque<NameCache> names_;  // of sources_, apart from what is read for each frame
  std::vector<OwnValue> own_;
  NameCache model_names_;
  std::vector<LastName> last_models_;  // by index in JoinedFrame::predictions; the texts are ModelKeys
  std::vector<NameId> models_;
  std::span<const Label> labels_;
};

}  // namespace labelwatch
