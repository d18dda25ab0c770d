// Text as a slice: a pointer and a length, never owned, never necessarily terminated.
#ifndef TIERCE_BASE_STR_H
#define TIERCE_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
Str str_of(const char *text);
// A copy in `arena`, followed by a zero byte that is not counted.
Str str_copy(Arena *arena, Str s);
// As printf; the result lives in `arena` and is followed by an uncounted zero byte.
Str str_format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
// The same for a function that takes arguments itself.
Str str_format_list(Arena *arena, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));
// A terminated copy for a C library.
const char *str_terminated(Arena *arena, Str s);

bool str_equal(Str a, Str b);
bool str_is(Str s, const char *text);
bool str_equal_ignoring_case(Str a, Str b); // ASCII letters only
int str_compare(Str a, Str b);              // by bytes; negative, zero, positive
uint32_t str_hash(Str s);

bool str_starts(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
// The bytes [from, to) of `s`, cut to what there is.
Str str_slice(Str s, size_t from, size_t to);
// Index of the first occurrence at or after `from`, or `s.length` when there is none.
size_t str_find(Str s, Str part, size_t from);
size_t str_find_byte(Str s, char byte, size_t from);
// Without blanks (space, tab, newline, carriage return) at either end.
Str str_trim(Str s);

// Character classes of ASCII, whatever the locale.
bool str_is_digit(char c);
bool str_is_lower(char c);
bool str_is_upper(char c);
bool str_is_letter(char c);
bool str_is_alphanumeric(char c);
char str_to_upper(char c);
char str_to_lower(char c);

#endif
