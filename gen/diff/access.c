#include "diff/access.h"

// ---- items

AccessItems access_with(Arena *arena, const AccessItems *when, const Value *condition, bool holds) {
    AccessItems all = {0};
    for (size_t i = 0; i < when->count; i++) vector_add(arena, &all, when->at[i]);
    vector_add(arena, &all, str_format(arena, "if %s%.*s", holds ? "" : "not ", STR_ARG(differ_scalar(condition))));
    return all;
}

bool access_has(const AccessItems *items, Str item) {
    for (size_t i = 0; i < items->count; i++)
        if (str_equal(items->at[i], item)) return true;
    return false;
}

bool access_includes(const AccessItems *more, const AccessItems *less) {
    for (size_t i = 0; i < less->count; i++)
        if (!access_has(more, less->at[i])) return false;
    return true;
}

enum { MOST_LISTED = 12 };

Str access_listed(Arena *arena, const AccessItems *items) {
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < items->count && i < MOST_LISTED; i++)
        buffer_add_format(&out, "%s%.*s", i ? ", " : "", STR_ARG(items->at[i]));
    if (items->count > MOST_LISTED) buffer_add_format(&out, " and %zu more", items->count - MOST_LISTED);
    return buffer_str(&out);
}

void access_add(Differ *d, DiffAccess access) { vector_add(d->arena, &d->set->access, access); }

void differ_find_access(Differ *d) {
    access_compare_policies(d);
    access_compare_networks(d);
}

// ---- patterns

static bool same_byte(char a, char b, bool ignore_case) {
    return a == b || (ignore_case && str_to_lower(a) == str_to_lower(b));
}

// A `*` within `text` is matched by a `*` alone, a `?` by both: then the pattern covers whatever
// they stand for.
bool access_pattern_covers(Str pattern, Str text, bool ignore_case) {
    size_t at = 0, in = 0, star = pattern.length, resume = 0;
    while (in < text.length) {
        const bool any = at < pattern.length && pattern.at[at] == '*';
        const bool one = at < pattern.length && pattern.at[at] == '?' && text.at[in] != '*';
        if (any) {
            star = at++;
            resume = in;
        } else if (one || (at < pattern.length && same_byte(pattern.at[at], text.at[in], ignore_case))) {
            at++;
            in++;
        } else if (star < pattern.length) {
            at = star + 1;
            in = ++resume;
        } else {
            return false;
        }
    }
    while (at < pattern.length && pattern.at[at] == '*') at++;
    return at == pattern.length;
}

// ---- address ranges

typedef struct Range {
    uint8_t bytes[16];
    size_t length; // 4 or 16
    size_t bits;   // of the prefix
} Range;

static bool read_number(Str text, unsigned base, unsigned most, unsigned *number) {
    *number = 0;
    for (size_t i = 0; i < text.length; i++) {
        const char c = str_to_lower(text.at[i]);
        const unsigned digit = str_is_digit(c)    ? (unsigned)(c - '0')
                               : str_is_letter(c) ? (unsigned)(c - 'a') + 10
                                                  : base;
        if (digit >= base) return false;
        *number = *number * base + digit;
        if (*number > most) return false;
    }
    return text.length > 0;
}

static bool read_v4(Str text, Range *range) {
    size_t at = 0;
    range->length = 4;
    for (size_t i = 0; i < 4; i++) {
        const size_t end = str_find_byte(text, '.', at);
        unsigned number;
        if ((end == text.length) != (i == 3) || !read_number(str_slice(text, at, end), 10, 255, &number)) return false;
        range->bytes[i] = (uint8_t)number;
        at = end + 1;
    }
    return true;
}

// The groups of one side of `::`, into `bytes`; how many bytes, or 17 when it is none.
static size_t read_groups(Str text, uint8_t *bytes) {
    size_t count = 0;
    for (size_t at = 0; at < text.length; count += 2) {
        const size_t end = str_find_byte(text, ':', at);
        unsigned number;
        if (count == 16 || !read_number(str_slice(text, at, end), 16, 0xFFFF, &number)) return 17;
        bytes[count] = (uint8_t)(number >> 8);
        bytes[count + 1] = (uint8_t)number;
        at = end + 1;
    }
    return count;
}

static bool read_v6(Str text, Range *range) {
    uint8_t head[16], tail[16];
    const size_t gap = str_find(text, STR("::"), 0);
    const size_t first = read_groups(str_slice(text, 0, gap), head);
    const size_t last = gap < text.length ? read_groups(str_slice(text, gap + 2, text.length), tail) : 0;
    range->length = 16;
    if (first + last > 16 || (gap == text.length && first != 16)) return false;
    memcpy(range->bytes, head, first);
    memcpy(range->bytes + 16 - last, tail, last);
    return true;
}

static bool read_range(Str text, Range *range) {
    const size_t slash = str_find_byte(text, '/', 0);
    const Str address = str_slice(text, 0, slash);
    unsigned bits;
    *range = (Range){0};
    if (!read_v4(address, range)) {
        *range = (Range){0};
        if (!read_v6(address, range)) return false;
    }
    range->bits = 8 * range->length;
    if (slash == text.length) return true;
    if (!read_number(str_slice(text, slash + 1, text.length), 10, (unsigned)range->bits, &bits)) return false;
    range->bits = bits;
    return true;
}

bool access_range_covers(Str outer, Str inner) {
    Range a, b;
    if (!read_range(outer, &a) || !read_range(inner, &b) || a.length != b.length || a.bits > b.bits) return false;
    const size_t whole = a.bits / 8, rest = a.bits % 8;
    if (memcmp(a.bytes, b.bytes, whole) != 0) return false;
    const unsigned mask = 0xFFu << (8 - rest);
    return rest == 0 || ((a.bytes[whole] ^ b.bytes[whole]) & mask & 0xFF) == 0;
}
