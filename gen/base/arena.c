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

// A block's pages come all at once where the system can do that, and a large block in huge pages:
// faulting pages in one by one costs a short run as much time as its work does.
#if defined MAP_POPULATE && defined MADV_HUGEPAGE && !defined TIERCE_ARENA_DEBUG
enum { HUGE_PAGE = 2 * 1024 * 1024 };

static void *map(size_t size, int flags) {
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

// The part of twice as much that begins at a huge page.
static Block *map_huge(void) {
    char *pages = map(2 * (size_t)HUGE_PAGE, 0);
    if (!pages) return NULL;
    const size_t before = (HUGE_PAGE - (uintptr_t)pages % HUGE_PAGE) % HUGE_PAGE;
    if (before) munmap(pages, before);
    munmap(pages + before + HUGE_PAGE, HUGE_PAGE - before);
    madvise(pages + before, HUGE_PAGE, MADV_HUGEPAGE); // a wish: without it the pages are small ones
    return (Block *)(void *)(pages + before);
}

static Block *new_block(size_t size) { return size == HUGE_PAGE ? map_huge() : map(size, MAP_POPULATE); }
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
enum { FIRST_BLOCK = 64 * 1024, LAST_SMALL_BLOCK = 128 * 1024, LARGEST_BLOCK = 2 * 1024 * 1024 };

static size_t aligned(size_t size) {
    const size_t mask = _Alignof(max_align_t) - 1;
    if (size > SIZE_MAX - mask) out_of_memory();
    return (size + mask) & ~mask;
}

// Each block is twice the one before, up to 128 KiB; those behind are as large as a huge page.
static size_t next_capacity(const Arena *arena) {
    const size_t last = arena->blocks ? arena->blocks->capacity + sizeof(Block) : 0;
    size_t size = last * 2 < FIRST_BLOCK ? FIRST_BLOCK : last * 2;
    if (size > LAST_SMALL_BLOCK) size = LARGEST_BLOCK;
    return size - sizeof(Block);
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
