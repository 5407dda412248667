#include "consumers/labeling/body_signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "metrics/access.h"

namespace labelwatch {

std::string SignatureOf(std::string_view secret, std::string_view body) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  const auto* const data = reinterpret_cast<const unsigned char*>(body.data());
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), data, body.size(), bytes.data(), &size) ==
      nullptr) {
    return {};
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string signature = "sha256=";
  for (unsigned int i = 0; i < size; ++i) {
    signature += kDigits[bytes[i] >> 4];
    signature += kDigits[bytes[i] & 0xF];
  }
  return signature;
}

bool SignedWith(std::string_view secret, std::string_view body, std::string_view signature) {
  const std::string right = SignatureOf(secret, body);
  return !right.empty() && SameSecret(signature, right);
}

}  // namespace labelwatch
