#include "server.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "consumers/kafka/clients.h"
#include "consumers/kafka/topics.h"
#include "consumers/labeling/label_studio/task_json.h"
#include "schema/wire.h"
#include "tests/e2e/command.h"
#include "tests/kafka/producing.h"

namespace labelwatch {
namespace {

constexpr const char* kToken = "0123456789abcdef0123456789abcdef01234567";
const std::string kScript = LABELWATCH_REPOSITORY "/deploy/label_studio";

bool SkippedBy(const char* variable) {
  const char* skip = std::getenv(variable);
  return skip != nullptr && std::string(skip) == "1";
}

class Server : public testing::Environment {
 public:
  static Server& Only() {
    static auto* const server = new Server;  // GoogleTest owns and deletes it
    return *server;
  }
  void SetUp() override {
    if (SkippedBy("LABELWATCH_SKIP_LABEL_STUDIO") || SkippedBy("LABELWATCH_SKIP_KAFKA")) return;
    std::string folder = (std::filesystem::temp_directory_path() / "labelwatch-label-studio-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) return;
    folder_ = folder;
    ready_ = Shell(kScript + " start " + folder_) == 0;
    std::cout << "server: " << problem_;
    setenv("LABELWATCH_LABEL_STUDIO_TOKEN", kToken, 1);  // of the bridges that the tests start
  }
  void TearDown() override {
    if (folder_.empty()) return;
    EXPECT_EQ(Shell(kScript + " stop " + folder_), 0) << problem_;
    std::filesystem::remove_all(folder_);
  }
  int Shell(const std::string& command) {
    problem_.clear();
    std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) return -1;
    std::array<char, 4096> buffer;
    for (std::size_t n; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) problem_.append(buffer.data(), n);
    return pclose(pipe);
  }

  std::string folder_, problem_;
  bool ready_ = false;
};

const auto* const kRegisteredServer = testing::AddGlobalTestEnvironment(&Server::Only());

std::string Written(JsonValue value) {
  JsonWriter json;
  const auto copy = [&json](const auto& self, JsonValue from) -> void {
    if (from.IsArray()) {
      json.OpenList();
      from.ForElements([&](JsonValue one) { self(self, one); });
      json.CloseList();
    } else if (from.IsObject()) {
      json.OpenObject();
      from.ForMembers([&](std::string_view key, JsonValue one) {
        json.Key(key);
        self(self, one);
      });
      json.CloseObject();
    } else if (from.IsNumber()) {
      json.Digits(from.Text());
    } else {
      json.Text(from.Text());
    }
  };
  copy(copy, value);
  return std::string(json.Written());
}

}  // namespace

void LabelStudioTest::SetUp() {
  if (SkippedBy("LABELWATCH_SKIP_LABEL_STUDIO")) GTEST_SKIP() << "left out: LABELWATCH_SKIP_LABEL_STUDIO=1 is set";
  KafkaTest::SetUp();
  if (IsSkipped() || HasFatalFailure()) return;
  ASSERT_TRUE(Server::Only().ready_) << "no Label Studio: " << Server::Only().problem_
                                     << "\nTo leave these tests out: LABELWATCH_SKIP_LABEL_STUDIO=1";
  kafka_ = Options();
  for (std::string* topic : {&kafka_.topics.requests, &kafka_.topics.verdicts, &kafka_.topics.tasks}) {
    *topic += "." + kafka_.group;
  }
  MakeTopics(kafka_, 2, 2);
  const auto admin = MakeAdmin(kafka_);
  ASSERT_TRUE(admin) << admin.error().message;
  const auto made = CreateTopics(admin->get(), {{kafka_.topics.requests, 2, {{"cleanup.policy", "compact"}}}});
  ASSERT_TRUE(made) << made.error().message;
  static int number = 0;
  project_ = "project " + std::to_string(++number) + " of " + std::to_string(getpid());
  std::string folder = (std::filesystem::temp_directory_path() / "labelwatch-bridge-XXXXXX").string();
  folder_ = mkdtemp(folder.data());
}

void LabelStudioTest::TearDown() {
  if (!folder_.empty()) std::filesystem::remove_all(folder_);
}

std::string LabelStudioTest::Url() {
  return "http://127.0.0.1:" + std::string(ReadText(Server::Only().folder_ + "/port"), 0,
                                           ReadText(Server::Only().folder_ + "/port").find('\n'));
}

LabelStudioClient LabelStudioTest::Api() const { return LabelStudioClient(Url(), kToken, {}, {}); }

std::string LabelStudioTest::WriteConfig(const std::string& more) const {
  static int number = 0;
  const std::string path = folder_ + "/" + std::to_string(++number) + ".yaml";
  const KafkaTopics& topics = kafka_.topics;
  std::ofstream file(path);
  file << "kafka:\n  brokers: " << kafka_.brokers << "\n  group: " << kafka_.group << "\n  instance_id: one\n  topics:"
       << "\n    labels: " << topics.labels << "\n    predictions: " << topics.predictions
       << "\n    requests: " << topics.requests << "\n    verdicts: " << topics.verdicts
       << "\n    tasks: " << topics.tasks << "\n  properties:\n";
  for (const auto& [name, value] : kafka_.properties) file << "    " << name << ": \"" << value << "\"\n";
  file << Section(more);
  return path;
}

std::string LabelStudioTest::Section(const std::string& more) const {
  return "label_studio:\n  url: " + Url() + "\n  project: " + project_ + "\n  address: 127.0.0.1:0\n" + more;
}

void LabelStudioTest::BridgeOnceWith(const std::string& config) const {
  const Finished ended = RunCommand({"bridge", "label-studio", "--config", config, "--once"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
}

void LabelStudioTest::Ask(const std::vector<RelabelRequest>& requests) const {
  ForeignProducer producer(kafka_, {});
  for (const RelabelRequest& request : requests) {
    producer.Send(kafka_.topics.requests, request.frame_id, EncodeRelabelRequest(request));
  }
}

void LabelStudioTest::Withdraw(const std::string& frame, std::uint64_t revision) const {
  RelabelRequest request;
  request.id = "withdrawn";
  request.withdrawn = true;
  request.frame_id = frame;
  request.label_revision = revision;
  Ask(request);
}

std::vector<LabelStudioTest::Task> LabelStudioTest::Tasks() const {
  LabelStudioClient api = Api();
  std::vector<Task> tasks;
  const auto projects = api.Get("/api/projects?title=" + UrlEncoded(project_));
  EXPECT_TRUE(projects && projects->Good());
  std::string project;
  projects->json.Root()["results"].ForElements([&](JsonValue one) { project = one["id"].Text(); });
  if (project.empty()) return tasks;
  for (int page = 1;; ++page) {
    const auto list =
        api.Get("/api/tasks?project=" + project + "&page_size=500&fields=all&page=" + std::to_string(page));
    if (list && list->status == 404) break;  // there is no such page
    EXPECT_TRUE(list && list->Good()) << (list ? list->detail : list.error().message);
    if (!list || !list->Good()) break;
    list->json.Root()["tasks"].ForElements([&](JsonValue one) {
      Task& task = tasks.emplace_back();
      task.number = static_cast<std::uint64_t>(one["id"].Number());
      task.request = one["data"][kRequestIdKey].Text();
      one["predictions"].ForElements([&](JsonValue prediction) {
        const bool suggested = prediction["model_version"].Text() == kSuggestionsVersion;
        (suggested ? task.suggestions : task.current) = Written(prediction["result"]);
      });
    });
    if (list->json.Root()["tasks"].Size() < 500) break;
  }
  return tasks;
}

std::uint64_t LabelStudioTest::Submit(std::uint64_t task, const std::string& result, const std::string& more) const {
  const auto made = Api().Post("/api/tasks/" + std::to_string(task) + "/annotations/",
                               R"({"lead_time":3.5,"result":)" + result + more + "}");
  EXPECT_TRUE(made && made->Good()) << (made ? made->detail : made.error().message);
  return made ? static_cast<std::uint64_t>(made->json.Root()["id"].Number()) : 0;
}

std::vector<RelabelVerdict> LabelStudioTest::ReadVerdicts() const {
  std::vector<RelabelVerdict> verdicts;
  for (const ReadMessage& message : ReadMessages(kafka_, kafka_.topics.verdicts)) {
    auto verdict = DecodeRelabelVerdict(message.value.value_or(""));
    EXPECT_TRUE(verdict) << verdict.error().message;
    if (!verdict) continue;
    EXPECT_EQ(message.key, verdict->frame_id);
    verdicts.push_back(std::move(*verdict));
  }
  return verdicts;
}

}  // namespace labelwatch
