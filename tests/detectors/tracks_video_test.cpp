// A real driving video, errors planted into its tracks with a fixed seed: how well the findings rank them. What is
// wrong in the video itself counts against the findings, so the figures are floors.

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "tests/detectors/coco_set.h"
#include "tests/detectors/sequence_builder.h"

namespace labelwatch {
namespace {

using Video = std::vector<Sequence::Frame>;

Sequence::Object ObjectOf(const rapidjson::Value& json) {
  const auto& box = json["box2d"];  // inclusive in Scalabel
  return {json["id"].GetString(),
          json["category"].GetString(),
          {box["x1"].GetDouble(), box["y1"].GetDouble(), box["x2"].GetDouble() + 1, box["y2"].GetDouble() + 1}};
}

// Nothing where the files are absent. Crowd regions are left out.
Video ReadVideo() {
  const std::string folder = LABELWATCH_SHARED "/data/bdd100k_video/";
  const auto labels = ReadWholeFile(folder + "labels_box_track.json"),
             predictions = ReadWholeFile(folder + "predictions_detector.json");
  Video video;
  if (!labels || !predictions) return video;
  rapidjson::Document json;
  json.Parse(labels->c_str());
  for (const auto& frame : json.GetArray()) {
    Sequence::Frame& read = video.emplace_back();
    read.index = frame["frameIndex"].GetInt64();
    read.predicted = true;
    for (const auto& label : frame["labels"].GetArray()) {
      if (!label["attributes"]["crowd"].GetBool()) read.labels.push_back(ObjectOf(label));
    }
  }
  json.Parse(predictions->c_str());
  for (std::size_t i = 0; i < video.size(); ++i) {
    for (const auto& row : json[static_cast<rapidjson::SizeType>(i)]["labels"].GetArray()) {
      if (row["score"].GetDouble() >= 0.3) video[i].predictions.push_back(ObjectOf(row));
    }
  }
  return video;
}

// A finding is right if it is on one of the frames of a planted error and about one of its tracks.
struct Planted {
  std::set<std::int64_t> frames;
  std::set<std::string> tracks;
};

Sequence::Object* Find(Sequence::Frame& frame, const std::string& track) {
  const auto found = std::ranges::find(frame.labels, track, &Sequence::Object::track);
  return found == frame.labels.end() ? nullptr : &*found;
}

// Plants 40 errors of a sort, each at a label that has eight frames of its track before it and six after it, none of
// two within ten frames of a track.
class Planter {
 public:
  Planter(Video& video, unsigned seed) : video_(video), random_(seed) {}

  std::vector<Planted> Plant(const std::string& sort) {
    std::vector<Planted> planted;
    for (int tries = 0; tries < 5000 && planted.size() < 40; ++tries) {
      const std::size_t i = 8 + random_() % (video_.size() - 14);
      Sequence::Frame& frame = video_[i];
      if (frame.labels.empty()) continue;
      const std::string track = frame.labels[random_() % frame.labels.size()].track;
      if (!Free(track, i)) continue;
      Planted error{{}, {track}};
      if (!PlantOne(sort, track, i, error)) continue;
      for (const std::string& one : error.tracks) used_[one].push_back(i);
      planted.push_back(error);
    }
    return planted;
  }

 private:
  bool Free(const std::string& track, std::size_t i) {
    for (std::size_t j = i - 8; j < i + 6; ++j) {
      if (Find(video_[j], track) == nullptr) return false;
    }
    return std::ranges::none_of(used_[track], [&](std::size_t j) { return (j > i ? j - i : i - j) < 10; });
  }

  bool PlantOne(const std::string& sort, const std::string& track, std::size_t i, Planted& error) {
    Sequence::Object& object = *Find(video_[i], track);
    const auto index = [&](std::size_t j) { return video_[j].index; };
    error.frames = {index(i)};
    if (sort == "flicker") {
      const std::size_t gone = 1 + random_() % 3;
      for (std::size_t j = i; j < i + gone; ++j) {
        std::erase_if(video_[j].labels, [&](const auto& label) { return label.track == track; });
      }
      error.frames = {index(i + gone)};
    } else if (sort == "broken_id") {
      for (std::size_t j = i; j < video_.size(); ++j) {
        if (auto* later = Find(video_[j], track)) later->track = track + "-new-" + std::to_string(i);
      }
      error.tracks = {track + "-new-" + std::to_string(i)};
    } else if (sort == "swapped_ids") {
      for (const auto& other : video_[i].labels) {
        if (other.track == track || other.class_name != object.class_name || !Free(other.track, i)) continue;
        error.tracks.insert(other.track);
        const std::string second = other.track;
        for (std::size_t j = i; j < video_.size(); ++j) {
          for (auto& label : video_[j].labels) {
            if (label.track == track) {
              label.track = second;
            } else if (label.track == second) {
              label.track = track;
            }
          }
        }
        return true;
      }
      return false;
    } else if (sort == "class_switch") {
      object.class_name = object.class_name == "car" ? "truck" : "car";
    } else if (sort == "jump") {
      const double share = std::uniform_real_distribution<>(0.2, 0.5)(random_) * (random_() % 2 ? 1 : -1);
      const double dx = share * object.box.Width(), dy = share * object.box.Height() * (random_() % 2 ? 1 : -1);
      object.box = {object.box.x_min + dx, object.box.y_min + dy, object.box.x_max + dx, object.box.y_max + dy};
    } else {  // frozen: for six frames, where the object moves by a fifth of its size or more
      const Box held = Find(video_[i - 1], track)->box;
      const Box end = Find(video_[i + 5], track)->box;
      if (SideDistanceOf(held, end) < 0.2) return false;
      for (std::size_t j = i; j < i + 6; ++j) {
        Find(video_[j], track)->box = held;
        error.frames.insert(index(j));
      }
    }
    return true;
  }

  static double SideDistanceOf(const Box& a, const Box& b) {
    return std::max(std::max(std::abs(a.x_min - b.x_min), std::abs(a.x_max - b.x_max)) / a.Width(),
                    std::max(std::abs(a.y_min - b.y_min), std::abs(a.y_max - b.y_max)) / a.Height());
  }

  Video& video_;
  std::mt19937 random_;
  std::map<std::string, std::vector<std::size_t>> used_;
};

struct Ranked {
  double score;
  int error;  // -1: none
  std::string detector, sentence;
};

// All track findings of the video; each planted error counts once, its further findings are neither right nor wrong.
std::vector<Ranked> Rank(const Video& video, const std::vector<Planted>& planted) {
  Sequence sequence;
  std::vector<Ranked> ranked;
  for (const Sequence::Frame& frame : video) {
    for (const FindingRecord& record : sequence.Judge(frame)) {
      const std::string& track = frame.labels[std::stoul(record.label_id) - 1].track;
      int error = -1;
      for (std::size_t i = 0; i < planted.size(); ++i) {
        if (planted[i].frames.contains(frame.index) && planted[i].tracks.contains(track)) error = static_cast<int>(i);
      }
      ranked.push_back({record.score, error, record.detector, record.evidence});
    }
  }
  std::ranges::stable_sort(ranked, std::greater<>(), &Ranked::score);
  std::set<int> told;
  std::erase_if(ranked, [&](const Ranked& r) { return r.error >= 0 && !told.insert(r.error).second; });
  return ranked;
}

struct Goal {
  std::string sort;
  double average_precision;  // at least
};

class TracksVideoTest : public testing::TestWithParam<Goal> {};

TEST_P(TracksVideoTest, PlantedErrorsRankFirst) {
  Video video = ReadVideo();
  if (video.empty()) GTEST_SKIP() << "no shared data in " << LABELWATCH_SHARED;
  const auto planted = Planter(video, 1).Plant(GetParam().sort);
  ASSERT_GE(planted.size(), 10u);
  const auto ranked = Rank(video, planted);
  double right = 0, sum = 0, at_20 = 0, at_flag = 0, flagged = 0;
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    const bool is_right = ranked[i].error >= 0;
    right += is_right;
    if (is_right) sum += right / static_cast<double>(i + 1);
    if (i < 20) at_20 += is_right;
    if (ProbabilityFromScore(ranked[i].score) >= InspectOptions().flag_probability) {
      ++flagged;
      at_flag += is_right;
    }
  }
  const double n = static_cast<double>(planted.size()), precision = sum / n;
  std::printf("%-12s planted %2.0f  found %2.0f of %3zu  AP %.3f  P@20 %.2f  flagged %3.0f, right %2.0f\n",
              GetParam().sort.c_str(), n, right, ranked.size(), precision, at_20 / 20, flagged, at_flag);
  EXPECT_GE(precision, GetParam().average_precision);
}

INSTANTIATE_TEST_SUITE_P(SharedVideo, TracksVideoTest,
                         testing::Values(Goal{"flicker", 0.70}, Goal{"broken_id", 0.78}, Goal{"swapped_ids", 0.53},
                                         Goal{"class_switch", 0.95}, Goal{"jump", 0.33}, Goal{"frozen", 0.71}),
                         [](const auto& goal) { return goal.param.sort; });

// The video as it is: its strongest findings, for people to look at.
TEST(TracksVideoAsItIsTest, HasFewFindings) {
  const Video video = ReadVideo();
  if (video.empty()) GTEST_SKIP() << "no shared data in " << LABELWATCH_SHARED;
  const auto ranked = Rank(video, {});
  for (std::size_t i = 0; i < std::min<std::size_t>(ranked.size(), 25); ++i) {
    std::printf("%6.2f  %s\n", ranked[i].score, ranked[i].sentence.c_str());
  }
  const auto flagged = std::ranges::count_if(
      ranked, [](const Ranked& r) { return ProbabilityFromScore(r.score) >= InspectOptions().flag_probability; });
  EXPECT_LE(flagged, 5);
}

}  // namespace
}  // namespace labelwatch
