#pragma once
// The list of formats: what a file is recognised as, and who reads and writes it. Texts that name formats (help, hints,
// errors) are made from it, and a test compares the README with it.

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/files/formats/format.h"

namespace labelwatch {

std::span<const Format> Formats();
const Format& FormatOf(std::string_view id);  // REQUIRES: there is one of that id

// By content. An error names the file and says what it looks like instead.
Result<const Format*> RecogniseFormat(ByteSource& source);

// "COCO, Pascal VOC or CVAT": the families of those that are asked for, each once, in the order of the list.
std::string Families(const std::function<bool(const Format&)>& asked, std::string_view last_link = " or ");
// The ids of formats that can be written.
std::vector<std::string> WritableIds();

}  // namespace labelwatch
