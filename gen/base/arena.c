// For MAP_POPULATE, where the system has it.
#define _DEFAULT_SOURCE
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

typedef struct Block {
    struct Block *next;
    size_t used, capacity;
    max_align_t bytes[];
} Block;

struct Arena {
    Block *blocks; // the newest first
    size_t used;
};

static _Noreturn void out_of_memory(void) {
    fputs("tierce: out of memory\n", stderr);
    exit(3);
}

// A block's pages come all at once where the system can do that: faulting them in one by one costs
// a short run as much time as its work does.
#if defined MAP_POPULATE && !defined TIERCE_ARENA_DEBUG
static Block *new_block(size_t size) {
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

static void free_block(Block *block) { munmap(block, sizeof(Block) + block->capacity); }
#else
static Block *new_block(size_t size) { return calloc(1, size); }
static void free_block(Block *block) { free(block); }
#endif

static Block *add_block(Arena *arena, size_t capacity) {
    if (capacity > SIZE_MAX - sizeof(Block)) out_of_memory();
    Block *block = new_block(sizeof(Block) + capacity);
    if (!block) out_of_memory();
    block->capacity = capacity;
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

Arena *arena_new(void) {
    Arena *arena = calloc(1, sizeof *arena);
    if (!arena) out_of_memory();
    return arena;
}

void arena_free(Arena *arena) {
    if (!arena) return;
    for (Block *block = arena->blocks; block;) {
        Block *next = block->next;
        free_block(block);
        block = next;
    }
    free(arena);
}

#ifdef TIERCE_ARENA_DEBUG
void *arena_alloc(Arena *arena, size_t size) {
    arena->used += size;
    return add_block(arena, size)->bytes;
}
#else
enum { FIRST_BLOCK = 64 * 1024, LARGEST_BLOCK = 512 * 1024 };

static size_t aligned(size_t size) {
    const size_t mask = _Alignof(max_align_t) - 1;
    if (size > SIZE_MAX - mask) out_of_memory();
    return (size + mask) & ~mask;
}

static size_t next_capacity(const Arena *arena) {
    if (!arena->blocks) return FIRST_BLOCK - sizeof(Block);
    const size_t doubled = arena->blocks->capacity * 2;
    return doubled < LARGEST_BLOCK ? (doubled > FIRST_BLOCK ? doubled : FIRST_BLOCK - sizeof(Block))
                                   : LARGEST_BLOCK - sizeof(Block);
}

void *arena_alloc(Arena *arena, size_t size) {
    arena->used += size;
    size = aligned(size);
    Block *block = arena->blocks;
    if (!block || block->capacity - block->used < size) {
        const size_t usual = next_capacity(arena);
        block = add_block(arena, size > usual ? size : usual);
    }
    void *piece = (char *)block->bytes + block->used;
    block->used += size;
    return piece;
}
#endif

void *arena_alloc_array(Arena *arena, size_t count, size_t size) {
    if (size && count > SIZE_MAX / size) out_of_memory();
    return arena_alloc(arena, count * size);
}

size_t arena_used(const Arena *arena) { return arena->used; }
