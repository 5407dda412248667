#pragma once
// The page of a report in a real browser, opened from the disk and read by a script that acts as a reader does.

#include <string>

namespace labelwatch {

// `reader`: statements of JavaScript that run after the page's own and put what they saw into `seen`; page_reading.cpp
// has what they may call. Returns what was seen, as JSON, with the errors of the page. `profile`: of the browser, which
// keeps its storage; empty for a new one.
struct Window {
  int width = 1200, height = 800;
  bool dark = false;
};
std::string ReadPage(const std::string& folder, const char* reader, const std::string& profile = "",
                     const Window& window = {});

// The same in parts, for a page that comes from elsewhere (live_page.h): the page with the scripts errors.js and
// reader.js in it, what these hold, and what was seen at an address that gives all three.
std::string WithScripts(std::string page);
extern const char* const kErrorsScript;
std::string ReaderScript(const char* reader);
std::string Browse(const std::string& address, const std::string& profile, const Window& window);

std::string Quoted(const std::string& text);
// The text of a key in a line of JSON.
std::string TextAt(const std::string& line, const std::string& key);

}  // namespace labelwatch
