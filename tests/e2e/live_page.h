#pragma once
// The page that a process serves at /review/, in a real browser, read by a script that acts as a reader does: through a
// server that passes on whatever the page asks, and puts the script into the page.

#include <string>

#include "page_reading.h"

namespace labelwatch {

// `port`: of the process, on this machine. The rest as ReadPage has it.
std::string ReadLivePage(int port, const char* reader, const Window& window = {});

}  // namespace labelwatch
