#pragma once
// The labels of a project in CVAT, which are its classes: what they are called there, and what they take.
//
// A project that labelwatch makes has, for each class, a label for any shape with the text attribute
// `labelwatch_label`, which says which label of the request a shape is; and for each answer of a reviewer (kSays... in
// labeling_tool.h) a label for tags. By those three it is known as ours, and classes that are new are added.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/files/text/json_record.h"
#include "schema/json_writer.h"

namespace labelwatch {

inline constexpr const char* kLabelAttribute = "labelwatch_label";
inline constexpr std::size_t kLongestClass = 64;  // characters; CVAT's own limit

struct CvatLabel {
  std::uint64_t id = 0;
  std::string type;             // "any", or the only one that it takes
  std::uint64_t attribute = 0;  // the number of kLabelAttribute; 0: it has none
};

struct CvatProject {
  std::map<std::string, CvatLabel, std::less<>> labels;  // by name
  std::map<std::uint64_t, std::string> names;            // by number

  // Of a list of labels; those of skeletons' parts are passed over.
  void Take(JsonValue label);
  // The label for a shape ("rectangle", "polygon", "mask") of a class; null: there is none.
  const CvatLabel* For(std::string_view class_name, std::string_view shape) const;
  // The name of a number; empty: it is not known.
  std::string_view NameOf(std::uint64_t id) const;
  // Whether it has the answers of a reviewer, as one that labelwatch made.
  bool HasAnswers() const;
};

// Whether CVAT takes it as the name of a label.
bool CanBeLabel(std::string_view class_name);

// {"name": TITLE, "labels": [...]}: a project with these classes and the answers.
std::string NewProjectJson(const std::string& title, const std::vector<std::string>& classes);
// {"labels": [...]}: what is added to one.
std::string NewLabelsJson(const std::vector<std::string>& classes);

}  // namespace labelwatch
