#pragma once
// Labels or predictions of many frames, kept small: COCO files do not order them by image, so they wait here until
// their frame's turn comes. Each frame is a chain through one arena; 72 bytes an object, plus its texts and its shape.
//
// Single-owner.

#include <cstdint>
#include <string_view>

#include "consumers/files/text/text_arena.h"
#include "schema/frame.h"

namespace labelwatch {

struct StoredObject {
  StoredObject* next = nullptr;
  Box bounds;
  double score = 0;            // predictions
  std::uint32_t category = 0;  // meaning is up to the reader
  std::uint32_t annotator = 0;
  std::uint32_t shape_bytes = 0, attribute_bytes = 0;
  std::uint16_t id_bytes = 0, track_bytes = 0;
  ShapeKind shape = ShapeKind::kNone;
  bool crowd : 1 = false, ignore : 1 = false, difficult : 1 = false;
  bool left_out : 1 = false;  // found to be broken later

  // The texts stand behind the object.
  std::string_view Id() const { return {Texts(), id_bytes}; }
  std::string_view TrackId() const { return {Texts() + id_bytes, track_bytes}; }
  std::string_view Attributes() const { return {Texts() + id_bytes + track_bytes, attribute_bytes}; }
  std::string_view EncodedShape() const { return {Texts() + id_bytes + track_bytes + attribute_bytes, shape_bytes}; }
  Shape ToShape() const { return {shape, bounds, EncodedShape()}; }

 private:
  const char* Texts() const { return reinterpret_cast<const char*>(this + 1); }
};
static_assert(sizeof(StoredObject) == 72);

// The objects of one frame, in file order.
struct ObjectChain {
  StoredObject* first = nullptr;
  StoredObject* last = nullptr;
};

struct ObjectTexts {
  std::string_view id, track_id, attributes;
};
inline constexpr std::size_t kMaxIdBytes = 65535;

// Copies what `object` says, `shape` and the texts into the arena and appends it to the chain.
// REQUIRES: id and track id have at most kMaxIdBytes.
StoredObject* AppendObject(StoredObject object, const Shape& shape, const ObjectTexts& texts, TextArena& arena,
                           ObjectChain& chain);

}  // namespace labelwatch
