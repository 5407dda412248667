#include "schema/calibration_codec.h"

#include <algorithm>
#include <cmath>

#include "labelwatch/v1/labelwatch.pb.h"
#include "schema/calibration_proto.h"
#include "schema/proto_json.h"

namespace labelwatch {
namespace {

template <typename Values, typename Field>
void Write(const Values& values, Field* field) {
  field->Assign(values.begin(), values.end());
}

void Write(const std::vector<ConfusionCount>& pairs, google::protobuf::RepeatedPtrField<v1::ConfusionCount>& field) {
  for (const ConfusionCount& pair : pairs) ToProto(pair, *field.Add());
}

void ToProto(const FrameBudget& budget, v1::FrameBudget& out) {
  out.set_per_1000(budget.per_1000);
  out.set_frames(budget.frames);
  Write(budget.cells, out.mutable_cells());
}

v1::ModelCalibration ToProto(const ModelCalibration& model) {
  v1::ModelCalibration proto;
  proto.set_model(model.model);
  proto.set_frames(model.frames);
  proto.set_last_lesson(model.last_lesson);
  for (std::size_t k = 0; k < model.kinds.size(); ++k) {
    const KindCalibration& kind = model.kinds[k];
    v1::KindCalibration& out = *proto.add_kinds();
    out.set_kind(static_cast<v1::Kind>(kLearnedKinds[k]));
    Write(kind.weights, out.mutable_weights());
    Write(kind.curvature, out.mutable_curvature());
    Write(kind.reference, out.mutable_reference());
    Write(kind.pinned, out.mutable_pinned());
    out.set_alarm_score(kind.alarm_score);
    Write(kind.made, out.mutable_made());
    Write(kind.real, out.mutable_real());
    out.set_log_rate_bound(kind.log_rate_bound);
  }
  Write(model.size_real, proto.mutable_size_real());
  Write(model.size_made, proto.mutable_size_made());
  Write(model.size_log_ratio, proto.mutable_size_log_ratio());
  proto.set_made_median(model.made_median);
  Write(model.confusions, *proto.mutable_confusions());
  Write(model.frame_class_habits, *proto.mutable_frame_class_habits());
  Write(model.frame_class_contradictions, *proto.mutable_frame_class_contradictions());
  for (const FrameClassSum& sum : model.frame_class_sums) {
    v1::FrameClassSum& out = *proto.add_frame_class_sums();
    out.set_probability(sum.probability);
    out.set_frames(sum.frames);
    out.set_agreed(sum.agreed);
  }
  return proto;
}

// Reads what it trusts and remembers the first thing that is wrong.
class Reader {
 public:
  explicit Reader(const v1::Calibration& proto) : proto_(proto), classes_(std::max(1, proto.classes_size())) {}

  Result<Calibration> Read() {
    Calibration calibration;
    calibration.version = proto_.version();
    layout_ = std::max(1U, proto_.layout());
    if (layout_ > kWeightsLayout) {
      return BadInput("a calibration file of a newer labelwatch (layout " + std::to_string(layout_) +
                      ", this one reads " + std::to_string(kWeightsLayout) +
                      " and older): use that one, or learn anew");
    }
    calibration.class_names =
        std::make_shared<const std::vector<std::string>>(proto_.classes().begin(), proto_.classes().end());
    for (const v1::ModelCalibration& model : proto_.models()) {
      calibration.models.push_back(std::make_shared<const ModelCalibration>(ReadModel(model)));
    }
    if (calibration.models.size() > kMaxLearnedModels)
      Complain("more than " + std::to_string(kMaxLearnedModels) + " models");
    for (std::size_t i = 1; i < calibration.models.size(); ++i) {
      if (!(calibration.models[i - 1]->model < calibration.models[i]->model)) Complain("models out of order");
    }
    calibration.pool = std::make_shared<const LabelPool>(ReadPool());
    if (proto_.sources_size() > 0 || proto_.annotators_size() > 0) {
      calibration.contributions = std::make_shared<const Contributions>(
          Contributions{ReadContributions(proto_.sources()), ReadContributions(proto_.annotators())});
    }
    if (proto_.has_frame_budget()) calibration.budget = std::make_shared<const FrameBudget>(ReadBudget());
    if (proto_.joint_size() > 0) calibration.joint = std::make_shared<const JointScores>(ReadJoint());
    if (!problem_.empty()) return BadInput("not a calibration file of this version: " + problem_);
    return calibration;
  }

 private:
  void Complain(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }

  NameId ReadClass(std::uint32_t number) {
    if (number >= static_cast<std::uint32_t>(classes_)) {
      Complain("class number " + std::to_string(number) + " without a name");
      return 0;
    }
    return number;
  }

  double Finite(double value, double least, const char* what) {
    if (std::isfinite(value) && value >= least) return value;
    Complain(std::string("a value of ") + what + " out of range");
    return 0;
  }

  template <typename Field>
  std::vector<float> ReadFloats(const Field& field, float least, const char* what) {
    std::vector<float> values(field.begin(), field.end());
    for (const float value : values) Finite(value, least, what);
    return values;
  }

  template <std::size_t N, typename Field>
  std::array<float, N> ReadArray(const Field& field, float least, const char* what) {
    std::array<float, N> values{};
    if (field.size() != static_cast<int>(N)) {
      Complain(std::string(what) + " has " + std::to_string(field.size()) + " values, not " + std::to_string(N));
      return values;
    }
    const std::vector<float> read = ReadFloats(field, least, what);
    std::copy(read.begin(), read.end(), values.begin());
    return values;
  }

  KindCalibration ReadKind(const v1::KindCalibration& proto, std::size_t k) {
    KindCalibration kind;
    if (static_cast<int>(proto.kind()) != static_cast<int>(kLearnedKinds[k])) Complain("kinds out of order");
    kind.weights = ReadFloats(proto.weights(), kLowest, "weights");
    kind.curvature = ReadFloats(proto.curvature(), 0, "curvature");
    kind.reference = ReadFloats(proto.reference(), kLowest, "reference");
    kind.pinned = ReadFloats(proto.pinned(), kLowest, "pinned");
    kind.alarm_score = static_cast<float>(Finite(proto.alarm_score(), kLowest, "alarm_score"));
    const std::size_t least = kSharedWeightsOfLayout[layout_ - 1][k];
    const std::size_t most = least + static_cast<std::size_t>(classes_) * kWeightsPerClass[k];
    if (kind.weights.size() < least || kind.weights.size() > most) {
      Complain(std::to_string(kind.weights.size()) + " weights of " + std::string(KindWord(kLearnedKinds[k])) +
               ", not " + std::to_string(least) + " to " + std::to_string(most));
      return kind;
    }
    if (kind.curvature.size() != kind.weights.size()) Complain("curvature and weights differ in number");
    if (kind.reference.size() > kind.weights.size()) Complain("more reference weights than weights");
    if (kind.pinned.size() > most || (kind.Pinned() && kind.pinned.size() < least)) {
      Complain("another number of pinned weights");
    }
    for (std::vector<float>* values : {&kind.weights, &kind.curvature, &kind.reference, &kind.pinned}) {
      // What later layouts added stands between the shared weights and those of classes.
      if (values->size() >= least) {
        values->insert(values->begin() + static_cast<std::ptrdiff_t>(least), kSharedWeights[k] - least, 0.0F);
      }
    }
    kind.made = ReadArray<kScoreCells>(proto.made(), 0, "made");
    kind.real = ReadArray<kScoreCells>(proto.real(), 0, "real");
    kind.log_rate_bound = static_cast<float>(Finite(proto.log_rate_bound(), kLowest, "log_rate_bound"));
    if (kind.log_rate_bound > 0) Complain("log_rate_bound above 0");
    return kind;
  }

  ModelCalibration ReadModel(const v1::ModelCalibration& proto) {
    ModelCalibration model;
    model.model = proto.model();
    model.frames = proto.frames();
    model.last_lesson = proto.last_lesson();
    if (model.last_lesson > proto_.version()) Complain("a lesson after the version of the file");
    if (proto.kinds_size() != static_cast<int>(model.kinds.size())) {
      Complain(std::to_string(proto.kinds_size()) + " kinds, not " + std::to_string(model.kinds.size()));
      return model;
    }
    for (int k = 0; k < proto.kinds_size(); ++k) {
      model.kinds[static_cast<std::size_t>(k)] = ReadKind(proto.kinds(k), static_cast<std::size_t>(k));
    }
    model.size_real = ReadArray<kSizeCells>(proto.size_real(), 0, "size_real");
    model.size_made = ReadArray<kSizeCells>(proto.size_made(), 0, "size_made");
    model.size_log_ratio = ReadArray<kSizeCells>(proto.size_log_ratio(), kLowest, "size_log_ratio");
    model.made_median = static_cast<float>(Finite(proto.made_median(), kLowest, "made_median"));
    model.confusions = ReadPairs(proto.confusions(), "confusions");
    model.frame_class_habits = ReadPairs(proto.frame_class_habits(), "frame_class_habits");
    model.frame_class_contradictions = ReadPairs(proto.frame_class_contradictions(), "frame_class_contradictions");
    for (const v1::FrameClassSum& sum : proto.frame_class_sums()) {
      model.frame_class_sums.push_back({Finite(sum.probability(), 0, "frame_class_sums"),
                                        Finite(sum.frames(), 0, "frame_class_sums"),
                                        Finite(sum.agreed(), 0, "frame_class_sums")});
    }
    if (proto.frame_class_sums_size() > classes_) Complain("more frame_class_sums than classes");
    return model;
  }

  std::vector<ConfusionCount> ReadPairs(const google::protobuf::RepeatedPtrField<v1::ConfusionCount>& field,
                                        const char* name) {
    std::vector<ConfusionCount> pairs;
    for (const v1::ConfusionCount& pair : field) {
      pairs.push_back(
          {ReadClass(pair.predicted()), ReadClass(pair.labeled()), static_cast<float>(Finite(pair.count(), 0, name))});
    }
    return pairs;
  }

  std::vector<Contribution> ReadContributions(const google::protobuf::RepeatedPtrField<v1::Contribution>& field) {
    std::vector<Contribution> contributions;
    if (field.size() > static_cast<int>(kMaxContributions)) Complain("too many contributions");
    for (const v1::Contribution& entry : field) {
      if (!contributions.empty() && contributions.back().name >= entry.name()) Complain("contributions out of order");
      contributions.push_back({entry.name(), static_cast<float>(Finite(entry.frames(), 0, "contributions"))});
    }
    return contributions;
  }

  // Which cells are flagged follows when LearningStage takes it over.
  FrameBudget ReadBudget() {
    FrameBudget budget;
    budget.per_1000 = Finite(proto_.frame_budget().per_1000(), 0, "frame_budget");
    budget.frames = Finite(proto_.frame_budget().frames(), 0, "frame_budget");
    budget.cells = ReadArray<kFrameScoreCells>(proto_.frame_budget().cells(), 0, "cells");
    return budget;
  }

  // What follows from the counts is worked out when the calibration is put to use (learning/renumber.h).
  JointScores ReadJoint() {
    JointScores joint;
    if (proto_.joint_size() != static_cast<int>(kJointKinds.size())) {
      Complain("joint scores of " + std::to_string(proto_.joint_size()) + " kinds, not " +
               std::to_string(kJointKinds.size()));
      return joint;
    }
    for (std::size_t k = 0; k < kJointKinds.size(); ++k) {
      const v1::ScoreCounts& counts = proto_.joint(static_cast<int>(k));
      if (static_cast<Kind>(counts.kind()) != kJointKinds[k]) Complain("joint scores out of order");
      joint.kinds[k].made = ReadArray<kScoreCells>(counts.made(), 0, "made");
      joint.kinds[k].real = ReadArray<kScoreCells>(counts.real(), 0, "real");
    }
    return joint;
  }

  LabelPool ReadPool() {
    LabelPool pool;
    pool.offered = proto_.labels_offered();
    if (proto_.labels_size() > static_cast<int>(kPooledLabels)) Complain("too many labels");
    for (const v1::PooledLabel& label : proto_.labels()) {
      pool.labels.push_back({static_cast<float>(Finite(label.width(), 0, "labels")),
                             static_cast<float>(Finite(label.height(), 0, "labels")), ReadClass(label.class_())});
    }
    for (const std::uint32_t number : proto_.label_classes()) pool.label_classes.push_back(ReadClass(number));
    if (!std::is_sorted(pool.label_classes.begin(), pool.label_classes.end())) Complain("label_classes out of order");
    return pool;
  }

  static constexpr float kLowest = -1e6F;
  const v1::Calibration& proto_;
  const int classes_;
  std::uint32_t layout_ = 1;
  std::string problem_;
};

}  // namespace

void ToProto(const Contribution& contribution, v1::Contribution& out) {
  out.set_name(contribution.name);
  out.set_frames(contribution.frames);
}

void ToProto(const ConfusionCount& pair, v1::ConfusionCount& out) {
  out.set_predicted(pair.predicted);
  out.set_labeled(pair.labeled);
  out.set_count(pair.count);
}

void ToProto(const Calibration& calibration, v1::Calibration& proto) {
  proto.set_version(calibration.version);
  proto.set_layout(kWeightsLayout);
  if (calibration.class_names != nullptr) {
    for (const std::string& name : *calibration.class_names) proto.add_classes(name);
  }
  for (const auto& model : calibration.models) *proto.add_models() = ToProto(*model);
  if (calibration.pool != nullptr) {
    for (const PooledLabel& label : calibration.pool->labels) {
      v1::PooledLabel& out = *proto.add_labels();
      out.set_width(label.width);
      out.set_height(label.height);
      out.set_class_(label.class_id);
    }
    proto.set_labels_offered(calibration.pool->offered);
    Write(calibration.pool->label_classes, proto.mutable_label_classes());
  }
  if (calibration.contributions != nullptr) {
    for (const Contribution& source : calibration.contributions->sources) ToProto(source, *proto.add_sources());
    for (const Contribution& entry : calibration.contributions->annotators) ToProto(entry, *proto.add_annotators());
  }
  if (calibration.budget != nullptr) ToProto(*calibration.budget, *proto.mutable_frame_budget());
  for (std::size_t k = 0; calibration.joint != nullptr && k < kJointKinds.size(); ++k) {
    v1::ScoreCounts& out = *proto.add_joint();
    out.set_kind(static_cast<v1::Kind>(kJointKinds[k]));
    Write(calibration.joint->kinds[k].made, out.mutable_made());
    Write(calibration.joint->kinds[k].real, out.mutable_real());
  }
}

Result<Calibration> FromProto(const v1::Calibration& proto) { return Reader(proto).Read(); }

std::string CalibrationToJson(const Calibration& calibration) {
  v1::Calibration proto;
  ToProto(calibration, proto);
  return JsonOf(proto).value_or("");  // fails only for what this message cannot hold
}

Result<Calibration> CalibrationFromJson(std::string_view json) {
  v1::Calibration proto;
  if (auto read = ReadOwnJson(json, "a calibration", proto); !read) {
    return BadInput("not a calibration file: " + read.error().message);
  }
  return FromProto(proto);
}

}  // namespace labelwatch
