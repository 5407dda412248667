#pragma once
// What is known of one format: one line of the list in consumers/files/formats.cpp. A folder formats/<name>/ holds what
// recognises it, its readers and its writer; the rest of files asks the list only.

#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/files/dataset/dataset_folder.h"
#include "consumers/files/dataset/label_writer.h"
#include "consumers/files/formats/file_head.h"
#include "consumers/files/formats/open_inputs.h"
#include "consumers/files/text/byte_source.h"
#include "schema/result.h"

namespace labelwatch {

// A file, or the files of one format in a folder.
struct GivenInput {
  std::string path;
  const Format* format = nullptr;
  std::unique_ptr<ByteSource> source;    // open at its beginning; nothing: there are several
  std::vector<DataFile> files;           // in the order of their paths
  std::vector<std::string> class_lists;  // in the folder or above it, the nearest first
};

enum class Syntax { kJson, kXml, kCsv, kText, kBinary };

// How the files of a data set lie.
enum class FilesOf {
  kDataSet,      // one file that is named itself
  kPart,         // one of several that may lie in one folder
  kPicture,      // a folder of files, one per picture; a broken one is left out
  kPictureText,  // the same, of plain text, in which an empty file says that nothing is there
};

struct Format {
  std::string_view id;      // on the command line
  std::string_view name;    // "holds ..."
  std::string_view family;  // what the formats of one tool or data set are called together
  std::string_view mark;    // what it is recognised by, for the README
  Syntax syntax = Syntax::kJson;
  FilesOf files = FilesOf::kDataSet;
  bool lists_unlabeled = false;  // frames that nobody labeled yet look like frames in which nothing is
  // Asked in the order of the list.
  bool (*recognise)(const FileHead& head) = nullptr;
  // What is no labels itself but helps to read them: read first, in the order of the list.
  Result<void> (*read_help)(GivenInput& given, OpenInputs& inputs) = nullptr;
  Result<void> (*read_labels)(GivenInput& given, OpenInputs& inputs) = nullptr;
  // `model`: "name" or "name@version".
  Result<void> (*read_predictions)(GivenInput& given, const std::string& model, OpenInputs& inputs) = nullptr;
  // `out` and `classes` must outlive the writer.
  std::unique_ptr<LabelWriter> (*write)(std::ostream& out, const NameTable& classes) = nullptr;
};

// Columns of the list for readers that need nothing but their file.
template <auto Read>
Result<void> LabelsOfFile(GivenInput& given, OpenInputs& inputs) {
  return inputs.Keep(Read(*given.source, inputs.Classes(), inputs.Problems()));
}
template <auto Read>
Result<void> PredictionsOfFile(GivenInput& given, const std::string& model, OpenInputs& inputs) {
  return inputs.Keep(Read(*given.source, model, inputs.Classes(), inputs.Problems()));
}

}  // namespace labelwatch
