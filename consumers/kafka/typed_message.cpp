#include "consumers/kafka/typed_message.h"

#include <utility>

namespace labelwatch {

void AddHeader(rd_kafka_headers_t* headers, std::string_view name, std::string_view value) {
  rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                      static_cast<ssize_t>(value.size()));
}

TypedMessage Typed(std::string_view type, std::string_view id, std::string value, OutputFormat format,
                   Result<std::string> (*to_json)(std::string_view)) {
  const bool json = format == OutputFormat::kJson;
  if (json) {
    if (auto text = to_json(value)) value = std::move(*text);
  }
  TypedMessage message{std::move(value), KafkaHeaders(rd_kafka_headers_new(5))};
  AddHeader(message.headers.get(), "content-type", json ? "application/json" : "application/protobuf");
  AddHeader(message.headers.get(), "ce_specversion", "1.0");
  AddHeader(message.headers.get(), "ce_type", "labelwatch.v1." + std::string(type));
  AddHeader(message.headers.get(), "ce_source", "labelwatch");
  AddHeader(message.headers.get(), "ce_id", id);
  return message;
}

TypedMessage TypedRequest(const RelabelRequest& request, OutputFormat format) {
  return Typed("RelabelRequest", request.id, EncodeRelabelRequest(request), format, RelabelRequestToJson);
}

}  // namespace labelwatch
