#pragma once
// Mistakes that somebody knows of (staged ones, say): lets a table mark the findings that point at them.
//
// The file is a JSON array of objects with `frame_id`, `kind`, `bbox` ([x, y, width, height] in pixels) and, for
// mistakes about an existing label, `annotation_id`; entries of kind "meta" and "ignore" are passed over.

#include <string>
#include <vector>

#include "schema/finding.h"
#include "schema/result.h"

namespace labelwatch {

class KnownMistakes {
 public:
  static Result<KnownMistakes> Read(const std::string& path);

  // Does the finding point at a known mistake: at the same label, or, for an absence, at a box with IoU >= 0.5?
  bool Contains(const FindingRecord& finding) const;
  std::size_t Size() const { return mistakes_.size(); }

 private:
  struct Mistake {
    std::string frame_id, label_id, twin_id;
    Box box;
  };
  std::vector<Mistake> mistakes_;
};

}  // namespace labelwatch
