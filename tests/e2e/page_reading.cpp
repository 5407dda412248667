#include "page_reading.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "command.h"

namespace labelwatch {
namespace {

// Scripts that run in the page after its own, act as a reader does and leave what they saw as the only text of the
// page. What they share:
constexpr const char* kBefore = R"js(
const seen = {};
const element = (id) => document.getElementById(id);
const press = (key) => (document.activeElement || document.body).dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
const settle = () => new Promise((resolve) => setTimeout(resolve, 60));
const set = (id, value) => {
  if (element(id).type === 'checkbox') element(id).checked = value; else element(id).value = value;
  element(id).dispatchEvent(new Event(id === 'text' ? 'input' : 'change'));
};
const inPicture = (selector) => [...document.querySelectorAll('#picture ' + selector)];
const cellsShown = () => [...document.querySelectorAll('.cell')];
const until = async (good) => { for (let i = 0; i < 100 && !good(); ++i) await settle(); };
const opened = () => until(() => element('sentence').textContent !== '' && inPicture('svg').length + document.querySelectorAll('#picture svg').length > 0);
const act = async () => {
)js";
constexpr const char* kAfter = R"js(
};
act().catch((error) => window.errors.push(String(error))).then(() => {
  seen.pwned = window.pwned === undefined ? 'no' : 'yes';
  seen.errors = window.errors;
  document.body.textContent = 'SEEN ' + JSON.stringify(seen) + ' END';
});
)js";

}  // namespace

const char* const kErrorsScript =
    "window.errors = []; window.onerror = (m) => { window.errors.push(String(m)); };\n"
    "document.addEventListener('securitypolicyviolation', (e) => { "
    "window.errors.push('policy ' + e.violatedDirective + ' ' + e.blockedURI); });\n";

std::string ReaderScript(const char* reader) { return std::string(kBefore) + reader + kAfter; }

std::string WithScripts(std::string page) {
  const auto before = page.find("<script src=\"data.js\">");
  EXPECT_NE(before, std::string::npos);
  page.insert(before, "<script src=\"errors.js\"></script>\n");
  page.insert(page.find("</body>"), "<script src=\"reader.js\"></script>\n");
  return page;
}

std::string ReadPage(const std::string& folder, const char* reader, const std::string& profile, const Window& window) {
  std::ofstream(folder + "/reader.html") << WithScripts(ReadText(folder + "/index.html"));
  std::ofstream(folder + "/errors.js") << kErrorsScript;
  std::ofstream(folder + "/reader.js") << ReaderScript(reader);
  return Browse("file://" + folder + "/reader.html", profile, window);
}

std::string Browse(const std::string& address, const std::string& profile, const Window& window) {
  const std::string used = profile.empty() ? FreshFolder() : profile;
  const Finished browser =
      Running("chromium",
              {"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir=" + used,
               "--window-size=" + std::to_string(window.width) + "," + std::to_string(window.height),
               "--blink-settings=preferredColorScheme=" + std::string(window.dark ? "0" : "1"),
               "--virtual-time-budget=60000", "--dump-dom", address})
          .Wait();
  if (profile.empty()) std::filesystem::remove_all(used);
  const auto begin = browser.out.find("SEEN "), end = browser.out.rfind(" END");
  EXPECT_NE(begin, std::string::npos) << browser.out.substr(0, 2000) << browser.err;
  if (begin == std::string::npos || end == std::string::npos) return "";
  return browser.out.substr(begin + 5, end - begin - 5);
}

std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

std::string TextAt(const std::string& line, const std::string& key) {
  const auto begin = line.find(Quoted(key) + ":\"") + key.size() + 4;
  return line.substr(begin, line.find('"', begin) - begin);
}

}  // namespace labelwatch
