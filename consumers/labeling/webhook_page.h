#pragma once
// The page that a labeling tool calls when something was reviewed. It answers at once and does nothing but to say so to
// the bridge, which then asks the tool itself: the tool calls once, inside of the reviewer's own request, and nothing
// of what it sends is believed.
//
// Who may call: whoever shows the token (Authorization: Bearer ..., a header that the tool is told to send), or has
// signed the body with the secret (X-Signature-256: sha256=..., as CVAT does); without either whoever can reach the
// page, so it then belongs on a loopback address.

#include <atomic>
#include <string>

#include "metrics/exporter.h"
#include "metrics/http.h"

namespace labelwatch {

// `called` and `metrics` outlive the page.
Page WebhookPage(std::string path, std::string token, std::atomic<bool>& called, Metrics& metrics);
Page SignedWebhookPage(std::string path, std::string secret, std::atomic<bool>& called, Metrics& metrics);

}  // namespace labelwatch
