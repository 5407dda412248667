#include "schema/tally_codec.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "labelwatch/v1/labelwatch.pb.h"
#include "schema/calibration_proto.h"
#include "schema/series_proto.h"

namespace labelwatch {
namespace {

// ----------------------------------------------------------------------------------------------------------- writing

void ToProto(const StreamSums& sums, v1::StreamSums& out) {
  out.set_frames(sums.frames);
  for (const PooledLabel& label : sums.labels) {
    v1::PooledLabel& pooled = *out.add_labels();
    pooled.set_width(label.width);
    pooled.set_height(label.height);
    pooled.set_class_(label.class_id);
  }
  out.mutable_label_classes()->Assign(sums.label_classes.begin(), sums.label_classes.end());
  for (const Contribution& source : sums.sources) ToProto(source, *out.add_sources());
  for (const Contribution& annotator : sums.annotators) ToProto(annotator, *out.add_annotators());
  for (std::size_t k = 0; sums.frames > 0 && k < sums.joint.size(); ++k) {
    v1::ScoreSums& joint = *out.add_joint();
    joint.set_kind(static_cast<v1::Kind>(kJointKinds[k]));
    joint.mutable_made()->Assign(sums.joint[k].made.begin(), sums.joint[k].made.end());
    joint.mutable_real()->Assign(sums.joint[k].real.begin(), sums.joint[k].real.end());
  }
  if (sums.frame_scores.frames == 0) return;
  out.set_frames_scored(sums.frame_scores.frames);
  out.mutable_frame_scores()->Assign(sums.frame_scores.cells.begin(), sums.frame_scores.cells.end());
}

void ToProto(const KindSums& sums, v1::KindSums& out) {
  out.mutable_gradient()->Assign(sums.gradient.begin(), sums.gradient.end());
  out.mutable_curvature()->Assign(sums.curvature.begin(), sums.curvature.end());
  out.mutable_made()->Assign(sums.made.begin(), sums.made.end());
  out.mutable_real()->Assign(sums.real.begin(), sums.real.end());
}

void ToProto(const ModelTally& model, v1::LearningSums& out) {
  out.set_model(model.model);
  out.set_frames(model.frames);
  for (std::size_t k = 0; k < model.kinds.size(); ++k) {
    v1::KindSums& kind = *out.add_kinds();
    kind.set_kind(static_cast<v1::Kind>(kLearnedKinds[k]));
    ToProto(model.kinds[k], kind);
  }
  out.mutable_size_real()->Assign(model.size_real.begin(), model.size_real.end());
  out.mutable_size_made()->Assign(model.size_made.begin(), model.size_made.end());
  out.set_made_above(model.made_above);
  out.set_made_below(model.made_below);
  for (const ConfusionPair& pair : model.confusions)
    ToProto(ConfusionCount{pair.predicted, pair.labeled, 1}, *out.add_confusions());
  for (const FrameClassSum& sum : model.frame_class_sums) {
    v1::FrameClassSum& to = *out.add_frame_class_sums();
    to.set_probability(sum.probability);
    to.set_frames(sum.frames);
    to.set_agreed(sum.agreed);
  }
  for (const ConfusionCount& pair : model.frame_class_habits) ToProto(pair, *out.add_frame_class_habits());
  for (const ConfusionCount& pair : model.frame_class_contradictions) {
    ToProto(pair, *out.add_frame_class_contradictions());
  }
}

void ToProto(const LearningTally& block, v1::LearningBlock& out) {
  ToProto(static_cast<const StreamSums&>(block), *out.mutable_stream());
  for (const ModelTally& model : block.models) {
    if (model.frames > 0) ToProto(model, *out.add_models());
  }
}

void ToProto(const CoveredInput& covered, v1::Covered& out) {
  out.set_partition(covered.partition);
  out.set_labels_from(covered.from[0]);
  out.set_labels_to(covered.to[0]);
  out.set_predictions_from(covered.from[1]);
  out.set_predictions_to(covered.to[1]);
  out.set_clock_unix_ms(covered.clock_ms);
}

// What of `one` the other does not share.
Calibration Unshared(const Calibration& one, const Calibration& other) {
  Calibration unshared = one;
  std::erase_if(unshared.models, [&](const auto& model) {
    return std::find(other.models.begin(), other.models.end(), model) != other.models.end();
  });
  return unshared;
}

// ----------------------------------------------------------------------------------------------------------- reading

// Reads what it trusts and remembers the first thing that is wrong.
class Reader {
 public:
  // `classes`: how many there are, so that no number stands for none.
  explicit Reader(std::size_t classes) : classes_(std::max<std::size_t>(classes, 1)) {}

  StreamSums Read(const v1::StreamSums& proto) {
    StreamSums sums;
    sums.frames = proto.frames();
    if (static_cast<std::size_t>(proto.labels_size()) > kPooledLabels) Complain("too many labels");
    for (const v1::PooledLabel& label : proto.labels()) {
      sums.labels.push_back({Finite(label.width()), Finite(label.height()), Class(label.class_())});
    }
    for (const std::uint32_t number : proto.label_classes()) sums.label_classes.push_back(Class(number));
    for (const v1::Contribution& entry : proto.sources()) sums.sources.push_back(Read(entry));
    for (const v1::Contribution& entry : proto.annotators()) sums.annotators.push_back(Read(entry));
    sums.frame_scores.frames = proto.frames_scored();
    Copy(proto.frame_scores(), sums.frame_scores.cells, "frame_scores");
    for (const v1::ScoreSums& joint : proto.joint()) Read(joint, sums);
    return sums;
  }

  LearningTally Read(const v1::LearningBlock& proto) {
    LearningTally block;
    static_cast<StreamSums&>(block) = Read(proto.stream());
    if (static_cast<std::size_t>(proto.models_size()) > kMaxLearnedModels) Complain("too many models in a block");
    for (const v1::LearningSums& model : proto.models()) block.models.push_back(Read(model));
    return block;
  }

  void Complain(const std::string& problem) {
    if (problem_.empty()) problem_ = problem;
  }
  const std::string& Problem() const { return problem_; }

 private:
  NameId Class(std::uint32_t number) {
    if (number < classes_) return number;
    Complain("class number " + std::to_string(number) + " without a name");
    return 0;
  }
  float Finite(float value) {
    if (!std::isfinite(value)) Complain("a number that is not finite");
    return value;
  }
  void Read(const v1::ScoreSums& proto, StreamSums& sums) {
    const auto kind = std::find(kJointKinds.begin(), kJointKinds.end(), static_cast<Kind>(proto.kind()));
    if (kind == kJointKinds.end()) return Complain("joint scores of a kind that has none");
    ScoreSums& joint = sums.joint[static_cast<std::size_t>(kind - kJointKinds.begin())];
    Copy(proto.made(), joint.made, "made");
    Copy(proto.real(), joint.real, "real");
  }
  Contribution Read(const v1::Contribution& proto) { return {proto.name(), Finite(proto.frames())}; }
  ConfusionCount Read(const v1::ConfusionCount& proto) {
    return {Class(proto.predicted()), Class(proto.labeled()), Finite(proto.count())};
  }

  template <typename Field, typename T, std::size_t N>
  void Copy(const Field& field, std::array<T, N>& values, const char* name) {
    if (field.empty()) return;
    if (static_cast<std::size_t>(field.size()) != N) return Complain(std::string("another number of ") + name);
    std::copy(field.begin(), field.end(), values.begin());
  }
  template <typename Field>
  void Copy(const Field& field, std::size_t kind, std::vector<float>& values) {
    if (static_cast<std::size_t>(field.size()) > kSharedWeights[kind] + classes_ * kWeightsPerClass[kind]) {
      return Complain("more sums than weights");
    }
    for (const float value : field) values.push_back(Finite(value));
  }

  ModelTally Read(const v1::LearningSums& proto) {
    ModelTally model;
    model.model = proto.model();
    model.frames = proto.frames();
    if (static_cast<std::size_t>(proto.kinds_size()) != model.kinds.size()) Complain("another number of kinds");
    for (std::size_t k = 0; k < std::min<std::size_t>(model.kinds.size(), proto.kinds_size()); ++k) {
      const v1::KindSums& kind = proto.kinds(static_cast<int>(k));
      Copy(kind.gradient(), k, model.kinds[k].gradient);
      Copy(kind.curvature(), k, model.kinds[k].curvature);
      Copy(kind.made(), model.kinds[k].made, "made");
      Copy(kind.real(), model.kinds[k].real, "real");
    }
    Copy(proto.size_real(), model.size_real, "size_real");
    Copy(proto.size_made(), model.size_made, "size_made");
    model.made_above = proto.made_above();
    model.made_below = proto.made_below();
    for (const auto& pair : proto.confusions()) {
      model.confusions.push_back({Class(pair.predicted()), Class(pair.labeled())});
    }
    if (static_cast<std::size_t>(proto.frame_class_sums_size()) > classes_)
      Complain("more frame_class_sums than classes");
    for (const auto& sum : proto.frame_class_sums()) {
      model.frame_class_sums.push_back({sum.probability(), sum.frames(), sum.agreed()});
    }
    for (const auto& pair : proto.frame_class_habits()) model.frame_class_habits.push_back(Read(pair));
    for (const auto& pair : proto.frame_class_contradictions()) {
      model.frame_class_contradictions.push_back(Read(pair));
    }
    return model;
  }

  const std::size_t classes_;
  std::string problem_;
};

CoveredInput Read(const v1::Covered& proto) {
  return {proto.partition(),
          {proto.labels_from(), proto.predictions_from()},
          {proto.labels_to(), proto.predictions_to()},
          proto.clock_unix_ms()};
}

tl::unexpected<Error> NotATally(const std::string& why) { return BadInput("not a tally of this version: " + why); }

}  // namespace

std::string EncodeTally(const Tally& tally) {
  v1::Tally proto;
  proto.set_group(tally.group);
  proto.set_worker(tally.worker);
  proto.set_number(tally.lessons.number);
  proto.set_transaction(tally.transaction);
  for (const CoveredInput& covered : tally.covered) ToProto(covered, *proto.add_covered());
  proto.set_frames(tally.frames);
  proto.set_flagged_frames(tally.flagged_frames);
  proto.set_frames_in_order(tally.frames_in_order);
  const Calibration &from = *tally.lessons.from, &to = *tally.lessons.to;
  // What a calibration holds besides its models stands in the later one.
  Calibration before;
  before.version = from.version;
  before.class_names = to.class_names;
  before.models = Unshared(from, to).models;
  ToProto(before, *proto.mutable_before());
  ToProto(Unshared(to, from), *proto.mutable_after());
  ToProto(tally.lessons.sums, *proto.mutable_sums());
  ToProto(tally.lessons.open, *proto.mutable_open());
  ToProto(tally.series, *proto.mutable_series());
  return proto.SerializeAsString();
}

Result<Tally> DecodeTally(std::string_view bytes) {
  v1::Tally proto;
  if (!proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return NotATally("damaged");
  auto from = FromProto(proto.before()), to = FromProto(proto.after());
  if (!from) return NotATally(from.error().message);
  if (!to) return NotATally(to.error().message);
  auto series = FromProto(proto.series());
  if (!series) return NotATally(series.error().message);
  Reader reader(to->class_names->size());
  Tally tally;
  tally.group = proto.group();
  tally.worker = proto.worker();
  tally.transaction = proto.transaction();
  for (const v1::Covered& covered : proto.covered()) tally.covered.push_back(Read(covered));
  tally.frames = proto.frames();
  tally.flagged_frames = proto.flagged_frames();
  tally.frames_in_order = std::max<std::int64_t>(proto.frames_in_order(), 0);
  tally.series = std::move(*series);
  tally.lessons.number = proto.number();
  tally.lessons.sums = reader.Read(proto.sums());
  tally.lessons.open = reader.Read(proto.open());
  if (to->version < from->version) reader.Complain("it ends before it begins");
  tally.lessons.from = std::make_shared<const Calibration>(std::move(*from));
  tally.lessons.to = std::make_shared<const Calibration>(std::move(*to));
  if (!reader.Problem().empty()) return NotATally(reader.Problem());
  return tally;
}

std::string EncodeLearningState(const LearningState& state) {
  v1::LearningState proto;
  proto.set_group(state.group);
  proto.set_next_offset(state.next_offset);
  ToProto(state.calibration, *proto.mutable_calibration());
  for (const auto& [worker, teacher] : state.teachers) {
    v1::WorkerState& out = *proto.add_workers();
    out.set_worker(worker);
    out.set_commits(teacher.commits);
    ToProto(teacher.open, *out.mutable_open());
    out.set_heard(teacher.heard);
  }
  for (const auto& [partition, covered] : state.covered) ToProto(covered, *proto.add_covered());
  return proto.SerializeAsString();
}

Result<LearningState> DecodeLearningState(std::string_view bytes) {
  v1::LearningState proto;
  if (!proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return BadInput("not the state of learning: damaged");
  }
  auto calibration = FromProto(proto.calibration());
  if (!calibration) return tl::unexpected(calibration.error());
  Reader reader(calibration->class_names->size());
  LearningState state;
  state.group = proto.group();
  state.next_offset = proto.next_offset();
  state.calibration = std::move(*calibration);
  for (const v1::WorkerState& worker : proto.workers()) {
    state.teachers[worker.worker()] = {worker.commits(), reader.Read(worker.open()), worker.heard()};
  }
  for (const v1::Covered& covered : proto.covered()) state.covered[covered.partition()] = Read(covered);
  if (!reader.Problem().empty()) return BadInput("not the state of learning: " + reader.Problem());
  return state;
}

}  // namespace labelwatch
