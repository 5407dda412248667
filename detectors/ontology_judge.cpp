#include "detectors/ontology_judge.h"

#include <algorithm>
#include <cmath>

#include "schema/attributes.h"

namespace labelwatch {
namespace {

constexpr double kCertain = 6;  // log-odds; the label breaks the rule, but the rule may be wrong

enum Broken { kLabel = 1, kFrameClass, kCount };

std::string InQuotes(std::string_view text) { return "'" + std::string(text) + "'"; }

std::string Pixels(double value) { return std::to_string(std::lround(value)); }

Finding& Add(std::vector<Finding>& findings, Broken what) {
  Finding& finding = findings.emplace_back();
  finding.kind = Kind::kOntology;
  finding.score = kCertain;
  finding.evidence = {static_cast<float>(what)};
  finding.detector = "ontology";
  return finding;
}

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

const OntologyJudge::OfClass& OntologyJudge::Of(NameId class_id) {
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

void OntologyJudge::Judge(const LabeledFrame& frame, std::vector<Finding>& findings) {
  if (rules_ == nullptr) return;
  for (std::size_t i = 0; i < frame.labels.size(); ++i) {
    const Label& label = frame.labels[i];
    if (!label.Judged()) continue;
    const OfClass& of_class = Of(label.class_id);
    const bool breaks = !of_class.known ||
                        (of_class.rules != nullptr &&
                         (TooSmall(label.shape.bounds, *of_class.rules) || BreaksAttributes(label, *of_class.rules)));
    if (breaks) Add(findings, kLabel).label = static_cast<std::int32_t>(i);
  }
  for (const NameId class_id : frame.frame_classes) {
    if (!Of(class_id).known) Add(findings, kFrameClass).suggested_class = class_id;
  }
  JudgeCounts(frame, findings);
}

void OntologyJudge::JudgeCounts(const LabeledFrame& frame, std::vector<Finding>& findings) {
  for (OfClass& of_class : of_class_) of_class.labels = 0;
  for (const Label& label : frame.labels) {
    if (label.Judged()) ++of_class_[label.class_id].labels;
  }
  for (const auto& [name, rules] : rules_->classes) {
    if (!rules.at_least && !rules.at_most) continue;
    const NameId class_id = classes_.Find(name);
    const std::uint64_t labels =
        class_id < of_class_.size() && class_id != NameTable::kOther ? of_class_[class_id].labels : 0;
    if (labels >= rules.at_least.value_or(0) && labels <= rules.at_most.value_or(labels)) continue;
    Finding& finding = Add(findings, kCount);
    finding.suggested_class = class_id;  // kOther where no label ever had the class
    finding.evidence[1] = static_cast<float>(labels);
    finding.evidence[2] = static_cast<float>(std::distance(rules_->classes.begin(), rules_->classes.find(name)));
  }
}

std::string OntologyJudge::Explain(const LabeledFrame& frame, const Finding& finding) const {
  if (rules_ == nullptr) return "the ontology is not known here";
  switch (static_cast<Broken>(finding.evidence[0])) {
    case kFrameClass:
      return "the ontology has no class " + InQuotes(classes_.Name(finding.suggested_class));
    case kCount: {
      const auto& [name, rules] = *std::next(rules_->classes.begin(), static_cast<std::ptrdiff_t>(finding.evidence[2]));
      const auto labels = static_cast<std::uint64_t>(finding.evidence[1]);
      const bool few = labels < rules.at_least.value_or(0);
      return std::to_string(labels) + " labels of class " + name + "; the ontology asks for at " +
             (few ? "least " + std::to_string(*rules.at_least) : "most " + std::to_string(*rules.at_most)) + " a frame";
    }
    case kLabel:
      break;
  }
  const Label& label = frame.labels[static_cast<std::size_t>(finding.label)];
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
