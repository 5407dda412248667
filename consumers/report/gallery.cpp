#include "consumers/report/gallery.h"

#include <algorithm>

namespace labelwatch {
namespace {

// What a finding takes beside its text: its record, with names.
constexpr std::size_t kBytesOfFinding = 600;

std::size_t BytesOf(const KeptFrame& frame) {
  std::size_t bytes = frame.shown.json.size() + frame.image_uri.size();
  for (const ShownFinding& finding : frame.shown.findings) bytes += finding.json.size() + kBytesOfFinding;
  return bytes;
}

}  // namespace

void Gallery::Add(KeptFrame frame) {
  const std::size_t bytes = BytesOf(frame);
  const auto shared = std::make_shared<const KeptFrame>(std::move(frame));
  const std::lock_guard lock(mutex_);
  if (IsAskedElsewhere(*shared)) return;
  ++version_;
  if (const auto before = by_id_.find(shared->frame_id); before != by_id_.end()) Forget(SharedFrame(before->second));
  if (bytes > options_.bytes / 2) {
    ++dropped_;
    return;
  }
  by_id_[shared->frame_id] = by_key_[shared->key] = shared;
  (shared->Asked() ? asked_ : newest_).push_back(shared);
  (shared->Asked() ? asked_shelf_ : newest_shelf_).Add(bytes);
  Trim();
}

bool Gallery::IsAskedElsewhere(const KeptFrame& frame) const {
  const auto kept = by_id_.find(frame.frame_id);
  return frame.Asked() && kept != by_id_.end() && !kept->second->Asked() &&
         kept->second->label_revision >= frame.label_revision;
}

// The oldest of the newest ones go to the worst ones, and of these the least suspicious goes.
void Gallery::Trim() {
  constexpr std::size_t kShareOfAsked = 4;
  const GalleryOptions asked{options_.frames / kShareOfAsked, options_.bytes / kShareOfAsked};
  while (!asked_.empty() && !asked_shelf_.Fits(asked)) {
    Forget(SharedFrame(asked_.front()));
    ++dropped_;
  }
  const GalleryOptions half{(options_.frames - asked_shelf_.frames) / 2, (options_.bytes - asked_shelf_.bytes) / 2};
  while (!newest_.empty() && !newest_shelf_.Fits(half)) {
    const SharedFrame moved = newest_.front();
    newest_.pop_front();
    newest_shelf_.Remove(BytesOf(*moved));
    worst_shelf_.Add(BytesOf(*moved));
    worst_.insert(moved);
  }
  while (!worst_.empty() && !worst_shelf_.Fits(half)) {
    Forget(SharedFrame(*worst_.rbegin()));
    ++dropped_;
  }
}

void Gallery::Forget(const SharedFrame& frame) {
  by_id_.erase(frame->frame_id);
  by_key_.erase(frame->key);
  const std::size_t bytes = BytesOf(*frame);
  if (frame->Asked()) {
    asked_shelf_.Remove(bytes);
    asked_.erase(std::ranges::find(asked_, frame));
  } else if (worst_.erase(frame) > 0) {
    worst_shelf_.Remove(bytes);
  } else {
    newest_shelf_.Remove(bytes);
    newest_.erase(std::ranges::find(newest_, frame));
  }
}

void Gallery::Decide(const std::string& finding, bool decided, AskedOf of) {
  const std::lock_guard lock(mutex_);
  ++version_;
  if (!decided && of == AskedOf::kReviewer) return standing_.Erase(finding);
  standing_.Put(finding, {decided, of});
}

void Gallery::Supersede(const std::string& frame_id, const std::string& request) {
  const std::lock_guard lock(mutex_);
  const auto kept = by_id_.find(frame_id);
  if (kept == by_id_.end() || !kept->second->Asked()) return;
  if (kept->second->shown.findings.front().record.id == request) return;
  ++version_;
  Forget(SharedFrame(kept->second));
}

void Gallery::Withdraw(const std::string& frame_id, std::uint64_t revision) {
  const std::lock_guard lock(mutex_);
  const auto kept = by_id_.find(frame_id);
  if (kept == by_id_.end() || kept->second->label_revision >= revision) return;
  ++version_;
  Forget(SharedFrame(kept->second));
}

std::shared_ptr<const Gallery::View> Gallery::Now() const {
  const std::lock_guard lock(mutex_);
  if (view_ != nullptr && view_->version == version_) return view_;
  auto view = std::make_shared<View>();
  view->version = version_;
  view->frames.assign(newest_.begin(), newest_.end());
  view->frames.insert(view->frames.end(), worst_.begin(), worst_.end());
  view->frames.insert(view->frames.end(), asked_.begin(), asked_.end());
  std::ranges::sort(view->frames, Worse());
  for (const SharedFrame& frame : view->frames) {
    std::vector<bool>& decided = view->decided.emplace_back();
    std::vector<AskedOf>& asked = view->asked.emplace_back();
    for (const ShownFinding& finding : frame->shown.findings) {
      const Standing standing = standing_.Of(finding.record.id, {});
      decided.push_back(standing.decided);
      asked.push_back(standing.of);
    }
  }
  view_ = std::move(view);
  return view_;
}

SharedFrame Gallery::WithKey(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto at = by_key_.find(key);
  return at == by_key_.end() ? nullptr : at->second;
}

SharedFrame Gallery::WithId(const std::string& frame_id) const {
  const std::lock_guard lock(mutex_);
  const auto at = by_id_.find(frame_id);
  return at == by_id_.end() ? nullptr : at->second;
}

GalleryFill Gallery::Fill() const {
  const std::lock_guard lock(mutex_);
  return {by_id_.size(), newest_shelf_.bytes + worst_shelf_.bytes + asked_shelf_.bytes, dropped_};
}

}  // namespace labelwatch
