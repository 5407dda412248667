#pragma once
// Whether a body was signed by somebody who knows a secret, as CVAT (and GitHub) sign what they send to webhooks.
//
//   SignedWith(secret, request.body, request.signature)
//
// A signature is "sha256=" and HMAC-SHA-256 of the body, in small hexadecimal digits. Pure; takes a time that does not
// tell how much of a wrong signature was right.

#include <string>
#include <string_view>

namespace labelwatch {

// The signature that goes with a body.
std::string SignatureOf(std::string_view secret, std::string_view body);
bool SignedWith(std::string_view secret, std::string_view body, std::string_view signature);

}  // namespace labelwatch
