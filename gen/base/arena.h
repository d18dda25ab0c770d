// One arena per compilation: memory that is handed out piece by piece and given back all at once.
// Nothing is freed singly, so no tree needs an owner and no error path leaks. The price is that a
// compilation's peak is the sum of all it made; for programs of a few hundred kilobytes that is
// less than the bookkeeping of anything finer.
//
// With TIERCE_ARENA_DEBUG each piece is a malloc of its own, so that the address sanitizer sees
// every overrun.
#ifndef TIERCE_BASE_ARENA_H
#define TIERCE_BASE_ARENA_H

#include <stddef.h>

typedef struct Arena Arena;

// Makes an empty arena. Never null: running out of memory ends the program with exit status 3.
Arena *arena_new(void);

// Gives back everything that was allocated from `arena`, and the arena itself. Null is ignored.
void arena_free(Arena *arena);

// Returns `size` zeroed bytes, aligned for any object, that live as long as the arena.
void *arena_alloc(Arena *arena, size_t size);

// Returns a zeroed array of `count` elements of `size` bytes; an overflow ends the program.
void *arena_alloc_array(Arena *arena, size_t count, size_t size);

// Bytes handed out so far.
size_t arena_used(const Arena *arena);

#define arena_make(arena, Type) ((Type *)arena_alloc((arena), sizeof(Type)))

#endif
