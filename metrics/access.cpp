#include "metrics/access.h"

#include <algorithm>

#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

bool IsThisMachine(std::string_view host) {
  const std::string_view name = host.substr(0, host.find(':'));  // "127.0.0.1:9108" -> "127.0.0.1"
  return name == "localhost" || name.starts_with("127.");
}

int SixBits(char c) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto at = kDigits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// Empty where it is no base64.
std::string FromBase64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string bytes;
  unsigned bits = 0, have = 0;
  for (const char c : text) {
    const int six = SixBits(c);
    if (six < 0) return {};
    bits = bits << 6 | static_cast<unsigned>(six);
    have += 6;
    if (have < 8) continue;
    have -= 8;
    bytes.push_back(static_cast<char>(bits >> have & 0xFF));
  }
  return bytes;
}

// The secret that a header shows; empty: none.
std::string ShownSecret(std::string_view authorization) {
  constexpr std::string_view kBearer = "Bearer ", kBasic = "Basic ";
  if (authorization.starts_with(kBearer)) return std::string(authorization.substr(kBearer.size()));
  if (!authorization.starts_with(kBasic)) return {};
  const std::string pair = FromBase64(authorization.substr(kBasic.size()));
  const auto colon = pair.find(':');
  return colon == std::string::npos ? std::string() : pair.substr(colon + 1);
}

}  // namespace

std::optional<Answer> Access::MayNot(const Request& request) const {
  // A browser says which site's page asks; "null" is one that it does not trust.
  if (!request.origin.empty() && request.origin != "http://" + request.host &&
      request.origin != "https://" + request.host) {
    return RefuseJson(403, "asked for by a page of another site");
  }
  if (!token.empty()) {
    if (SameSecret(ShownSecret(request.authorization), token)) return std::nullopt;
    return RefuseJson(401, "send the token: Authorization: Bearer ...; or give it as the password");
  }
  if (!loopback) {
    return RefuseJson(403, "others than this machine can ask here, and there is no token: set metrics.token_file");
  }
  if (!IsThisMachine(request.host)) return RefuseJson(403, "the Host is not this machine");
  return std::nullopt;
}

Answer SayJson(int status, const char* key, std::string_view text) {
  JsonWriter json;
  json.OpenObject();
  json.Key(key).Text(CleanText(text));
  json.CloseObject();
  return {.status = status, .type = "application/json", .body = std::string(json.Written()) + "\n"};
}

bool IsContentType(std::string_view header, std::string_view type) {
  std::string sent(header.substr(0, header.find(';')));
  std::erase(sent, ' ');
  std::ranges::transform(sent, sent.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return sent == type;
}

bool SameSecret(std::string_view one, std::string_view other) {
  unsigned difference = one.size() == other.size() ? 0 : 1;
  // Over what was sent, whatever the secret is like.
  for (std::size_t i = 0; i < one.size(); ++i) {
    const char against = other.empty() ? '\0' : other[i % other.size()];
    difference |= static_cast<unsigned>(static_cast<unsigned char>(one[i]) ^ static_cast<unsigned char>(against));
  }
  return difference == 0;
}

}  // namespace labelwatch
