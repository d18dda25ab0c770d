#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

Buffer buffer_new(Arena *arena) { return (Buffer){.arena = arena}; }

Buffer buffer_new_sized(Arena *arena, size_t size) {
    return (Buffer){.arena = arena, .at = arena_alloc(arena, size), .capacity = size};
}

static char *reserve(Buffer *buffer, size_t more) {
    if (buffer->capacity - buffer->length <= more) { // always leaves room for a terminator
        size_t capacity = buffer->capacity ? buffer->capacity * 2 : 64;
        while (capacity - buffer->length <= more) capacity *= 2;
        char *grown = arena_alloc(buffer->arena, capacity);
        if (buffer->length) memcpy(grown, buffer->at, buffer->length);
        buffer->at = grown;
        buffer->capacity = capacity;
    }
    return buffer->at + buffer->length;
}

void buffer_add(Buffer *buffer, Str s) {
    if (!s.length) return;
    memcpy(reserve(buffer, s.length), s.at, s.length);
    buffer->length += s.length;
}

void buffer_add_text(Buffer *buffer, const char *text) { buffer_add(buffer, str_of(text)); }

void buffer_add_byte(Buffer *buffer, char byte) {
    *reserve(buffer, 1) = byte;
    buffer->length++;
}

void buffer_add_repeated(Buffer *buffer, char byte, size_t times) {
    memset(reserve(buffer, times), byte, times);
    buffer->length += times;
}

void buffer_add_format(Buffer *buffer, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    char *at = reserve(buffer, 0);
    const size_t room = buffer->capacity - buffer->length; // enough, as a rule
    const size_t length = (size_t)vsnprintf(at, room, format, arguments);
    va_end(arguments);
    if (length >= room) vsnprintf(reserve(buffer, length + 1), length + 1, format, again);
    va_end(again);
    buffer->length += length;
}

void buffer_add_code_point(Buffer *buffer, uint32_t c) {
    if (c < 0x80) {
        buffer_add_byte(buffer, (char)c);
        return;
    }
    const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3; // continuation bytes
    static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
    buffer_add_byte(buffer, (char)(lead[more] | (c >> (6 * more))));
    for (int i = more - 1; i >= 0; i--) buffer_add_byte(buffer, (char)(0x80 | ((c >> (6 * i)) & 0x3F)));
}

Str buffer_str(Buffer *buffer) {
    *reserve(buffer, 0) = 0;
    return (Str){buffer->at, buffer->length};
}
