#pragma once
// What the log says at warning and above while this lives, for tests of what people are told.
//
//   const Said said;
//   ...
//   EXPECT_THAT(said.Text(), HasSubstr("5 more"));

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <sstream>
#include <string>
#include <utility>

namespace labelwatch {

class Said {
 public:
  Said() : former_(spdlog::default_logger()) {
    auto log = std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_));
    log->set_level(spdlog::level::warn);
    spdlog::set_default_logger(std::move(log));
  }
  ~Said() { spdlog::set_default_logger(former_); }
  Said(const Said&) = delete;
  Said& operator=(const Said&) = delete;

  std::string Text() const { return text_.str(); }

 private:
  std::shared_ptr<spdlog::logger> former_;
  std::ostringstream text_;
};

}  // namespace labelwatch
