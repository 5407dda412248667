#pragma once
// How far two mixes of classes lie apart, and how far they would by chance alone.
//
// With shares p of m reference counts and q of n current ones over K classes:
//
//   PSI              sum (q - p) ln(q / p); a share that is 0 counts as 1e-4
//   Jensen-Shannon   sqrt(KL(p, (p+q)/2) / 2 + KL(q, (p+q)/2) / 2), natural logarithm: 0 .. sqrt(ln 2)
//   total variation  sum |q - p| / 2: the share of labels that would have to change their class
//   largest          max |q - p|, and which class that is
//
// Without any change PSI is about (1/n + 1/m) times chi-square with K - 1 degrees of freedom; so with 80 classes and
// 500 labels it exceeds the usual limits of .1 and .25 all of the time. Show a distance with its floor, and page on
// neither (mix_test.h is the test). The floor takes labels as independent: give counts divided by their design effect,
// or pass it. Immutable functions.
//
//   const auto distance = CompareMixes(reference, last_hour);
//   if (distance && distance->psi > distance->psi_floor) ...  // more than chance does in 19 of 20 windows

#include <cstddef>
#include <optional>
#include <span>

namespace labelwatch {

struct MixDistance {
  double psi = 0;
  double jensen_shannon = 0;
  double total_variation = 0;
  double largest = 0;
  std::size_t largest_class = 0;
  double psi_floor = 0;             // exceeded by chance in 5 % of windows
  double jensen_shannon_floor = 0;  // sqrt((K - 1)(1/n + 1/m) / 8): its size by chance
};

// Counts by class; the shorter list has none of the further classes. A count below 1e-9, or that is no number, is 0.
// `design_effect`: labels per independent one, at least 1. Nothing where one of the mixes is empty.
std::optional<MixDistance> CompareMixes(std::span<const double> reference, std::span<const double> current,
                                        double design_effect = 1);

}  // namespace labelwatch
