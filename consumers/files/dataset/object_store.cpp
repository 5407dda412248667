#include "consumers/files/dataset/object_store.h"

#include <new>

namespace labelwatch {

StoredObject* AppendObject(StoredObject object, const Shape& shape, const ObjectTexts& texts, TextArena& arena,
                           ObjectChain& chain) {
  object.next = nullptr;
  object.bounds = shape.bounds;
  object.shape = shape.kind;
  object.id_bytes = static_cast<std::uint16_t>(texts.id.size());
  object.track_bytes = static_cast<std::uint16_t>(texts.track_id.size());
  object.attribute_bytes = static_cast<std::uint32_t>(texts.attributes.size());
  object.shape_bytes = static_cast<std::uint32_t>(shape.encoded.size());
  const std::size_t behind = texts.id.size() + texts.track_id.size() + texts.attributes.size() + shape.encoded.size();
  char* memory = arena.Allocate(sizeof(StoredObject) + behind);
  auto* stored = new (memory) StoredObject(object);
  char* to = memory + sizeof(StoredObject);
  for (const std::string_view text : {texts.id, texts.track_id, texts.attributes, shape.encoded}) {
    if (!text.empty()) std::memcpy(to, text.data(), text.size());
    to += text.size();
  }
  (chain.last != nullptr ? chain.last->next : chain.first) = stored;
  chain.last = stored;
  return stored;
}

}  // namespace labelwatch
