#include "consumers/files/formats/voc/voc_format.h"

#include <map>

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
  std::map<std::string, std::size_t> claims;  // files by the picture that they name
  std::vector<std::string> pictures;
  for (const DataFile& file : given.files) {
    const auto source = ByteSource::Open(file.path);
    const VocSurvey survey = source ? SurveyVoc(**source) : VocSurvey();
    if (survey.origin == VocOrigin::kZero) origin = VocOrigin::kZero;
    pictures.push_back(survey.picture);
    ++claims[survey.picture];
  }
  Problems& problems = inputs.Problems();
  const auto naming_of = [&](std::size_t number) {
    const std::string& picture = pictures[number];
    if (picture.empty() || claims[picture] > 1) return VocNaming::kByFile;
    // Where pictures were given, the one that is there is the one that is meant.
    const std::string& file = given.files[number].name;
    const bool renamed = !inputs.Sizes().Find(picture, problems) && inputs.Sizes().Find(file, problems);
    return renamed ? VocNaming::kByFile : VocNaming::kByFilename;
  };
  for (const auto& [picture, files] : claims) {
    if (picture.empty() || files < 2) continue;
    problems.Note(given.path + ": " + std::to_string(files) + " files say that their picture is " + picture +
                  "; their frames have the names of the files");
  }
  if (origin == VocOrigin::kZero) {
    problems.Note(given.path + ": a box begins at 0, so that they count from 0 and not from 1 as in Pascal VOC");
  }
  LabelSet& set = inputs.SetOf(*given.format);
  set.LeaveFoldersOut();
  if (given.source != nullptr) {
    return ReadVocLabels(*given.source, origin, naming_of(0), inputs.Classes(), set, problems);
  }
  for (std::size_t i = 0; i < given.files.size(); ++i) {
    auto source = ByteSource::Open(given.files[i].path);
    if (!source) return tl::unexpected<Error>(source.error());
    if (auto added = ReadVocLabels(**source, origin, naming_of(i), inputs.Classes(), set, problems); !added) {
      problems.LeftOut(added.error().message);
    }
  }
  return {};
}

}  // namespace labelwatch
