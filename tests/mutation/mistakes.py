"""Mistakes of one line, of the kinds that people make: an operator, a bound, a step left out, the wrong one of two.

Each: a name, the file, what stands there (once), what is put in its place, the test program and the suites of it that
are near. A new one is a line here.
"""
from collections import namedtuple

Mistake = namedtuple("Mistake", "name file old new program suites")

JOIN = ("JoinTest.*:JoinCorrectionsTest.*:JoinRewindTest.*:JoinPropertyTest.*:BackPressureTest.*:RewindMarksTest.*:TaskTest.*:"
        "TaskTracksTest.*:TaskLabelClockTest.*:PositionTest.*")
LEARN = "WorkingCopyTest.*:LearningTest.*:LearnedModelsTest.*:PoisoningTest.*:TeachingWeightTest.*:FlaggingTest.*"
SHARE = "ErrorShare*:ProbabilitiesTest.*:ScoreCellTest.*:LearningTest.*"
MATCH = ("*BestPairsTest.*:*SceneOrderTest.*:MatchingTest.*:FrameMatchesTest.*:LabelDetectorsTest.*:CombineModelsTest.*:OtherModelsTest.*:"
         "MixedFramesTest.*:SceneShapesTest.*:ShapeOverlapTest.*:LabelScoresOracleTest.*:ConformanceTest.*:FrameBoundsTest.*")
TRACK = "TracksTest.*:FrameBeforeTest.*:SequenceMemoryTest.*:MixedFramesTest.*"
FILES = "*Coco*:FrameClassCsv*:Files*:HostileF*:MaskRows*:EventTime*:LabelTime*:RecordedStream*"

C, D, S = "consumers_test", "detectors_test", "schema_test"

MISTAKES = [Mistake(*m) for m in [
    # join
    ("version left out of the key of closed predictions", "consumers/closed_frames.cpp",
     "HashText(version, HashText(model, frame))", "(static_cast<void>(version), HashText(model, frame))", C, JOIN),
    ("a closed frame forgets its newest revision", "consumers/closed_frames.cpp",
     "revision = std::max(revision, entry->revision);", "revision = std::min(revision, entry->revision);", C, JOIN),
    ("a rewind mark takes the last event time", "consumers/rewind_marks.cpp",
     "largest_ = std::max(largest_, event_time_ms);", "largest_ = event_time_ms;", C, JOIN),
    ("one window is read again instead of two", "consumers/join.cpp",
     "SaturatingAdd(watermark_ms, SaturatingAdd(-options.window_ms, -options.window_ms))",
     "SaturatingAdd(watermark_ms, -options.window_ms)", C, JOIN),
    ("late from one millisecond later", "consumers/join_impl.h",
     "SaturatingAdd(event_time_ms, options.window_ms) <= watermark_ms",
     "SaturatingAdd(event_time_ms, options.window_ms) < watermark_ms", C, JOIN),
    ("the watermark follows the side ahead", "consumers/join.cpp",
     "least = std::min(least, side.largest_ms);", "least = std::max(side.largest_ms, least == INT64_MAX ? side.largest_ms : least);",
     C, JOIN),
    ("a wrong clock moves event time", "consumers/join.cpp",
     "    event_time_ms = latest;\n", "    static_cast<void>(latest);\n", C, JOIN),
    ("records that were superseded stay counted as open", "consumers/join.cpp",
     "    --Of(Side::kLabels).open_records;\n", "", C, JOIN),
    ("labels behind a newer revision are taken", "consumers/join.cpp",
     "if (envelope.label_revision > revision) return false;", "if (envelope.label_revision >= revision) return false;", C, JOIN),
    ("late labels forget that an earlier revision was judged", "consumers/join.cpp",
     "alone.corrects = labels_ended;", "alone.corrects = false;", C, JOIN),
    ("the limit of predictions of a frame is one too high", "consumers/join.cpp",
     "if (predictions.size() < options.max_predictions) return false;",
     "if (predictions.size() <= options.max_predictions) return false;", C, JOIN),
    ("a full buffer evicts before it is full", "consumers/join.cpp",
     "while (frames.Size() > options.max_frames ||", "while (frames.Size() >= options.max_frames ||", C, JOIN),
    ("models are not put in order", "consumers/join.cpp",
     "return std::tie(a.model, a.model_version) < std::tie(b.model, b.model_version);",
     "return std::tie(a.model_version, a.model) < std::tie(b.model_version, b.model);", C, JOIN),
    ("a deadline of an earlier frame at the same place counts", "consumers/open_frames.cpp",
     "return frame.generation == deadline.generation && frame.event_time_ms == deadline.event_time_ms;",
     "return frame.event_time_ms == deadline.event_time_ms;", C, JOIN),
    # task
    ("Kafka's time does not stand in for event time", "consumers/task.cpp",
     "    Count(Side::kLabels, models > 0 ? Outcome::kJoined : label_record.alone);\n"
     "    if (labels.event_time_ms == 0) labels.event_time_ms = label_record.timestamp_ms;\n",
     "    Count(Side::kLabels, models > 0 ? Outcome::kJoined : label_record.alone);\n", C, JOIN),
    ("nor for frames that were judged before", "consumers/task.cpp",
     "    if (labels.event_time_ms == 0) labels.event_time_ms = label_record.timestamp_ms;\n    const JoinedFrame frame",
     "    const JoinedFrame frame", C, JOIN),
    ("labels of the future set the clock of rates", "consumers/task.cpp",
     "return std::min(labels.labeled_at_ms, SaturatingAdd(came_ms, options.rates.max_ahead_ms));",
     "return labels.labeled_at_ms;", C, JOIN + ":LabelTimeTest.*:FileRatesTest.*"),
    ("a corrected frame counts for rates again", "consumers/task.cpp",
     "      ++counts.corrected_frames;\n      return;\n", "      ++counts.corrected_frames;\n", C, JOIN),
    ("a dead letter has the bytes without their frame", "consumers/task.cpp",
     "    if (message->data() != record.value.data()) joinable.original = record.value;\n", "", C, JOIN),
    ("frames of rebuilding are counted as read", "consumers/task.cpp",
     "if (!rebuilding) ++counts.records", "++counts.records", C, JOIN),
    # kafka: what decides without a broker
    ("the side with nothing to read is waited for", "consumers/back_pressure.cpp",
     "return at_end[1 - static_cast<std::size_t>(side)];", "return at_end[static_cast<std::size_t>(side)];", C, JOIN),
    ("a side that waits is let go at once", "consumers/back_pressure.cpp",
     "if (fill < kPauseAt || (waits_ && looks_ < kLeastTurn)) return waits_;",
     "if (fill < kPauseAt) return std::nullopt;\n  if (waits_ && looks_ < kLeastTurn) return waits_;", C, JOIN),
    ("a position below 0 is one", "consumers/position.cpp",
     "if (!rewind || *rewind < 0) return", "if (!rewind) return", C, JOIN),
    # learning
    ("an abort keeps the open block", "detectors/learning/working_copy.cpp",
     "  current_ = committed_;\n  open_ = committed_open_;\n", "  current_ = committed_;\n", D, LEARN),
    ("a commit keeps what it has sent", "detectors/learning/working_copy.cpp",
     "  committed_open_ = open_;\n  since_.Clear();\n", "  committed_open_ = open_;\n", D, LEARN),
    ("wrong_class learns from labels of one class", "detectors/labels/wrong_class.cpp",
     "scene.Pool()->label_classes.size() > 1;", "!scene.Pool()->label_classes.empty();", D, LEARN + ":" + MATCH),
    ("the rate bound rests on few made errors", "detectors/learning/learning_step.cpp",
     "if (all < kEnough) return 0;", "if (all <= 0 * kEnough) return 0;", D, SHARE),
    ("a teacher of many frames weighs more", "detectors/learning/contributions.cpp",
     "(all - at->frames) / at->frames", "at->frames / (all - at->frames + 1)", D, LEARN),
    ("weights are pinned anew in every block", "detectors/learning/pinning.cpp",
     "    if (kind.Pinned()) continue;\n", "", D, LEARN),
    ("blocks with rising ratios are pooled", "detectors/labels/error_share.cpp",
     ".Ratio() >= pooled.Last().Ratio()", ".Ratio() < pooled.Last().Ratio()", D, SHARE),
    ("frames are learned from whatever was learned", "detectors/learning_schedule.h",
     "return (frame_hash >> 20) % (still_often ? often : rarely) == 0;", "return still_often || frame_hash % rarely < rarely;", D, LEARN),
    # matching
    ("two absences of one model are one", "detectors/combine_models.cpp",
     " || absence.first_model == finding.model) continue;", ") continue;", D, MATCH),
    ("the label itself is its own rival", "detectors/labels/scene.h",
     "return own.label == but ? own.second : own.largest;", "return static_cast<void>(but), own.largest;", D, MATCH),
    ("a still after a sequence is judged by its last frame", "detectors/inspector.cpp",
     "    impl.scene.SetNothingBefore();\n", "", D, MATCH),
    ("a prediction that is taken is paired again", "detectors/matching/best_pairs.cpp",
     "if (row_taken_[row] || column_taken_[column]) continue;", "if (row_taken_[row]) continue;", D, MATCH),
    ("the first of two equal confidences is not the first", "detectors/labels/scene.cpp",
     "const std::uint32_t behind = confidences_[k] >= confidences_[j] ? 1 : 0;",
     "const std::uint32_t behind = confidences_[k] > confidences_[j] ? 1 : 0;", D, MATCH),
    ("the newest sequence is forgotten", "detectors/tracks/sequence_window.cpp",
     "if (!taken) last_ = by_age_.begin()->second;", "if (!taken) last_ = by_age_.rbegin()->second;", D, TRACK),
    # readers
    ("max_image_side is not checked", "schema/decode_labels.cpp",
     "std::max(frame.image_width, frame.image_height) > limits.image_side", "limits.image_side == 0", S, "*"),
    ("the last of a map's pieces is lost", "schema/decode_labels.cpp",
     "entries_ = merged_->append(entry);", "entries_ = *merged_;", S, "*"),
    ("a doubled quote ends a field of a CSV", "consumers/files/text/csv_reader.cpp",
     "} else if (Look() == '\"') {", "} else if (Look() == '\\0') {", C, FILES),
    ("height and width of run lengths are exchanged", "consumers/files/formats/coco/coco_values.cpp",
     "Mask mask{sides[1], sides[0], {}};", "Mask mask{sides[0], sides[1], {}};", C, FILES),
    ("key points that are not there count", "consumers/files/formats/coco/coco_values.cpp",
     "if (!(numbers[i + 2] > 0) ||", "if (!(numbers[i + 2] >= 0) ||", C, FILES),
]]
