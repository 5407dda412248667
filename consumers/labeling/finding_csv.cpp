#include "consumers/labeling/finding_csv.h"

#include <array>
#include <charconv>

namespace labelwatch {
namespace {

std::string Cell(std::string_view text) {
  constexpr std::string_view kFormula = "=+-@\t\r\n";
  std::string cell(!text.empty() && kFormula.find(text.front()) != std::string_view::npos ? "'" : "");
  cell += text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

std::string Number(double number) {
  std::array<char, 40> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
}

std::string Sides(const std::optional<Box>& box) {
  if (!box || !box->Finite()) return ",,,";
  return Number(box->x_min) + "," + Number(box->y_min) + "," + Number(box->x_max) + "," + Number(box->y_max);
}

}  // namespace

void WriteFindingsCsv(const std::vector<FindingRecord>& findings, const std::string& image_prefix, std::ostream& out) {
  out << "finding_id,frame_id,image,kind,probability,score,flagged,label_id,class_name,suggested_class,annotator,"
         "source,"
         "model,x_min,y_min,x_max,y_max,suggested_x_min,suggested_y_min,suggested_x_max,suggested_y_max,evidence\r\n";
  for (const FindingRecord& one : findings) {
    out << Cell(one.id) << ',' << Cell(one.frame_id) << ',' << Cell(image_prefix + one.frame_id) << ','
        << KindWord(one.kind) << ',' << Number(one.probability) << ',' << Number(one.score) << ','
        << (one.flagged ? "true" : "false") << ',' << Cell(one.label_id) << ',' << Cell(one.class_name) << ','
        << Cell(one.suggested_class) << ',' << Cell(one.annotator) << ',' << Cell(one.source) << ',' << Cell(one.model)
        << ',' << Sides(one.box) << ',' << Sides(one.suggested_box) << ',' << Cell(one.evidence) << "\r\n";
  }
}

}  // namespace labelwatch
