#include "config/commands/secret.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>

namespace labelwatch {
namespace {

constexpr std::size_t kShortestSecret = 16, kLongestSecret = 4096;

Result<std::string> CheckedSecret(std::string secret, const std::string& where) {
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  const bool plain = std::ranges::all_of(secret, [](char c) { return c > ' ' && c <= '~'; });
  if (secret.size() < kShortestSecret || secret.size() > kLongestSecret || !plain) {
    return BadInput(where + ": a token is 16 to 4096 letters, digits and signs on one line; for one of your own: " +
                    "`openssl rand -hex 32`");
  }
  return secret;
}

}  // namespace

Result<std::string> ReadSecret(const SecretPlace& place) {
  if (place.file.empty()) {
    const char* const secret = std::getenv(place.variable);
    if (secret == nullptr || *secret == '\0') return std::string();
    return CheckedSecret(secret, place.variable);
  }
  std::ifstream in(place.file, std::ios::binary);
  std::array<char, kLongestSecret + 3> bytes{};
  in.read(bytes.data(), bytes.size());
  if (in.bad() || (!in.eof() && in.gcount() == 0)) {
    return BadInput(std::string(place.key) + ": cannot read " + place.file + ": does it exist and may it be read?");
  }
  return CheckedSecret(std::string(bytes.data(), static_cast<std::size_t>(in.gcount())),
                       std::string(place.key) + ": " + place.file);
}

}  // namespace labelwatch
