#include "unit/suite.h"

#include <string.h>

static void a_new_arena_has_handed_out_nothing(void **state) { assert_int_equal(arena_used(*state), 0); }

static void what_it_hands_out_is_zeroed(void **state) {
    const char zeroes[4096] = {0};
    for (size_t size = 1; size <= sizeof zeroes; size *= 2) {
        char *piece = arena_alloc(*state, size);
        assert_memory_equal(piece, zeroes, size);
        memset(piece, 0xFF, size);
    }
}

static void every_piece_is_aligned_for_any_object(void **state) {
    for (size_t size = 0; size < 64; size++)
        assert_int_equal((uintptr_t)arena_alloc(*state, size) % _Alignof(max_align_t), 0);
}

static void pieces_do_not_overlap(void **state) {
    char *pieces[300];
    for (size_t i = 0; i < 300; i++) {
        pieces[i] = arena_alloc(*state, 1 + i * 7);
        memset(pieces[i], (int)(i % 251), 1 + i * 7);
    }
    for (size_t i = 0; i < 300; i++)
        for (size_t j = 0; j < 1 + i * 7; j++) assert_int_equal((unsigned char)pieces[i][j], i % 251);
}

static void a_piece_may_be_larger_than_any_block(void **state) {
    const size_t size = 5 * 1024 * 1024;
    char *piece = arena_alloc(*state, size);
    piece[0] = piece[size - 1] = 1;
    char *next = arena_alloc(*state, 8);
    assert_true(next < piece || next >= piece + size);
}

static void it_counts_what_was_asked_for(void **state) {
    arena_alloc(*state, 10);
    arena_alloc_array(*state, 3, 7);
    assert_int_equal(arena_used(*state), 31);
}

static void an_empty_array_is_no_mistake(void **state) {
    arena_alloc_array(*state, 0, 8);
    arena_alloc_array(*state, 8, 0);
    assert_int_equal(arena_used(*state), 0);
}

static void freeing_none_does_nothing(void **state) {
    (void)state;
    arena_free(NULL);
}

const struct CMUnitTest arena_tests[] = {
    arena_test(a_new_arena_has_handed_out_nothing),    arena_test(what_it_hands_out_is_zeroed),
    arena_test(every_piece_is_aligned_for_any_object), arena_test(pieces_do_not_overlap),
    arena_test(a_piece_may_be_larger_than_any_block),  arena_test(it_counts_what_was_asked_for),
    arena_test(an_empty_array_is_no_mistake),          arena_test(freeing_none_does_nothing),
};
SUITE(arena);
