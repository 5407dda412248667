#pragma once
// Messages of the topics that other programs read: in the form that the configuration says, with headers that say what
// they are.

#include <string>
#include <string_view>

#include "consumers/kafka/handles.h"
#include "consumers/kafka/options.h"
#include "schema/relabel.h"

namespace labelwatch {

struct TypedMessage {
  std::string value;
  KafkaHeaders headers;
};

// `type`: of labelwatch.v1, whose protobuf `value` is; `to_json` of the same.
TypedMessage Typed(std::string_view type, std::string_view id, std::string value, OutputFormat format,
                   Result<std::string> (*to_json)(std::string_view));
TypedMessage TypedRequest(const RelabelRequest& request, OutputFormat format);

void AddHeader(rd_kafka_headers_t* headers, std::string_view name, std::string_view value);

}  // namespace labelwatch
