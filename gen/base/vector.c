#include "base/vector.h"

#include <string.h>

void *vector_grown(Arena *arena, const void *at, size_t count, size_t *capacity, size_t size) {
    *capacity = count ? count * 2 : 4;
    void *grown = arena_alloc_array(arena, *capacity, size);
    if (count) memcpy(grown, at, count * size);
    return grown;
}
