// Text that grows.
#ifndef TIERCE_BASE_BUFFER_H
#define TIERCE_BASE_BUFFER_H

#include "base/str.h"

typedef struct Buffer {
    Arena *arena;
    char *at;
    size_t length, capacity;
} Buffer;

// An empty buffer whose text will live in `arena`.
Buffer buffer_new(Arena *arena);
// The same, with room for `size` bytes from the start.
Buffer buffer_new_sized(Arena *arena, size_t size);
void buffer_add(Buffer *buffer, Str s);
void buffer_add_text(Buffer *buffer, const char *text);
void buffer_add_byte(Buffer *buffer, char byte);
void buffer_add_repeated(Buffer *buffer, char byte, size_t times);
void buffer_add_format(Buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Adds a code point (0 to 0x10FFFF) as UTF-8.
void buffer_add_code_point(Buffer *buffer, uint32_t code_point);
// What has been written so far, followed by an uncounted zero byte; valid until the next addition.
Str buffer_str(Buffer *buffer);

#endif
