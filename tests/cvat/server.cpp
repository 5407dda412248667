#include "tests/cvat/server.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace labelwatch {
namespace {

constexpr const char* kScript = LABELWATCH_REPOSITORY "/tests/cvat/server.py";

// The Python that has the contract.
std::string Python() {
  static const std::string kPython = [] {
    std::FILE* pipe = popen(LABELWATCH_REPOSITORY "/tests/support/python_with cvat-sdk", "r");
    if (pipe == nullptr) throw std::runtime_error("tests/support/python_with cannot be started");
    std::string path;
    std::array<char, 4096> buffer;
    for (std::size_t n; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) path.append(buffer.data(), n);
    if (pclose(pipe) != 0 || path.empty()) {
      throw std::runtime_error("no contract of CVAT; to leave these tests out: LABELWATCH_SKIP_CVAT=1");
    }
    path.pop_back();
    return path;
  }();
  return kPython;
}

}  // namespace

bool PlayedCvat::LeftOut() {
  const char* skip = std::getenv("LABELWATCH_SKIP_CVAT");
  return skip != nullptr && std::string(skip) == "1";
}

PlayedCvat::PlayedCvat() : server_({Python(), "-B", kScript}) {}

CvatOptions PlayedCvat::Options() const {
  CvatOptions options;
  options.url = Url();
  return options;
}

JsonRecord PlayedCvat::Get(const std::string& path) const {
  auto answer = Api().Get(path);
  EXPECT_TRUE(answer && answer->Good()) << (answer ? answer->detail : answer.error().message);
  return answer ? std::move(answer->json) : JsonRecord();
}

std::vector<std::string> PlayedCvat::Texts(const std::string& path, const char* member) const {
  std::vector<std::string> texts;
  const auto listed = Api().ForEach(path, path, [&](JsonValue one) { texts.emplace_back(one[member].Text()); });
  EXPECT_TRUE(listed) << listed.error().message;
  return texts;
}

void PlayedCvat::FailOnce(const std::string& path) const {
  EXPECT_TRUE(Api().Post("/test/fail", R"({"path":")" + path + R"("})"));
}

void PlayedCvat::Save(std::uint64_t job, const std::string& annotations) const {
  const auto saved = Api().Put("/api/jobs/" + std::to_string(job) + "/annotations/", annotations);
  EXPECT_TRUE(saved && saved->Good()) << (saved ? saved->detail : saved.error().message);
}

void PlayedCvat::SetState(std::uint64_t job, const std::string& state) const {
  const auto set = Api().Patch("/api/jobs/" + std::to_string(job), R"({"assignee":7,"state":")" + state + R"("})");
  EXPECT_TRUE(set && set->Good()) << (set ? set->detail : set.error().message);
}

}  // namespace labelwatch
