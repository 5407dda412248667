#include "consumers/files/formats/yolo/yolo_format.h"

#include "consumers/files/formats/yolo/yolo_labels.h"
#include "consumers/files/text/text_lines.h"

namespace labelwatch {
namespace {

// The first list that is one, `nearest` before `others`.
Result<ClassList> NamesFor(const std::string& path, std::vector<std::string> nearest,
                           const std::vector<std::string>& others) {
  nearest.insert(nearest.end(), others.begin(), others.end());
  std::string nameless;
  for (const std::string& candidate : nearest) {
    auto list = ReadClassList(candidate);
    if (!list) return tl::unexpected<Error>(list.error());
    if (*list) return std::move(**list);
    nameless = candidate + " holds no names; ";
  }
  return BadInput(path + ": the classes of YOLO text are numbers; " + nameless +
                  "put data.yaml, obj.names or classes.txt (one name a " +
                  "line) beside it, or give it as one more --labels");
}

}  // namespace

// The first line may have too few columns or too many: that is said where it is read.
bool IsYolo(const FileHead& head) {
  return head.Words().size() >= 5 && WholeNumberIn(head.Words()[0]) && head.NumbersFrom(1);
}

Result<void> OpenYoloLabels(GivenInput& given, OpenInputs& inputs) {
  const auto names = NamesFor(given.path, inputs.ClassLists(), given.class_lists);
  if (!names) return tl::unexpected<Error>(names.error());
  inputs.ClassLists().push_back(names->path);
  return inputs.Keep(ReadYoloLabels(given.files, {*names, inputs.Sizes()}, inputs.Classes(), inputs.Problems()));
}

Result<void> OpenYoloPredictions(GivenInput& given, const std::string& model, OpenInputs& inputs) {
  // A model may number its classes otherwise than the labels: what lies beside its files counts first.
  const auto names = NamesFor(given.path, given.class_lists, inputs.ClassLists());
  if (!names) return tl::unexpected<Error>(names.error());
  return inputs.Keep(ReadYoloPredictions(given.files, model, {*names, inputs.SizesWithThoseOfLabels()},
                                         inputs.Classes(), inputs.Problems()));
}

}  // namespace labelwatch
