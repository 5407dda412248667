#include "consumers/ranking.h"

#include <algorithm>
#include <cstdio>
#include <tuple>

#include "schema/text.h"

namespace labelwatch {
namespace {

bool Before(const FindingRecord& a, const FindingRecord& b) {
  if (a.score != b.score) return a.score > b.score;
  return std::tie(a.frame_id, a.kind, a.label_id, a.model) < std::tie(b.frame_id, b.kind, b.label_id, b.model);
}

bool SameObject(const FindingRecord& a, const FindingRecord& b) {
  if (a.frame_id != b.frame_id || a.label_id != b.label_id) return false;
  return !a.label_id.empty() || a.suggested_box == b.suggested_box;
}

// At most `width` bytes, the rest as "...": a hostile name cannot tear the table. Control characters become '?'.
std::string Cell(std::string_view text, std::size_t width) {
  std::string cell(text);
  if (text.size() > width) cell = std::string(CutAtCharacter(text, width - 3)) + "...";
  std::ranges::replace_if(cell, IsControl, '?');
  return cell;
}

}  // namespace

bool Ranking::Wants(double score) const { return n_ > 0 && (best_.size() < n_ || score >= best_.back().score); }

void Ranking::Add(FindingRecord finding) {
  if (!Wants(finding.score)) return;
  const auto same = std::ranges::find_if(best_, [&](const auto& other) { return SameObject(other, finding); });
  if (same != best_.end()) {
    if (!Before(finding, *same)) return;
    best_.erase(same);
  }
  best_.insert(std::ranges::upper_bound(best_, finding, Before), std::move(finding));
  if (best_.size() > n_) best_.pop_back();
}

std::string RankingTable(const Ranking& ranking, const KnownMistakes* known) {
  std::string table;
  char line[512];
  const auto row = [&](const char* rank, const char* error, const std::string& kind, const std::string& frame,
                       const std::string& label, const std::string& annotator, const std::string& change,
                       const char* mark) {
    std::snprintf(line, sizeof line, "%3s  %-6s %-17s %-24s %-12s %-12s %-28s %s", rank, error, kind.c_str(),
                  frame.c_str(), label.c_str(), annotator.c_str(), change.c_str(), mark);
    std::string text = line;
    text.erase(text.find_last_not_of(' ') + 1);
    table += text + "\n";
  };
  row("#", "error", "kind", "frame", "label", "annotator", "class", known ? "staged" : "");
  int rank = 0, marked = 0;
  for (const FindingRecord& finding : ranking.Findings()) {
    const bool mark = known && known->Contains(finding);
    marked += mark;
    std::string change = Cell(finding.class_name, 14);
    if (!finding.suggested_class.empty() && finding.suggested_class != finding.class_name) {
      change += (change.empty() ? "+ " : " -> ") + Cell(finding.suggested_class, 14);
    }
    char error[16];
    std::snprintf(error, sizeof error, "%s%.0f %%", finding.rough ? "~" : "", 100 * finding.probability);
    row(std::to_string(++rank).c_str(), error, std::string(KindWord(finding.kind)), Cell(finding.frame_id, 24),
        finding.label_id.empty() ? "-" : Cell(finding.label_id, 12), Cell(finding.annotator, 12), change,
        mark ? "<== staged" : "");
    if (!finding.evidence.empty()) table += "     " + Cell(finding.evidence, 160) + "\n";
  }
  if (ranking.Findings().empty()) {
    table += "     no findings\n";
  } else {
    table += "error: of such labels about so many are errors (assumed rate); ~ while few made errors stand behind it\n";
  }
  if (known) {
    table += std::to_string(marked) + " of these " + std::to_string(rank) + " are among the " +
             std::to_string(known->Size()) + " staged mistakes\n";
  }
  return table;
}

}  // namespace labelwatch
