// The table of keys.

#include "config/class_margins.h"
#include "config/key_types.h"
#include "config/model_classes.h"
#include "config/ontology_file.h"
#include "config/rate_keys.h"
#include "consumers/images/http_pictures.h"
#include "consumers/kafka/properties.h"

namespace labelwatch {
namespace {

// librdkafka itself says which properties it knows and which values it takes; nothing is connected for that.
std::optional<std::string> KafkaProperty(const std::string& name, const std::string& value) {
  if (const auto why = ReservedProperty(name)) return "may not be set here: " + *why;
  KafkaOptions options;
  options.properties[name] = value;
  const auto checked = CheckProperties(options);
  if (checked) return std::nullopt;
  constexpr std::string_view kPrefix = "kafka.properties: ";
  std::string message = checked.error().message;
  if (message.starts_with(kPrefix)) message.erase(0, kPrefix.size());
  return Printable(message, 300);
}

template <typename Member>
auto Kafka(Member member) {
  return At(&Config::kafka, member);
}
auto Topic(std::string KafkaTopics::*member) { return At(&Config::kafka, &KafkaOptions::topics, member); }
template <typename Member>
auto Join(Member member) {
  return At(&Config::task, &TaskOptions::join, member);
}
template <typename Member>
auto Inspect(Member member) {
  return At(&Config::task, &TaskOptions::inspect, member);
}
template <typename Member>
auto Images(Member member) {
  return At(&Config::task, &TaskOptions::images, member);
}
template <typename Member>
auto Tracks(Member member) {
  return At(&Config::task, &TaskOptions::inspect, &InspectOptions::tracks, member);
}
template <typename Member>
auto Wire(Member member) {
  return At(&Config::task, &TaskOptions::wire, member);
}

std::optional<std::string> HostWithPort(std::string_view text) {
  if (IsHostWithPort(text)) return std::nullopt;
  return "expected host or host:port, got " + Quoted(text);
}

ModelClassesByName& Models(Config& config) { return config.task.inspect.models; }
MarginsByClass& Margins(Config& config) { return config.task.inspect.margins; }

// The rules are read along with the configuration, so that whoever checks it checks them too.
Key OntologyKey(std::string path, std::string doc) {
  const auto read = [](const YamlNode& node, Config& config) -> ConfigErrors {
    if (auto errors = WrongText(node); !errors.empty()) return errors;
    OntologyOptions& ontology = config.task.inspect.ontology;
    ontology = {node.text, nullptr};
    if (node.text.empty()) return {};
    auto rules = LoadOntology(node.text);
    if (rules) {
      ontology.rules = std::make_shared<const Ontology>(std::move(*rules));
      return {};
    }
    ConfigErrors errors;
    for (const ConfigError& error : rules.error()) {
      std::string line = RenderErrors(Printable(node.text, 300), {error});
      if (!line.empty() && line.back() == '\n') line.pop_back();
      errors.push_back({node.at, "", std::move(line)});
    }
    return errors;
  };
  return {std::move(path), "path", std::move(doc), read,
          [](const Config& config) { return PrintText(config.task.inspect.ontology.file); }};
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

constexpr Range<double> kShare = {0, 1}, kRate = {1e-6, 1};

std::vector<Key> MakeKeys() {
  std::vector<Key> keys = {
      Text("kafka.brokers", Kafka(&KafkaOptions::brokers), "host:port, several separated by commas", HostsAndPorts,
           "Where the cluster is found; two or three brokers are enough to find the others."),
      Text("kafka.group", Kafka(&KafkaOptions::group), "text", NotEmpty,
           "Consumer group. Processes of one group share the partitions among them."),
      Text("kafka.instance_id", Kafka(&KafkaOptions::instance_id), "text", AnyText,
           "Name of this process within the group: unique, and the same after a restart, so that a restart neither "
           "moves partitions nor waits for what was left open. Empty: the host name."),
      Text("kafka.topics.labels", Topic(&KafkaTopics::labels), "topic", TopicName, "Input: LabeledFrame."),
      Text("kafka.topics.predictions", Topic(&KafkaTopics::predictions), "topic", TopicName,
           "Input: PredictedFrame; as many partitions as the labels, the same keys, the partitioner murmur2."),
      Text("kafka.topics.flagged", Topic(&KafkaTopics::flagged), "topic", TopicName,
           "Output: FlaggedFrame, the frames worth a second look."),
      Text("kafka.topics.dead_letters", Topic(&KafkaTopics::dead_letters), "topic", TopicName,
           "Output: what could not be read, bytes unchanged, with the reason in the headers."),
      Text("kafka.topics.tallies", Topic(&KafkaTopics::tallies), "topic", TopicName,
           "Output, and read by every process of the group: what the frames of each commit have taught."),
      Text("kafka.topics.calibration", Topic(&KafkaTopics::calibration), "topic", TopicName,
           "Now and then all that was learnt, compacted: where a new process begins."),
      Text("kafka.topics.rates", Topic(&KafkaTopics::rates), "topic", TopicName,
           "The state of the rates that are followed, compacted, by series."),
      Text("kafka.topics.alarms", Topic(&KafkaTopics::alarms), "topic", TopicName,
           "Output: one JSON object for each alarm that is raised or cleared."),
      Count(
          "kafka.workers", Kafka(&KafkaOptions::workers), {1, 256},
          "Threads, each with its own consumer and producer. About one per core; more than partitions bring nothing."),
      Duration("kafka.commit_interval", Kafka(&KafkaOptions::commit_interval_ms), {50, 30 * kSecond},
               "Time between two commits: how late outputs become visible, and how much is read again after a crash. "
               "A commit costs about 15 ms of a worker's time."),
      Word<Delivery>(
          "kafka.delivery", Kafka(&KafkaOptions::delivery),
          {{"exactly_once", Delivery::kExactlyOnce}, {"at_least_once", Delivery::kAtLeastOnce}},
          "exactly_once: outputs and input offsets in one transaction. at_least_once: outputs, then offsets; "
          "for brokers without transactions; a crash may repeat flagged frames, with the same ids."),
      TextMap("kafka.properties", Kafka(&KafkaOptions::properties), "librdkafka properties", KafkaProperty,
              "Any other property of librdkafka: security.protocol, sasl.username, ssl.ca.location, ... Those that "
              "labelwatch depends on are refused by name."),

      Duration("join.window", Join(&JoinOptions::window_ms), {kSecond, 30 * kDay},
               "How far apart, in event time, labels and predictions of a frame may arrive. Longer waits for later "
               "sides and holds more frames; after a restart two windows are read again."),
      TextList("join.models", Join(&JoinOptions::models), "list of model names", NotEmpty,
               "Models whose predictions a labeled frame waits for. Empty: the first predictions that come complete "
               "it, so name every model where there are several."),
      Count("join.max_frames", Join(&JoinOptions::max_frames), {1, 100'000'000},
            "Open frames that a partition pair holds at most; beyond it the oldest are evicted, which is counted."),
      Size("join.max_bytes", Join(&JoinOptions::max_bytes), {kMiB, kTiB},
           "The same limit for the bytes of their messages: memory is about this much per partition pair."),
      Duration("join.max_age", Join(&JoinOptions::max_age_ms), {0, 30 * kDay},
               "An open frame ends after this much wall-clock time, whatever the event times say. 0: never."),
      Duration("join.max_ahead", Join(&JoinOptions::max_ahead_ms), {0, 30 * kDay},
               "How far the event time of a record may be ahead of its Kafka time, and of the clock, and still move "
               "event time: a wrong clock then decides for its own frame only. At most half of the window counts."),
      Duration("join.idle", Join(&JoinOptions::idle_ms), {0, 30 * kDay},
               "A side that is silent for this much wall-clock time no longer holds event time back. 0: it holds it "
               "for ever."),

      Size("messages.max_bytes", Wire(&WireLimits::message_bytes), {kKiB, kGiB},
           "Larger messages are refused. Images inside of messages count; a URI is better."),
      Size("messages.max_text", Wire(&WireLimits::text_bytes), {16, 64 * kKiB},
           "Longest frame id, class, annotator, source or URI."),
      Count("messages.max_objects", Wire(&WireLimits::objects), {1, 1'000'000},
            "Labels or predictions of one frame; far more than any real frame has."),
      Count("messages.max_image_side", Wire(&WireLimits::image_side), {1, 1u << 30},
            "Width or height of an image in pixels."),

      Number("inspect.min_score", Inspect(&InspectOptions::min_score), kShare,
             "Predictions below this confidence are not read. Low ones tell a doubtful label from a sure one, so let "
             "the model deliver them."),
      Count("inspect.max_predictions", Inspect(&InspectOptions::max_predictions), {1, 100'000},
            "Predictions of one frame and model that are read, the most confident ones."),
      Number("inspect.flag_probability", Inspect(&InspectOptions::flag_probability), kShare,
             "A finding is flagged from this probability on: of labels that look like its own, this share are errors, "
             "at the assumed rates. Higher sends fewer frames to review."),
      Number("inspect.flag_per_1000", Inspect(&InspectOptions::flag_per_1000), {0, 1000},
             "A budget instead: of 1,000 frames so many are flagged, those with the highest frame scores. In them the "
             "finding with the highest score is flagged, and others from flag_probability on. Which scores "
             "those are follows from the frames seen so far. Frozen, what the saved calibration says holds; without "
             "one flag_probability decides. 0: no budget."),
      Number("inspect.flag_half_life", Inspect(&InspectOptions::flag_half_life), {1, 1e12},
             "A frame counts half for the budget after this many further ones: shorter follows a changing stream "
             "faster, longer keeps a small budget more evenly."),
      Number("inspect.rate_missing", Inspect(&InspectOptions::rate_missing), kRate,
             "Assumed share of objects whose label is missing, until the stream's own estimate is lower."),
      Number("inspect.rate_wrong_class", Inspect(&InspectOptions::rate_wrong_class), kRate,
             "Assumed share of labels with the wrong class, likewise."),
      Number("inspect.rate_inaccurate", Inspect(&InspectOptions::rate_inaccurate), kRate,
             "Assumed share of labels with an inaccurate shape, likewise."),
      Number("inspect.rate_spurious", Inspect(&InspectOptions::rate_spurious), kRate,
             "Assumed share of labels without an object, likewise."),
      Number("inspect.rate_duplicate", Inspect(&InspectOptions::rate_duplicate), kRate,
             "Assumed share of labels that stand on an object with a second one, likewise."),
      Number("inspect.rate_wrong_frame_class", Inspect(&InspectOptions::rate_wrong_frame_class), kRate,
             "Assumed share of frames whose frame class is wrong, likewise."),
      Number("inspect.omission_by_size", Inspect(&InspectOptions::omission_by_size), kShare,
             "Small objects are left out more often: weight of that correction for missing labels. 0: none."),
      Count("inspect.seed", Inspect(&InspectOptions::seed), {},
            "Of the errors that the monitor makes itself to learn from: the same seed makes the same errors."),

      ModelClassesKey("inspect.models", Models,
                      "What a model calls the classes of the labels, where names differ or several of its classes are "
                      "one of theirs: {yolo: {classes: {automobile: car, van: car, kite: ~}, unknown: [stroller]}}. "
                      "`~` leaves predictions of a class out; on classes in `unknown`, which the model does not know, "
                      "it is not asked. Others keep their names. After a replay, names that never met are suggested."),

      ClassMarginsKey("inspect.margins", Margins,
                      "Classes whose labels are meant to be larger or smaller than the object: by which share of the "
                      "object's width and height each side lies outside of it, or, below 0, inside: {car: 0.1, person: "
                      "-0.05}. A side at the border of the image stays there. For boxes and turned boxes; polygons and "
                      "masks are drawn to the object. Suggested boxes are drawn likewise."),

      OntologyKey(
          "inspect.ontology",
          "A file with the classes that there are, their least sizes, counts per frame and attributes; labels "
          "that break it are findings of kind ontology. Empty: no rules. `labelwatch ontology --help` makes one "
          "from a labeling tool's project."),

      Word<bool>("inspect.tracks.mode", Tracks(&TrackOptions::enabled), {{"on", true}, {"off", false}},
                 "on: frames that name a sequence and their place in it are also judged by the frames before them. "
                 "Others cost nothing."),
      Count("inspect.tracks.frames", Tracks(&TrackOptions::frames), {2, 1000},
            "Frames of a sequence that are remembered, the newest by sequence_index."),
      Count("inspect.tracks.sequences", Tracks(&TrackOptions::sequences), {1, 100'000},
            "Sequences remembered per partition pair; beyond it the one whose newest frame is oldest is dropped."),
      Count("inspect.tracks.objects", Tracks(&TrackOptions::objects), {1, 100'000},
            "Labels, and predictions, remembered of one frame."),
      Count("inspect.tracks.gap", Tracks(&TrackOptions::gap), {1, 100},
            "Longest absence of an object, in frames, that is still taken for a mistake."),
      Number("inspect.tracks.rate", Tracks(&TrackOptions::rate), kRate,
             "Assumed share of labels with an error of their track, each sort of error for itself."),

      Count("inspect.learning.block_frames", Inspect(&InspectOptions::block_frames), {1, 10'000},
            "The scores of a model adapt after each block of this many frames that were learned from."),
      Count("inspect.learning.all_frames", Inspect(&InspectOptions::learn_all_frames), {},
            "Every frame teaches until this many did; then fewer, because later frames teach little and learning costs "
            "three times as much as judging."),
      Count("inspect.learning.often_until", Inspect(&InspectOptions::learn_often_until), {},
            "Until about this many frames were seen, one in `often_every` teaches; after that one in `rarely_every`."),
      Count("inspect.learning.often_every", Inspect(&InspectOptions::learn_often_every), {1, 1'000'000},
            "One frame in this many. 1: every frame."),
      Count("inspect.learning.rarely_every", Inspect(&InspectOptions::learn_rarely_every), {1, 1'000'000},
            "Likewise, afterwards."),
      Number("inspect.learning.half_life", Inspect(&InspectOptions::learning_half_life), {1, 1e12},
             "What was learned counts half after this many further frames that taught: shorter follows a changing "
             "stream faster, longer is steadier."),
      Number("inspect.learning.reference_half_life", Inspect(&InspectOptions::reference_half_life), {1, 1e12},
             "A slow copy of the scores goes half of its way to the present ones in this many frames that taught. It "
             "keeps "
             "flagging what a source that stops labeling a class would teach the monitor not to see."),

      Word<bool>("images.fetch", Images(&ImageOptions::fetch), {{"on", true}, {"off", false}},
                 "on: the pixels of each frame are judged too: those within the message, and those that the two keys "
                 "below open. off: no pixel is looked at."),
      Text("images.root", Images(&ImageOptions::root), "path", AnyText,
           "Folder under which image URIs without scheme, or with file://, are read. Empty: no files."),
      TextList("images.allowed_hosts", Images(&ImageOptions::allowed_hosts), "list of host or host:port", HostWithPort,
               "Hosts from which pictures are fetched over http and https. Every redirect is held to this list."),
      Size("images.max_bytes", Images(&ImageOptions::max_bytes), {kKiB, kGiB}, "Largest encoded picture."),
      Count("images.max_pixels", Images(&ImageOptions::max_pixels), {1, 1'000'000'000},
            "Pictures whose header announces more pixels are not decoded."),
      Duration("images.timeout", Images(&ImageOptions::timeout_ms), {1, kHour},
               "For one picture over HTTP, redirects included."),
      Count("images.max_redirects", Images(&ImageOptions::max_redirects), {0, 20},
            "Redirects followed for one picture."),
      Count("images.remembered", Images(&ImageOptions::remembered), {1, 100'000'000},
            "Pictures per partition pair among which duplicates are found; about 200 bytes each."),

      Word<bool>("calibration.mode", Inspect(&InspectOptions::frozen), {{"learning", false}, {"frozen", true}},
                 "learning: scores adapt to the stream. frozen: they stay as they were at the start, so that two runs "
                 "can be compared."),
      Text("calibration.file", At(&Config::calibration, &CalibrationOptions::file), "path", AnyText,
           "A saved calibration to start from. Empty: the weights that labelwatch ships with."),
      Text("calibration.save", At(&Config::calibration, &CalibrationOptions::save), "path", AnyText,
           "Where to save what was learned at the end. Empty: nowhere."),

      Text("metrics.address", At(&Config::http, &HttpOptions::address), "host:port", HostAndPort,
           "Where /metrics, /healthz, /readyz and /statusz are served. Local by default, because there is neither "
           "encryption nor a password; port 0 takes any free one."),
      Count("metrics.threads", At(&Config::http, &HttpOptions::threads), {1, 64},
            "Requests answered at once. One slow reader holds one of them for at most 10 s."),
      Word<bool>("metrics.annotators", At(&Config::metrics, &MetricsOptions::annotators),
                 {{"named", true}, {"hidden", false}},
                 "hidden: no series names an annotator, where people must not be compared in dashboards."),

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
  const auto after_messages =
      std::find_if(keys.begin(), keys.end(), [](const Key& key) { return key.path.starts_with("inspect."); });
  std::vector<Key> names = NameKeys();
  keys.insert(after_messages, std::make_move_iterator(names.begin()), std::make_move_iterator(names.end()));
  const auto calibration =
      std::find_if(keys.begin(), keys.end(), [](const Key& key) { return key.path.starts_with("calibration."); });
  std::vector<Key> rates = RateKeys();
  keys.insert(calibration, std::make_move_iterator(rates.begin()), std::make_move_iterator(rates.end()));
  return keys;
}

}  // namespace

const std::vector<Key>& ConfigKeys() {
  static const std::vector<Key> keys = MakeKeys();
  return keys;
}

const std::vector<Section>& ConfigSections() {
  static const std::vector<Section> sections = {
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
      {"calibration", "What the monitor has learned about the stream."},
      {"metrics", "What people watch."},
      {"log", "One line per event on standard error."},
  };
  return sections;
}

ConfigErrors CheckTogether(const Config& config) {
  const KafkaTopics& topics = config.kafka.topics;
  const std::pair<std::string, std::string> used[] = {
      {"kafka.topics.labels", topics.labels},   {"kafka.topics.predictions", topics.predictions},
      {"kafka.topics.flagged", topics.flagged}, {"kafka.topics.dead_letters", topics.dead_letters},
      {"kafka.topics.tallies", topics.tallies}, {"kafka.topics.calibration", topics.calibration},
      {"kafka.topics.rates", topics.rates},     {"kafka.topics.alarms", topics.alarms}};
  ConfigErrors errors;
  for (std::size_t i = 0; i < std::size(used); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (used[i].second == used[j].second) {
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
