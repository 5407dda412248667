#include "staged_labels.h"

#include <fstream>

namespace labelwatch {

std::string LabelsWithAnIncident(const std::string& folder) {
  std::string images, annotations;
  for (int i = 0; i < 7000; ++i) {
    const std::string id = std::to_string(i + 1), by = i % 2 == 0 ? "ann" : "bob";
    images += (i > 0 ? "," : "") + std::string(R"({"id":)") + id + R"(,"file_name":"f)" + id +
              R"(.jpg","width":640,"height":480,"annotator":")" + by + "\"}";
    const bool twice = i % 100 < 2 || (by == "bob" && i >= 5000 && i % 6 == 1);
    for (int label = 0; label < (twice ? 2 : 1); ++label) {
      annotations += (annotations.empty() ? "" : ",") + std::string(R"({"id":)") + std::to_string(2 * i + label) +
                     R"(,"image_id":)" + id + R"(,"category_id":1,"bbox":[)" + std::to_string(10 + i % 300) +
                     ",20,100,80]}";
    }
  }
  std::ofstream(folder + "/labels.json") << R"({"images":[)" << images << R"(],"annotations":[)" << annotations
                                         << R"(],"categories":[{"id":1,"name":"dog"}]})";
  return folder + "/labels.json";
}

}  // namespace labelwatch
