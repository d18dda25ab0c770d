#include "base/utf8.h"

static size_t sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    if (lead >= 0xF0 && lead < 0xF5) return 4;
    return 0;
}

static uint32_t value_of(Str s, size_t at, size_t length) {
    static const unsigned char mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t value = (unsigned char)s.at[at] & mask[length];
    for (size_t i = 1; i < length; i++) value = (value << 6) | ((unsigned char)s.at[at + i] & 0x3F);
    return value;
}

static bool is_valid_at(Str s, size_t at, size_t length) {
    if (!length || s.length - at < length) return false;
    for (size_t i = 1; i < length; i++)
        if (((unsigned char)s.at[at + i] & 0xC0) != 0x80) return false;
    const uint32_t value = value_of(s, at, length);
    if (length == 3) return value >= 0x800 && !(value >= 0xD800 && value < 0xE000);
    if (length == 4) return value >= 0x10000 && value <= 0x10FFFF;
    return true;
}

size_t utf8_first_invalid(Str s) {
    for (size_t at = 0; at < s.length;) {
        if ((unsigned char)s.at[at] < 0x80) { // by far the most
            at++;
            continue;
        }
        const size_t length = sequence_length((unsigned char)s.at[at]);
        if (!is_valid_at(s, at, length)) return at;
        at += length;
    }
    return s.length;
}

uint32_t utf8_decode(Str s, size_t at, size_t *length) {
    *length = sequence_length((unsigned char)s.at[at]);
    return value_of(s, at, *length);
}

size_t utf8_count(Str s) {
    size_t count = 0;
    for (size_t i = 0; i < s.length; i++) count += ((unsigned char)s.at[i] & 0xC0) != 0x80;
    return count;
}
