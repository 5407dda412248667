#pragma once
// Random messages of the contract for property tests: seeded, with every field in use now and then.

#include <labelwatch/v1/labelwatch.pb.h>

#include <random>
#include <string>

namespace labelwatch {

class RandomMessages {
 public:
  explicit RandomMessages(unsigned seed) : random_(seed) {}

  v1::LabeledFrame Labeled();
  v1::PredictedFrame Predicted();
  // The bytes with one thing wrong or odd: cut, flipped, with a field or a group that nobody knows, with a piece of
  // themselves repeated.
  std::string Damaged(std::string bytes);
  // A labeled frame whose labels come in pieces: the bytes of two labels, run together.
  std::string LabeledInPieces();
  bool Chance(double p) { return std::uniform_real_distribution<>(0, 1)(random_) < p; }
  std::size_t Below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }

 private:
  std::string Word();
  double Number();
  void SetBox(v1::Box* box);
  template <typename Object>
  void SetShape(Object* object);
  void SetProbability(v1::ClassProbability* probability);

  std::mt19937 random_;
};

}  // namespace labelwatch
