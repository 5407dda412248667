#pragma once
// Alarms and the worst series in words: what replay and backtest print, and what a person can forward.

#include <span>
#include <string>

#include "consumers/label_times.h"
#include "detectors/rates/rates_stage.h"

namespace labelwatch {

// "annotators or guideline (only annotator bob: ...)".
std::string CauseText(const RiseCauseFound& why);
// "annotator bob", "everything"; of a regime "annotator bob (night)".
std::string SliceText(const SeriesName& series);

// "annotator bob: wrong_class rose to 11 % of frames (95 %: 8 to 15 %) from 2 %, since about frame 1,240; 112 of 1,020
// frames flagged since then, judged by yolo@7. Cause: annotators or guideline (only annotator bob: ...)".
std::string AlarmSentence(const AlarmEvent& event, const LabelTimes& times);
// One JSON object on one line: time, series, state, direction, rate with its interval, baseline, since, frames,
// flagged; of a raised one its cause and the reason in words.
std::string AlarmJson(const AlarmEvent& event, const LabelTimes& times);

// A few lines: the alarms, how many series were followed and how many still learn what is usual, and whose rates
// changed while that was learnt.
std::string AlarmsText(std::span<const AlarmEvent> events, const RatesStage& stage, const LabelTimes& times);
// The series of each dimension whose rates are above those of the others beyond doubt, worst first: by what is known of
// their rates (detectors/rates/ranking.h), not by what was counted. Empty: there are none.
std::string WorstSeriesText(const RatesStage& stage);

}  // namespace labelwatch
