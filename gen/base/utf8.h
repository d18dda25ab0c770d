// UTF-8, strictly: no overlong forms, no surrogates, nothing above U+10FFFF.
#ifndef TIERCE_BASE_UTF8_H
#define TIERCE_BASE_UTF8_H

#include "base/str.h"

// Index of the first byte that begins no valid sequence, or `s.length` when all of `s` is UTF-8.
size_t utf8_first_invalid(Str s);
// Decodes the sequence at `at` (valid, at < s.length); `*length` gets its bytes, 1 to 4.
uint32_t utf8_decode(Str s, size_t at, size_t *length);
// How many code points a valid text has.
size_t utf8_count(Str s);

#endif
