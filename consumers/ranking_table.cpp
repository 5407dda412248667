#include "consumers/ranking_table.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "detectors/labels/sentence.h"
#include "schema/counted.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

enum Column : std::size_t { kRank, kError, kKind, kFrame, kLabel, kAnnotator, kSource, kClass, kStaged, kColumns };
constexpr std::array<const char*, kColumns> kHeads = {"#",         "error",  "kind",  "frame", "label",
                                                      "annotator", "source", "class", "staged"};
constexpr std::array kNames = {kFrame, kLabel, kAnnotator, kSource};  // may be cut
constexpr std::size_t kLeastName = 12, kGap = 2, kIndent = 5;
constexpr std::size_t kMostBytes = 1000;  // of a name: no hostile one fills the screen

using Row = std::array<std::string, kColumns>;

std::size_t Characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !WithinCharacter(c); }));
}

// Control characters become '?'.
std::string Cell(std::string_view text) {
  std::string cell(CutAtCharacter(text, kMostBytes));
  if (cell.size() < text.size()) cell += "...";
  std::ranges::replace_if(cell, IsControl, '?');
  return cell;
}

// The last characters of a name, "..." before them.
std::string End(const std::string& name, std::size_t width) {
  std::size_t left = Characters(name), from = 0;
  if (left <= width) return name;
  for (; from < name.size() && left + 3 > width; --left) {
    for (++from; from < name.size() && WithinCharacter(name[from]);) ++from;
  }
  return "..." + name.substr(from);
}

std::string ChangeOf(const FindingRecord& finding) {
  std::string change = Cell(finding.class_name);
  if (finding.suggested_class.empty() || finding.suggested_class == finding.class_name) return change;
  return (change.empty() ? "+ " : change + " -> ") + Cell(finding.suggested_class);
}

std::string ErrorOf(double probability, bool rough) { return (rough ? "~" : "") + ShortPercent(probability); }

// "also inaccurate 34 %; 12 more findings in 11 other frames of track 7"
std::string AlsoText(const FindingRecord& worst, const std::vector<AlsoFound>& also) {
  std::string here;
  std::size_t elsewhere = 0;
  std::set<std::string_view> frames;
  for (const AlsoFound& other : also) {
    if (other.frame_id == worst.frame_id) {
      here += (here.empty() ? "also " : ", ") + std::string(KindWord(other.kind)) + " " +
              ErrorOf(other.probability, other.rough);
    } else {
      ++elsewhere;
      frames.insert(other.frame_id);
    }
  }
  if (elsewhere == 0) return here;
  return here + (here.empty() ? "" : "; ") + Counted(elsewhere, "more finding", "more findings") + " in " +
         Counted(frames.size(), "other frame", "other frames") + " of track " + Cell(worst.track_id);
}

// A sentence under its row, its words in several lines where one is too narrow.
std::string Sentence(const std::string& text, std::size_t width) {
  const std::string indent(kIndent, ' ');
  if (width < 8 * kIndent || Characters(text) + kIndent <= width) return indent + text + "\n";
  std::string lines, line = indent;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view word = rest.substr(0, std::min(rest.find(' '), rest.size()));
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    if (line.size() > kIndent && Characters(line) + 1 + Characters(word) > width) {
      lines += line + "\n";
      line = indent;
    }
    if (line.size() > kIndent) line += ' ';
    line += word;
  }
  return lines + line + "\n";
}

class Table {
 public:
  explicit Table(std::vector<Row> rows) : rows_(std::move(rows)) {
    for (std::size_t column = 0; column < kColumns; ++column) {
      for (const Row& row : rows_) widths_[column] = std::max(widths_[column], Characters(row[column]));
      const std::size_t head = Characters(kHeads[column]);
      if (widths_[column] > 0) widths_[column] = std::max(widths_[column], head);
    }
  }

  // The widest name gives way first.
  void Fit(std::size_t width) {
    const auto wide = [&](Column a, Column b) { return widths_[a] < widths_[b]; };
    while (width > 0 && Total() > width) {
      std::size_t& widest = widths_[*std::ranges::max_element(kNames, wide)];
      if (widest <= kLeastName) return;
      --widest;
    }
  }

  std::string Head() const {
    Row head;
    for (std::size_t column = 0; column < kColumns; ++column) head[column] = kHeads[column];
    return Line(head);
  }
  std::string Line(std::size_t row) const { return Line(rows_[row]); }

 private:
  std::size_t Total() const { return std::accumulate(widths_.begin(), widths_.end(), kGap * (Shown() - 1)); }
  std::size_t Shown() const {
    return static_cast<std::size_t>(std::ranges::count_if(widths_, [](std::size_t width) { return width > 0; }));
  }
  std::string Line(const Row& row) const {
    std::string line;
    for (std::size_t column = 0; column < kColumns; ++column) {
      if (widths_[column] == 0) continue;
      const std::string cell = End(row[column], widths_[column]);
      const std::string space(widths_[column] - Characters(cell), ' ');
      line += column == kRank ? space + cell : cell + space;
      line += std::string(kGap, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
  }

  std::vector<Row> rows_;
  std::array<std::size_t, kColumns> widths_{};  // 0: nothing stands in it
};

}  // namespace

std::string RankingTable(const Ranking& ranking, const KnownMistakes* known, std::size_t width) {
  std::vector<Row> rows;
  std::size_t marked = 0;
  for (const RankedObject& object : ranking.Objects()) {
    const FindingRecord& worst = object.worst;
    const bool mark = known != nullptr && known->Contains(worst);
    marked += mark;
    rows.push_back({std::to_string(rows.size() + 1), ErrorOf(worst.probability, worst.rough),
                    std::string(KindWord(worst.kind)), Cell(worst.frame_id), Cell(worst.label_id),
                    Cell(worst.annotator), Cell(worst.source), ChangeOf(worst), mark ? "<== staged" : ""});
  }
  std::string text;
  if (rows.empty()) {
    text = "no findings\n";
  } else {
    Table table(rows);
    table.Fit(width);
    text = table.Head();
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const RankedObject& object = ranking.Objects()[row];
      text += table.Line(row);
      if (!object.worst.evidence.empty()) text += Sentence(Cell(object.worst.evidence), width);
      const std::string also = AlsoText(object.worst, ranking.AlsoRanked(object));
      if (!also.empty()) text += Sentence(also, width);
    }
    text += "error: of such labels about so many are errors (assumed rate); ~ while few made errors stand behind it\n";
  }
  if (known != nullptr) {
    text += std::to_string(marked) + " of these " + std::to_string(rows.size()) + " are among the " +
            std::to_string(known->Size()) + " staged mistakes\n";
  }
  return text;
}

}  // namespace labelwatch
