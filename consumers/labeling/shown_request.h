#pragma once
// A request as any labeling tool shows it: its picture, its labels under ids of their own, and why somebody is asked.
// The tools say it in their own words (label_studio/task_json.h, cvat/task_json.h).

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/labeling/suggested_labels.h"
#include "schema/names.h"
#include "schema/relabel.h"
#include "schema/wire.h"

namespace labelwatch {

// The labels of a request, decoded; views point into the request. `good`: they can be read.
struct RequestLabels {
  explicit RequestLabels(const RelabelRequest& request);
  NameTable classes;
  FrameDecoder decoder;
  LabeledFrame frame;
  bool good = false;
};

// Ids of what is drawn, one for each label of a frame: its own or, where another has it or there is none, a made one.
class ShownIds {
 public:
  explicit ShownIds(const LabeledFrame& frame);
  // That of an added one stands alone, too.
  std::string Of(const SuggestedLabel& label);
  // Of polygons of several rings, whose rings after the first are "ID-2", "ID-3", ...: the id of the label by that of
  // each ring.
  const std::map<std::string, std::string>& Rings() const { return rings_; }

 private:
  bool Take(const std::string& id, std::size_t rings);

  std::set<std::string> taken_;
  std::vector<std::string> ids_;
  std::map<std::string, std::string> rings_;
};

// "wrong_class car -> truck: the model sees a truck (0.93)"
std::string SentenceOf(const FindingRecord& finding);
// All of a request, numbered: "1. missing car: ... | 2. ..."
std::string SentencesOf(const RelabelRequest& request);

// Where the picture is found; empty: nobody says. `prefix`: before what is no address.
std::string PictureOf(const FlaggedFrame& frame, const std::string& prefix);

// The classes that must be there to show the labels as they are and as suggested.
std::vector<std::string> ClassesOf(const RelabelRequest& request);

}  // namespace labelwatch
