#include "detectors/labels/ontology.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>

#include "detectors/labels/scene.h"
#include "schema/attributes.h"

namespace labelwatch {
namespace {

constexpr double kCertain = 6;  // log-odds; the label breaks the rule, but the rule may be wrong

std::string InQuotes(std::string_view text) { return "'" + std::string(text) + "'"; }

std::string Pixels(double value) { return std::to_string(std::lround(value)); }

bool TooSmall(const Box& box, const ClassRules& rules) {
  // NaN is the business of `invalid`.
  return box.Width() < rules.min_width || box.Height() < rules.min_height;
}

bool Allowed(const AttributeRule& rule, std::string_view value) {
  return rule.values.empty() || std::find(rule.values.begin(), rule.values.end(), value) != rule.values.end();
}

// Calls `broken(name, value, rule)`: a null rule for an attribute that may not be there, an empty value for a missing
// one. Stops where `broken` returns false.
template <typename OnBroken>
void ForBrokenAttributes(std::string_view encoded, const ClassRules& rules, OnBroken broken) {
  if (rules.attributes.empty() && rules.other_attributes) return;
  std::size_t required_there = 0;
  bool go_on = true;
  ForEachAttribute(encoded, [&](std::string_view name, std::string_view value) {
    if (!go_on) return;
    const auto rule = rules.attributes.find(std::string(name));
    if (rule == rules.attributes.end()) {
      if (!rules.other_attributes) go_on = broken(name, value, nullptr);
    } else {
      required_there += rule->second.required ? 1 : 0;
      if (!Allowed(rule->second, value)) go_on = broken(name, value, &rule->second);
    }
  });
  if (!go_on) return;
  const auto required = std::count_if(rules.attributes.begin(), rules.attributes.end(),
                                      [](const auto& entry) { return entry.second.required; });
  if (required_there >= static_cast<std::size_t>(required)) return;
  for (const auto& rule : rules.attributes) {
    if (!rule.second.required) continue;
    bool there = false;
    ForEachAttribute(encoded, [&](std::string_view seen, std::string_view) { there |= seen == rule.first; });
    if (!there && !broken(rule.first, {}, &rule.second)) return;
  }
}

bool BreaksAttributes(const Label& label, const ClassRules& rules) {
  bool found = false;
  ForBrokenAttributes(label.attributes, rules, [&](std::string_view, std::string_view, const AttributeRule*) {
    found = true;
    return false;
  });
  return found;
}

std::string List(const std::vector<std::string>& values) {
  constexpr std::size_t kMost = 6;
  std::string list;
  for (std::size_t i = 0; i < values.size() && i < kMost; ++i) (list += i > 0 ? ", " : "") += values[i];
  return values.size() > kMost ? list + ", ..." : list;
}

}  // namespace

const OntologyDetector::OfClass& OntologyDetector::Of(NameId class_id) {
  if (class_id >= of_class_.size()) of_class_.resize(class_id + 1);
  OfClass& found = of_class_[class_id];
  if (!found.looked_up) {
    const auto rules = rules_->classes.find(std::string(classes_.Name(class_id)));
    found.looked_up = true;
    found.rules = rules == rules_->classes.end() ? nullptr : &rules->second;
    found.known = found.rules != nullptr || rules_->other_classes;
  }
  return found;
}

void OntologyDetector::Judge(const View& view, std::vector<Finding>& findings, ModelTally* /*sums*/) {
  const LabeledFrame& frame = view.scene.Frame();
  const std::size_t others = findings.size();
  for (std::size_t i = 0; i < frame.labels.size(); ++i) {
    const Label& label = frame.labels[i];
    if (!label.Judged()) continue;
    const OfClass& of_class = Of(label.class_id);
    const bool breaks = !of_class.known ||
                        (of_class.rules != nullptr &&
                         (TooSmall(label.shape.bounds, *of_class.rules) || BreaksAttributes(label, *of_class.rules)));
    if (breaks) Add({OntologyEvidence::kLabel}, findings).label = static_cast<std::int32_t>(i);
  }
  for (const NameId class_id : frame.frame_classes) {
    if (!Of(class_id).known) Add({OntologyEvidence::kFrameClass}, findings).suggested_class = class_id;
  }
  JudgeCounts(frame, findings);
  for (Finding& finding : std::span(findings).subspan(others)) finding.score = kCertain;
}

void OntologyDetector::JudgeCounts(const LabeledFrame& frame, std::vector<Finding>& findings) {
  for (OfClass& of_class : of_class_) of_class.labels = 0;
  for (const Label& label : frame.labels) {
    if (label.Judged()) ++of_class_[label.class_id].labels;
  }
  std::uint32_t number = 0;
  for (const auto& [name, rules] : rules_->classes) {
    const std::uint32_t rule = number++;
    if (!rules.at_least && !rules.at_most) continue;
    const NameId class_id = classes_.Find(name);
    const std::uint64_t labels =
        class_id < of_class_.size() && class_id != NameTable::kOther ? of_class_[class_id].labels : 0;
    if (labels >= rules.at_least.value_or(0) && labels <= rules.at_most.value_or(labels)) continue;
    // kOther where no label ever had the class.
    Add({OntologyEvidence::kCount, rule, labels}, findings).suggested_class = class_id;
  }
}

Explanation OntologyDetector::Tell(const JoinedFrame& frame, const Finding& finding, const OntologyEvidence& evidence,
                                   const NameTable& classes) const {
  if (rules_ == nullptr) return {"the ontology is not known here"};
  switch (evidence.broken) {
    case OntologyEvidence::kFrameClass:
      return {"the ontology has no class " + InQuotes(classes.Name(finding.suggested_class)), finding.suggested_class};
    case OntologyEvidence::kCount:
      return {BrokenCount(evidence), finding.suggested_class};
    case OntologyEvidence::kLabel:
      break;
  }
  return {BrokenBy(frame.labels.labels[static_cast<std::size_t>(finding.label)])};
}

std::string OntologyDetector::BrokenCount(const OntologyEvidence& evidence) const {
  if (evidence.rule >= rules_->classes.size()) return "the ontology has changed";
  const auto& [name, rules] = *std::next(rules_->classes.begin(), static_cast<std::ptrdiff_t>(evidence.rule));
  const bool few = evidence.labels < rules.at_least.value_or(0);
  return std::to_string(evidence.labels) + " labels of class " + name + "; the ontology asks for at " +
         (few ? "least " + std::to_string(*rules.at_least) : "most " + std::to_string(*rules.at_most)) + " a frame";
}

std::string OntologyDetector::BrokenBy(const Label& label) const {
  const std::string name(classes_.Name(label.class_id));
  const auto found = rules_->classes.find(name);
  if (found == rules_->classes.end()) return "the ontology has no class " + InQuotes(name);
  const ClassRules& rules = found->second;
  std::string text;
  const auto say = [&](const std::string& words) { (text += text.empty() ? "" : "; ") += words; };
  if (const Box& box = label.shape.bounds; TooSmall(box, rules)) {
    say(Pixels(box.Width()) + " x " + Pixels(box.Height()) + " pixels; a " + name + " has at least " +
        Pixels(rules.min_width) + " x " + Pixels(rules.min_height));
  }
  ForBrokenAttributes(
      label.attributes, rules, [&](std::string_view attribute, std::string_view value, const AttributeRule* rule) {
        if (rule == nullptr) {
          say("attribute " + InQuotes(attribute) + " is not allowed for " + name);
        } else if (value.empty()) {
          say("attribute " + InQuotes(attribute) + " is missing");
        } else {
          say("attribute " + InQuotes(attribute) + " is " + InQuotes(value) + "; allowed: " + List(rule->values));
        }
        return true;
      });
  return text;
}

}  // namespace labelwatch
