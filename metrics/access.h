#pragma once
// Who may ask for what is not for everybody: acts on the rates, and frames with the names of people in them.
//
// Whoever knows the token: `Authorization: Bearer TOKEN`, or, from a browser, that asks for a name and a password, the
// token as the password of any name. Without a token, programs of this machine, where the server listens on loopback
// alone; else nobody. A page of another site that a browser of this machine shows may not: the browser tells its
// Origin, and a Host that is not this machine's means that a name was bent to its address.
//
//   if (auto refused = access.MayNot(request)) return *refused;
//
// Immutable, thread-safe. Nothing that it answers quotes what was sent or the token.

#include <optional>
#include <string>
#include <string_view>

#include "metrics/http.h"

namespace labelwatch {

struct Access {
  std::string token = {};  // empty: none
  bool loopback = false;   // the server can be reached from this machine alone

  std::optional<Answer> MayNot(const Request& request) const;
};

// An answer of one JSON object with one text.
Answer SayJson(int status, const char* key, std::string_view text);
inline Answer RefuseJson(int status, std::string_view why) { return SayJson(status, "error", why); }

// Whether the header names this type, whatever its parameters.
bool IsContentType(std::string_view header, std::string_view type);

// In a time that does not tell how much of it was right.
bool SameSecret(std::string_view one, std::string_view other);

}  // namespace labelwatch
