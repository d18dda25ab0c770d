// Text as a slice: a pointer and a length, never owned, never necessarily terminated.
//
// The small functions are inline: comparing with a literal then costs a comparison of lengths, as a
// rule, and no call.
#ifndef TIERCE_BASE_STR_H
#define TIERCE_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

typedef struct Str {
    const char *at;
    size_t length;
} Str;

// A slice over a string literal.
#define STR(literal) ((Str){"" literal, sizeof(literal) - 1})
// The two arguments that "%.*s" wants.
#define STR_ARG(s) ((int)(s).length), ((s).at ? (s).at : "")
#define STR_NONE ((Str){0})

// A slice over a terminated string, which must outlive it; null gives the empty slice.
static inline Str str_of(const char *text) { return text ? (Str){text, strlen(text)} : STR_NONE; }
// A copy in `arena`, followed by a zero byte that is not counted.
Str str_copy(Arena *arena, Str s);
// As printf; the result lives in `arena` and is followed by an uncounted zero byte.
Str str_format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
// The same for a function that takes arguments itself.
Str str_format_list(Arena *arena, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));
// A terminated copy for a C library.
const char *str_terminated(Arena *arena, Str s);

static inline bool str_equal(Str a, Str b) {
    return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}
static inline bool str_is(Str s, const char *text) { return str_equal(s, str_of(text)); }
bool str_equal_ignoring_case(Str a, Str b); // ASCII letters only
int str_compare(Str a, Str b);              // by bytes; negative, zero, positive
uint32_t str_hash(Str s);

bool str_ends(Str s, Str suffix);
// The bytes [from, to) of `s`, cut to what there is.
static inline Str str_slice(Str s, size_t from, size_t to) {
    if (to > s.length) to = s.length;
    if (from >= to) return STR_NONE;
    return (Str){s.at + from, to - from};
}
static inline bool str_starts(Str s, Str prefix) { return str_equal(str_slice(s, 0, prefix.length), prefix); }
// Index of the first occurrence at or after `from`, or `s.length` when there is none.
size_t str_find(Str s, Str part, size_t from);
size_t str_find_byte(Str s, char byte, size_t from);
// Without blanks (space, tab, newline, carriage return) at either end.
Str str_trim(Str s);

// Character classes of ASCII, whatever the locale.
static inline bool str_is_digit(char c) { return c >= '0' && c <= '9'; }
static inline bool str_is_lower(char c) { return c >= 'a' && c <= 'z'; }
static inline bool str_is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static inline bool str_is_letter(char c) { return str_is_lower(c) || str_is_upper(c); }
static inline bool str_is_alphanumeric(char c) { return str_is_letter(c) || str_is_digit(c); }
static inline char str_to_upper(char c) { return str_is_lower(c) ? (char)(c - 'a' + 'A') : c; }
static inline char str_to_lower(char c) { return str_is_upper(c) ? (char)(c - 'A' + 'a') : c; }

#endif
