#include "consumers/files/formats/voc/voc_format.h"

#include "consumers/files/formats/voc/voc_labels.h"

namespace labelwatch {

// Declarations and comments before the outermost element are passed over.
bool IsVoc(const FileHead& head) {
  const std::size_t root = head.Text().find("<annotation");
  return head.Text().starts_with('<') && root != std::string_view::npos &&
         !head.Text().substr(root).starts_with("<annotations");
}

Result<void> OpenVocLabels(GivenInput& given, OpenInputs& inputs) {
  // One tool wrote them all: where one box begins at 0, all count from there.
  VocOrigin origin = VocOrigin::kOne;
  for (const DataFile& file : given.files) {
    const auto source = ByteSource::Open(file.path);
    if (source && VocOriginOf(**source) == VocOrigin::kZero) origin = VocOrigin::kZero;
    if (origin == VocOrigin::kZero) break;
  }
  Problems& problems = inputs.Problems();
  if (origin == VocOrigin::kZero) {
    problems.Note(given.path + ": a box begins at 0, so that they count from 0 and not from 1 as in Pascal VOC");
  }
  LabelSet& set = inputs.SetOf(*given.format);
  if (given.source != nullptr) return ReadVocLabels(*given.source, origin, inputs.Classes(), set, problems);
  for (const DataFile& file : given.files) {
    auto source = ByteSource::Open(file.path);
    if (!source) return tl::unexpected<Error>(source.error());
    if (auto added = ReadVocLabels(**source, origin, inputs.Classes(), set, problems); !added) {
      problems.LeftOut(added.error().message);
    }
  }
  return {};
}

}  // namespace labelwatch
