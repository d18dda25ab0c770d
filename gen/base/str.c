#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

Str str_copy(Arena *arena, Str s) {
    char *copy = arena_alloc(arena, s.length + 1);
    if (s.length) memcpy(copy, s.at, s.length);
    return (Str){copy, s.length};
}

Str str_format_list(Arena *arena, const char *format, va_list arguments) {
    char piece[256]; // most texts fit, and are then written only once
    va_list again;
    va_copy(again, arguments);
    const size_t length = (size_t)vsnprintf(piece, sizeof piece, format, arguments);
    char *text = arena_alloc(arena, length + 1);
    if (length < sizeof piece)
        memcpy(text, piece, length);
    else
        vsnprintf(text, length + 1, format, again);
    va_end(again);
    return (Str){text, length};
}

Str str_format(Arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const Str text = str_format_list(arena, format, arguments);
    va_end(arguments);
    return text;
}

const char *str_terminated(Arena *arena, Str s) { return str_copy(arena, s).at; }

bool str_equal_ignoring_case(Str a, Str b) {
    if (a.length != b.length) return false;
    for (size_t i = 0; i < a.length; i++)
        if (str_to_lower(a.at[i]) != str_to_lower(b.at[i])) return false;
    return true;
}

int str_compare(Str a, Str b) {
    const size_t shared = a.length < b.length ? a.length : b.length;
    const int order = shared ? memcmp(a.at, b.at, shared) : 0;
    if (order) return order;
    return (a.length > b.length) - (a.length < b.length);
}

uint32_t str_hash(Str s) { // FNV-1a
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < s.length; i++) hash = (hash ^ (unsigned char)s.at[i]) * 16777619u;
    return hash;
}

bool str_ends(Str s, Str suffix) {
    return s.length >= suffix.length && str_equal(str_slice(s, s.length - suffix.length, s.length), suffix);
}

size_t str_find(Str s, Str part, size_t from) {
    for (size_t i = from; part.length <= s.length && i <= s.length - part.length; i++)
        if (str_equal(str_slice(s, i, i + part.length), part)) return i;
    return s.length;
}

size_t str_find_byte(Str s, char byte, size_t from) {
    if (from >= s.length) return s.length;
    const char *found = memchr(s.at + from, byte, s.length - from);
    return found ? (size_t)(found - s.at) : s.length;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

Str str_trim(Str s) {
    while (s.length && is_blank(s.at[0])) s = (Str){s.at + 1, s.length - 1};
    while (s.length && is_blank(s.at[s.length - 1])) s.length--;
    return s;
}
