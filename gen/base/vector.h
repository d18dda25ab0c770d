// Arrays that grow, typed by macro: `VECTOR(Token) tokens = {0}; vector_add(arena, &tokens, token);`
// The old array stays in the arena when a vector grows, so a pointer into it never dangles; but it
// no longer sees later writes, so keep indices, not pointers, while adding.
#ifndef TIERCE_BASE_VECTOR_H
#define TIERCE_BASE_VECTOR_H

#include "base/arena.h"

#define VECTOR(Type)                                                                                                   \
    struct {                                                                                                           \
        Type *at;                                                                                                      \
        size_t count, capacity;                                                                                        \
    }

// Appends `value` (evaluated once).
#define vector_add(arena, vector, ...)                                                                                 \
    do {                                                                                                               \
        if ((vector)->count == (vector)->capacity)                                                                     \
            (vector)->at =                                                                                             \
                vector_grown((arena), (vector)->at, (vector)->count, &(vector)->capacity, sizeof *(vector)->at);       \
        (vector)->at[(vector)->count++] = (__VA_ARGS__);                                                               \
    } while (0)

// Makes room for `count` elements in an empty vector.
#define vector_reserve(arena, vector, count)                                                                           \
    ((vector)->at = arena_alloc_array((arena), (vector)->capacity = (count), sizeof *(vector)->at))

#define vector_last(vector) ((vector)->at[(vector)->count - 1])

// The larger array behind vector_add; sets `capacity`.
void *vector_grown(Arena *arena, const void *at, size_t count, size_t *capacity, size_t size);

#endif
