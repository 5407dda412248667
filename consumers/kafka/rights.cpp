#include "consumers/kafka/rights.h"

#include <algorithm>

#include "consumers/kafka/clients.h"

namespace labelwatch {

bool IsMissingRight(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED || code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED ||
         code == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED ||
         code == RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
}

std::string RightsText(const KafkaOptions& options) {
  const KafkaTopics& topics = options.topics;
  const std::string rates = RatesGroup(options);
  std::string text = "Read on topics " + topics.labels + ", " + topics.predictions + ", " + topics.tallies + ", " +
                     topics.calibration + ", " + topics.rates + " and on groups " + options.group + ", " + rates +
                     "; Write on topics " + topics.flagged + ", " + topics.dead_letters + ", " + topics.tallies + ", " +
                     topics.calibration + ", " + topics.rates + ", " + topics.alarms;
  if (!topics.requests.empty()) text += ", " + topics.requests;
  if (options.delivery == Delivery::kExactlyOnce) {
    text += " and on transactional ids ";
    for (std::size_t worker = 0; worker < std::max<std::size_t>(options.workers, 1); ++worker) {
      text += TransactionalId(options, worker) + ", ";
    }
    KafkaOptions of_rates = options;
    of_rates.group = rates;
    text += TransactionalId(of_rates, 0);
  }
  return text + "; Create on topics of these that are not there";
}

Error WithRights(Error error, const KafkaOptions& options) {
  // Every text of librdkafka for one of them says so, and errors reach this place as text.
  if (error.message.find("uthorization failed") == std::string::npos) return error;
  error.message += "; a right is missing, all of them are: " + RightsText(options);
  return error;
}

}  // namespace labelwatch
