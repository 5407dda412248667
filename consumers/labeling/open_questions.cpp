#include "consumers/labeling/open_questions.h"

#include <utility>

namespace labelwatch {

void OpenQuestions::Take(const RelabelRequest& request) {
  if (const One* const open = Of(request.frame_id)) {
    if (request.label_revision < open->asked.label_revision) return;
    if (!request.withdrawn && open->asked.request_id == request.id) return;  // read once more
    Erase(request.frame_id);
  }
  if (request.withdrawn) return;
  const auto [at, added] = open_.try_emplace(request.frame_id, One{AnswerTo(request), EncodeRelabelRequest(request)});
  bytes_ += at->second.request.size();
  order_.emplace_back(request.frame_id, request.id);
  whole_.push_back(order_.back());
  Trim();
}

const OpenQuestions::One* OpenQuestions::Of(const std::string& frame_id) const {
  const auto open = open_.find(frame_id);
  return open == open_.end() ? nullptr : &open->second;
}

void OpenQuestions::Erase(const std::string& frame_id) {
  const auto open = open_.find(frame_id);
  bytes_ -= open->second.request.size();
  open_.erase(open);
}

OpenQuestions::One* OpenQuestions::Still(const Place& place) {
  const auto open = open_.find(place.first);
  return open == open_.end() || open->second.asked.request_id != place.second ? nullptr : &open->second;
}

void OpenQuestions::Trim() {
  while (order_.size() > most_open_) {
    if (Still(order_.front()) != nullptr) Erase(order_.front().first);
    order_.pop_front();
  }
  while (!whole_.empty() && (bytes_ > most_bytes_ || whole_.size() > most_open_)) {
    if (One* const one = Still(whole_.front())) bytes_ -= std::exchange(one->request, {}).size();
    whole_.pop_front();
  }
}

}  // namespace labelwatch
