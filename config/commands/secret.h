#pragma once
// Secrets: from a file or the environment, never from the command line, where every user of the machine reads them.

#include <string>

#include "schema/result.h"

namespace labelwatch {

struct SecretPlace {
  std::string file;      // empty: the variable
  const char* variable;  // of the environment
  const char* key;       // of the configuration, for the errors
};

// Empty: neither is set. An error never quotes what was read.
Result<std::string> ReadSecret(const SecretPlace& place);

// What must be known to see frames and to act (metrics/access.h): of the file of metrics.token_file, else of
// LABELWATCH_TOKEN.
inline Result<std::string> ReadAccessToken(const std::string& file) {
  return ReadSecret({file, "LABELWATCH_TOKEN", "metrics.token_file"});
}

}  // namespace labelwatch
