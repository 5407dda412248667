#include "consumers/labeling/open_questions.h"

#include <utility>

namespace labelwatch {

bool OpenQuestions::Take(const RelabelRequest& request) {
  if (const auto before = open_.find(request.frame_id); before != open_.end()) {
    const RelabelVerdict& known = before->second.asked;
    if (request.label_revision < known.label_revision) return false;
    if (known.request_id == request.id) return true;  // read once more
    Erase(request.frame_id);
  }
  One one{AnswerTo(request), request.withdrawn ? std::string() : EncodeRelabelRequest(request), request.withdrawn};
  const auto [at, added] = open_.try_emplace(request.frame_id, std::move(one));
  bytes_ += at->second.request.size();
  order_.emplace_back(request.frame_id, request.id);
  whole_.push_back(order_.back());
  Trim();
  return true;
}

const OpenQuestions::One* OpenQuestions::Of(const std::string& frame_id) const {
  const auto open = open_.find(frame_id);
  return open == open_.end() || open->second.withdrawn ? nullptr : &open->second;
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
