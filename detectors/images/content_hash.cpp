#include "detectors/images/content_hash.h"

#include <openssl/evp.h>

#include <stdexcept>

namespace labelwatch {

std::string ContentHash(std::string_view bytes) {
  std::string hash(32, '\0');
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(hash.data()), &size, EVP_sha256(),
                 nullptr) != 1) {
    throw std::runtime_error("libcrypto offers no SHA-256");
  }
  return hash;
}

}  // namespace labelwatch
