#pragma once
// Questions asked of sixteen boxes at a time, answered with one bit per box. Which boxes touch is as good as random: a
// branch per box would be mispredicted, so only the bits that are set are walked through.
//
// On x86-64 with the vector instructions that every such processor has (SSE2), elsewhere with plain loops.

#include <array>
#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace labelwatch {

inline constexpr std::size_t kGroup = 16;

struct BoxGroup {
  alignas(16) std::array<float, kGroup> x_min, y_min, x_max, y_max;
};

// Bit j: box j of the group touches the given one, edges included.
inline std::uint32_t TouchingMask(const BoxGroup& group, float x_min, float y_min, float x_max, float y_max) {
  std::uint32_t mask = 0;
#if defined(__SSE2__)
  const __m128 left = _mm_set1_ps(x_min), top = _mm_set1_ps(y_min);
  const __m128 right = _mm_set1_ps(x_max), bottom = _mm_set1_ps(y_max);
  for (std::size_t j = 0; j < kGroup; j += 4) {
    const __m128 across =
        _mm_and_ps(_mm_cmple_ps(_mm_load_ps(&group.x_min[j]), right), _mm_cmple_ps(left, _mm_load_ps(&group.x_max[j])));
    const __m128 down =
        _mm_and_ps(_mm_cmple_ps(_mm_load_ps(&group.y_min[j]), bottom), _mm_cmple_ps(top, _mm_load_ps(&group.y_max[j])));
    mask |= static_cast<std::uint32_t>(_mm_movemask_ps(_mm_and_ps(across, down))) << j;
  }
#else
  for (std::size_t j = 0; j < kGroup; ++j) {
    const bool touches =
        (group.x_min[j] <= x_max) & (x_min <= group.x_max[j]) & (group.y_min[j] <= y_max) & (y_min <= group.y_max[j]);
    mask |= static_cast<std::uint32_t>(touches) << j;
  }
#endif
  return mask;
}

// Bit j: values[j] == value. REQUIRES: kGroup values.
inline std::uint32_t EqualMask(const std::uint32_t* values, std::uint32_t value) {
  std::uint32_t mask = 0;
#if defined(__SSE2__)
  const __m128i wanted = _mm_set1_epi32(static_cast<int>(value));
  for (std::size_t j = 0; j < kGroup; j += 4) {
    const __m128i four = _mm_loadu_si128(reinterpret_cast<const __m128i*>(values + j));
    mask |= static_cast<std::uint32_t>(_mm_movemask_ps(_mm_castsi128_ps(_mm_cmpeq_epi32(four, wanted)))) << j;
  }
#else
  for (std::size_t j = 0; j < kGroup; ++j) mask |= static_cast<std::uint32_t>(values[j] == value) << j;
#endif
  return mask;
}

}  // namespace labelwatch
