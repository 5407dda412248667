#include "consumers/report/index_json.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_map>

#include "schema/hash.h"
#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::size_t kIdDigits = 12;  // of 32: enough to tell the findings of one report apart
constexpr char kQuestion[] = "audit";  // where the kinds of findings stand

// Ids come from outside, too, and each has as many letters as the others: one that is not of hexadecimal digits, or is
// that of a request, which begins with that of its frame, stands as others made of it.
std::string ShortId(const ShownFinding& shown) {
  const std::string& id = shown.record.id;
  const auto hexadecimal = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  const std::string_view begin = CutAtCharacter(id, kIdDigits);
  if (!shown.question && begin.size() == kIdDigits && std::ranges::all_of(begin, hexadecimal))
    return std::string(begin);
  ByteHash hash;
  hash.Add(id);
  return std::string(CutAtCharacter(HexDigits(Mix(hash.Value())), kIdDigits));
}

class NameList {
 public:
  std::size_t Number(const std::string& name) {
    const auto [at, added] = numbers_.try_emplace(name, names_.size());
    if (added) names_.push_back(name);
    return at->second;
  }
  void Put(JsonWriter& json, const char* key) const {
    json.Key(key).OpenList();
    for (const std::string& name : names_) json.Text(name);
    json.CloseList();
  }

 private:
  std::vector<std::string> names_ = {""};
  std::unordered_map<std::string, std::size_t> numbers_ = {{"", 0}};
};

struct NameLists {
  NameList kinds, classes, annotators, sources, models;
};

template <typename Range, typename PutOne>
void PutColumn(JsonWriter& json, const char* key, const Range& range, PutOne put) {
  json.Key(key).OpenList();
  for (const auto& one : range) put(one);
  json.CloseList();
}

void PutFrames(JsonWriter& json, const std::vector<SharedFrame>& frames, const std::vector<std::string>& pictures,
               PageHome home, NameLists& names) {
  json.Key("frames").OpenObject();
  PutColumn(json, "ids", frames, [&](const SharedFrame& frame) { json.Text(frame->frame_id); });
  if (home == PageHome::kServer) {
    PutColumn(json, "keys", frames, [&](const SharedFrame& frame) { json.Text(frame->key); });
  }
  PutColumn(json, "source", frames, [&](const SharedFrame& frame) { json.Whole(names.sources.Number(frame->source)); });
  PutColumn(json, "labeled_at", frames, [&](const SharedFrame& frame) { json.Signed(frame->labeled_at_ms); });
  PutColumn(json, "width", frames, [&](const SharedFrame& frame) { json.Whole(frame->width); });
  PutColumn(json, "height", frames, [&](const SharedFrame& frame) { json.Whole(frame->height); });
  PutColumn(json, "pictures", pictures, [&](const std::string& picture) { json.Text(picture); });
  json.CloseObject();
}

// Whole ones, so that the page rounds to the percents that the table has; certain are only 0 and 1 themselves.
std::uint64_t PerMille(double probability) {
  if (probability <= 0 || probability >= 1) return probability >= 1 ? 1000 : 0;
  return static_cast<std::uint64_t>(std::clamp(std::floor(1000 * probability), 1.0, 999.0));
}

void PutIndex(JsonWriter& json, const std::vector<const FindingRecord*>& records,
              const std::vector<const ShownFinding*>& shown, const std::vector<IndexedFinding>& rows, PageHome home,
              NameLists& names) {
  const auto name = [&](const char* key, NameList& list, auto member) {
    PutColumn(json, key, records, [&](const FindingRecord* one) { json.Whole(list.Number(one->*member)); });
  };
  json.Key("index").OpenObject();
  std::string ids;
  for (const ShownFinding* one : shown) ids += ShortId(*one);
  json.Key("ids").Text(ids);
  PutColumn(json, "kind", shown, [&](const ShownFinding* one) {
    json.Whole(names.kinds.Number(one->question ? kQuestion : std::string(KindWord(one->record.kind))));
  });
  name("labeled", names.classes, &FindingRecord::class_name);
  name("suggested", names.classes, &FindingRecord::suggested_class);
  name("annotator", names.annotators, &FindingRecord::annotator);
  name("model", names.models, &FindingRecord::model);
  PutColumn(json, "probability", records, [&](const FindingRecord* one) { json.Whole(PerMille(one->probability)); });
  PutColumn(json, "flagged", records, [&](const FindingRecord* one) { json.Whole(one->flagged ? 1 : 0); });
  NameList tracks;  // their names are of no interest
  PutColumn(json, "object", shown, [&](const ShownFinding* one) { json.Whole(one->object); });
  PutColumn(json, "track", shown, [&](const ShownFinding* one) { json.Whole(tracks.Number(one->track)); });
  PutColumn(json, "frame", rows, [&](const IndexedFinding& row) { json.Whole(row.frame); });
  if (home == PageHome::kServer) {
    PutColumn(json, "place", rows, [&](const IndexedFinding& row) { json.Whole(row.place); });
    PutColumn(json, "asked", rows, [&](const IndexedFinding& row) { json.Whole(static_cast<unsigned>(row.asked)); });
  }
  json.CloseObject();
}

const FindingRecord& RecordOf(const std::vector<SharedFrame>& frames, const IndexedFinding& row) {
  return frames[row.frame]->shown.findings[row.place].record;
}

}  // namespace

std::vector<IndexedFinding> OrderFindings(const std::vector<SharedFrame>& frames) {
  std::vector<IndexedFinding> rows;
  for (std::size_t frame = 0; frame < frames.size(); ++frame) {
    for (std::size_t place = 0; place < frames[frame]->shown.findings.size(); ++place) rows.push_back({frame, place});
  }
  std::stable_sort(rows.begin(), rows.end(), [&](const IndexedFinding& a, const IndexedFinding& b) {
    const FindingRecord &one = RecordOf(frames, a), &other = RecordOf(frames, b);
    if (one.score != other.score) return one.score > other.score;
    return std::tie(one.frame_id, one.kind) < std::tie(other.frame_id, other.kind);
  });
  return rows;
}

std::string IndexJson(const std::vector<SharedFrame>& frames, const std::vector<std::string>& pictures,
                      const std::vector<IndexedFinding>& rows, PageHome home) {
  std::vector<const ShownFinding*> shown;
  std::vector<const FindingRecord*> records;
  for (const IndexedFinding& row : rows) {
    shown.push_back(&frames[row.frame]->shown.findings[row.place]);
    records.push_back(&shown.back()->record);
  }
  NameLists names;
  JsonWriter json;
  json.OpenObject();
  PutFrames(json, frames, pictures, home, names);
  PutIndex(json, records, shown, rows, home, names);
  json.Key("names").OpenObject();
  names.kinds.Put(json, "kinds");
  names.classes.Put(json, "classes");
  names.annotators.Put(json, "annotators");
  names.sources.Put(json, "sources");
  names.models.Put(json, "models");
  json.CloseObject();
  json.CloseObject();
  std::string members(json.Written());
  return members.substr(1, members.size() - 2);
}

}  // namespace labelwatch
