// The table of keys: one section after another.

#include <iterator>

#include "config/cvat_keys.h"
#include "config/image_keys.h"
#include "config/inspect_keys.h"
#include "config/kafka_keys.h"
#include "config/key_types.h"
#include "config/label_studio_keys.h"
#include "config/labeling_keys.h"
#include "config/rate_keys.h"

namespace labelwatch {
namespace {

auto Join(auto member) { return At(&Config::task, &TaskOptions::join, member); }
auto Wire(auto member) { return At(&Config::task, &TaskOptions::wire, member); }

std::vector<Key> JoinKeys() {
  return {
      Duration("join.window", Join(&JoinOptions::window_ms), {kSecond, 30 * kDay},
               "How far apart, in event time, labels and predictions of a frame may arrive. Longer waits for later "
               "sides and holds more frames; after a restart two windows are read again."),
      TextList("join.models", Join(&JoinOptions::models), "list of model names", NotEmpty,
               "Models whose predictions a labeled frame waits for. Empty: the first predictions that come complete "
               "it, so name every model where there are several."),
      Count("join.max_predictions", Join(&JoinOptions::max_predictions), {1, 1000},
            "Messages of predictions that wait for one frame; what comes beyond is `surplus`. Models in `join.models` "
            "have their place beyond them."),
      Count("join.max_frames", Join(&JoinOptions::max_frames), {1, 100'000'000},
            "Open frames that a partition pair holds at most; beyond it the oldest end before their time, which is "
            "counted: labels are judged with what came."),
      Size("join.max_bytes", Join(&JoinOptions::max_bytes), {kMiB, kTiB},
           "The same limit for the bytes of their messages: memory is about this much per partition pair."),
      Count("join.remembered", Join(&JoinOptions::remembered), {1024, 1u << 30},
            "Records of closed frames that a partition pair remembers, about, at 16 bytes each: a repeat of one is a "
            "duplicate, of what was forgotten it is judged again. labelwatch_join_forgotten_total counts those."),
      Duration("join.max_age", Join(&JoinOptions::max_age_ms), {0, 30 * kDay},
               "An open frame ends after this much wall-clock time, whatever the event times say. 0: never. Not set: "
               "at least the window."),
      Duration("join.max_ahead", Join(&JoinOptions::max_ahead_ms), {0, 30 * kDay},
               "How far the event time of a record may be ahead of its Kafka time, and of the clock, and still move "
               "event time: a wrong clock then decides for its own frame only. At most half of the window counts."),
      Duration("join.idle", Join(&JoinOptions::idle_ms), {0, 30 * kDay},
               "A side that is silent for this much wall-clock time no longer holds event time back. 0: it holds it "
               "for ever. Not set: at least the window."),
  };
}

std::vector<Key> MessageKeys() {
  return {
      Size("messages.max_bytes", Wire(&WireLimits::message_bytes), {kKiB, kGiB},
           "Larger messages are refused. Images inside of messages count; a URI is better."),
      Size("messages.max_text", Wire(&WireLimits::text_bytes), {16, 64 * kKiB},
           "Longest frame id, class, annotator, source or URI."),
      Count("messages.max_objects", Wire(&WireLimits::objects), {1, 1'000'000},
            "Labels or predictions of one frame; far more than any real frame has."),
      Count("messages.max_image_side", Wire(&WireLimits::image_side), {1, 1u << 30},
            "Width or height of an image in pixels."),
  };
}

// One key for each dimension that has names.
std::vector<Key> NameKeys() {
  std::vector<Key> keys;
  for (std::size_t i = 0; i < kDimensions.size(); ++i) {
    if (kDimensions[i].names == 0) continue;
    const auto limit = [i](auto& config) -> auto& { return config.names[i]; };
    keys.push_back(Count("names." + std::string(kDimensions[i].plural), limit, {1, 100'000},
                         "How many " + std::string(kDimensions[i].plural) + " are told apart."));
  }
  return keys;
}

std::vector<Key> CalibrationKeys() {
  return {
      Word<bool>("calibration.mode", At(&Config::task, &TaskOptions::inspect, &InspectOptions::frozen),
                 {{"learning", false}, {"frozen", true}},
                 "learning: scores adapt to the stream. frozen: they stay as they were at the start, so that two runs "
                 "can be compared."),
      Text("calibration.file", At(&Config::calibration, &CalibrationOptions::file), "path", AnyText,
           "A saved calibration to start from. Empty: the weights that labelwatch ships with."),
      Text("calibration.save", At(&Config::calibration, &CalibrationOptions::save), "path", AnyText,
           "Where to save what was learned at the end. Empty: nowhere. May be the same path as `file`: then each start "
           "goes on where the last one ended, and the first begins with the weights shipped."),
  };
}

std::vector<Key> MetricsKeys() {
  return {
      Text("metrics.address", At(&Config::http, &HttpOptions::address), "host:port", HostAndPort,
           "Where /metrics, /healthz, /readyz, /statusz, /review/ and /frames/ are served. Local by default, because "
           "there is no encryption; port 0 takes any free one."),
      Text("metrics.token_file", At(&Config::http, &HttpOptions::token_file), "path", AnyText,
           "A file with the token that a request must know to see frames, to decide about them, and to renew, silence "
           "or change the budget of rates (Authorization: Bearer ...; a browser asks for it as the password of any "
           "name). Empty: that of the environment variable LABELWATCH_TOKEN; without either, programs of this machine "
           "may, where the address is 127.x.x.x, and else nobody."),
      Count("metrics.threads", At(&Config::http, &HttpOptions::threads), {1, 64},
            "Requests answered at once. One slow reader holds one of them for at most 10 s."),
      Word<bool>("metrics.annotators", At(&Config::metrics, &MetricsOptions::annotators),
                 {{"named", true}, {"hidden", false}},
                 "hidden: no series names an annotator, where people must not be compared in dashboards."),
  };
}

std::vector<Key> GalleryKeys() {
  return {
      Count("gallery.frames", At(&Config::gallery, &GalleryOptions::frames), {2, 1'000'000},
            "Frames that a process keeps for /review/: up to a quarter are such as somebody is asked to look over "
            "without a finding, of the others half are the newest that were flagged, half the worst."),
      Size("gallery.bytes", At(&Config::gallery, &GalleryOptions::bytes), {kMiB, kTiB},
           "The same limit for what the page reads of them; pictures are not part of it."),
  };
}

std::vector<Key> LogKeys() {
  return {
      Word<LogLevel>("log.level", At(&Config::log, &LogOptions::level),
                     {{"debug", LogLevel::kDebug},
                      {"info", LogLevel::kInfo},
                      {"warning", LogLevel::kWarning},
                      {"error", LogLevel::kError}},
                     "warning: nothing is lost, but look. error: data was lost or a person is needed."),
      Word<LogFormat>("log.format", At(&Config::log, &LogOptions::format),
                      {{"text", LogFormat::kText}, {"json", LogFormat::kJson}},
                      "One line per event, for people or for a log collector."),
  };
}

std::vector<Key> MakeKeys() {
  std::vector<Key> keys;
  for (const auto section :
       {KafkaKeys, JoinKeys, MessageKeys, NameKeys, InspectKeys, TrackKeys, LearningKeys, ImageKeys, RateKeys,
        LabelingKeys, CalibrationKeys, LabelStudioKeys, CvatKeys, MetricsKeys, GalleryKeys, LogKeys}) {
    std::vector<Key> more = section();
    keys.insert(keys.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return keys;
}

}  // namespace

const std::vector<Key>& ConfigKeys() {
  static const std::vector<Key> kKeys = MakeKeys();
  return kKeys;
}

const std::vector<Section>& ConfigSections() {
  static const std::vector<Section> kSections = {
      {"kafka", "Where records come from and go to. Only the commands that speak to a broker read this part."},
      {"kafka.topics", "Labels and predictions must have the same number of partitions."},
      {"join", "Bringing labels and predictions of a frame together. Limits are per partition pair."},
      {"messages", "Limits of what is read from the topics. A message beyond them goes to the dead letters."},
      {"names",
       "Names get a place in the order of first sight. What finds none counts as `other`; a class is judged as `other` "
       "then, and keeps its name in what is sent to labeling."},
      {"inspect", "Judging a frame. A change here gives flagged frames new ids."},
      {"inspect.tracks", "Errors over the frames of a sequence: flicker, broken ids, class switches, jumps, frozen."},
      {"inspect.learning", "How scores adapt to the stream, from errors that the monitor makes itself. Per model."},
      {"images", "Pictures that are dark, blurred, cut off, repeated, ... Pixels are fetched only where asked for."},
      {"rates", "Following how often labels are flagged, and alarms. Times are those in which labels were made."},
      {"labeling",
       "Which frames people are asked to look at. A frame's number from its id and the seed decides, so that it is the "
       "same everywhere; of several shares that hold for a frame the highest does."},
      {"calibration", "What the monitor has learned about the stream."},
      {"label_studio", "Only for `labelwatch bridge label-studio`: requests as tasks, decisions as verdicts."},
      {"cvat", "Only for `labelwatch bridge cvat`: requests as tasks with issues, completed jobs as verdicts."},
      {"metrics", "What people watch."},
      {"gallery", "The page on which flagged frames are looked at and decided, /review/ at `metrics.address`."},
      {"log", "One line per event on standard error."},
  };
  return kSections;
}

ConfigErrors CheckTogether(const Config& config) {
  const KafkaTopics& topics = config.kafka.topics;
  const std::pair<std::string, std::string> used[] = {
      {"kafka.topics.labels", topics.labels},     {"kafka.topics.predictions", topics.predictions},
      {"kafka.topics.flagged", topics.flagged},   {"kafka.topics.dead_letters", topics.dead_letters},
      {"kafka.topics.tallies", topics.tallies},   {"kafka.topics.calibration", topics.calibration},
      {"kafka.topics.rates", topics.rates},       {"kafka.topics.alarms", topics.alarms},
      {"kafka.topics.requests", topics.requests}, {"kafka.topics.verdicts", topics.verdicts},
      {"kafka.topics.tasks", topics.tasks}};
  ConfigErrors errors;
  for (std::size_t i = 0; i < std::size(used); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!used[i].second.empty() && used[i].second == used[j].second) {
        errors.push_back({{}, used[i].first, "the same topic as " + used[j].first + "; each needs its own"});
        break;
      }
    }
  }
  const InspectOptions& inspect = config.task.inspect;
  if (inspect.learn_often_until < inspect.learn_all_frames) {
    errors.push_back({{}, "inspect.learning.often_until", "must not be less than inspect.learning.all_frames"});
  }
  return errors;
}

}  // namespace labelwatch
