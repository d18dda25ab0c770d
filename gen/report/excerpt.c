#include "report/excerpt.h"

#include "base/utf8.h"

enum {
    TAB_COLUMNS = 4,
    BYTES_BEFORE = 60,  // of a line that is cut, kept before the mark
    BYTES_BEHIND = 100, // kept from the mark's start on
    BYTES_WHOLE = 160,  // a line as long as this is shown whole
};

static const Str cut_sign = {"...", 3};

// ---- one character

typedef struct Range {
    uint32_t first, last;
} Range;

static bool is_within(uint32_t c, const Range *ranges, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].first && c <= ranges[i].last) return true;
    return false;
}

#define IS_WITHIN(c, ranges) is_within((c), (ranges), sizeof(ranges) / sizeof *(ranges))

// What takes no column or two on a terminal: the blocks that matter of Unicode's
// EastAsianWidth.txt, and of the combining marks. A miss moves a caret, no more.
static const Range combining[] = {{0x300, 0x36F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xE0100, 0xE01EF}};
static const Range wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xAC00, 0xD7A3},
                             {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
                             {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD}};

// Marks and embeddings of direction, joiners and what else is there without being seen.
static const Range unseen[] = {{0x80, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},  {0x200B, 0x200F},
                               {0x2028, 0x202E}, {0x2060, 0x206F}, {0xFEFF, 0xFEFF}};

static size_t columns_of(uint32_t c) {
    if (c == '\t') return TAB_COLUMNS;
    if (c < 0x300) return 1;
    if (IS_WITHIN(c, combining)) return 0;
    return IS_WITHIN(c, wide) ? 2 : 1;
}

// What is put in the place of `c`: the pictures of control characters begin at U+2400.
static uint32_t visible(uint32_t c) {
    if (c < 0x20) return 0x2400 + c;
    if (c == 0x7F) return 0x2421;
    return IS_WITHIN(c, unseen) ? 0xFFFD : c;
}

static bool is_inside_character(Str text, size_t at) {
    return at > 0 && at < text.length && ((unsigned char)text.at[at] & 0xC0) == 0x80;
}

// The character at `at`; a broken byte is one that takes one byte.
static uint32_t decode(Str text, size_t at, size_t *length) {
    const Str rest = str_slice(text, at, at + 4);
    if (utf8_first_invalid(rest) > 0) return utf8_decode(rest, 0, length);
    *length = 1;
    return 0xFFFD;
}

void report_add_visible(Buffer *out, Str text) {
    for (size_t at = 0, length; at < text.length; at += length) {
        const uint32_t c = decode(text, at, &length);
        if (c == '\t')
            buffer_add_repeated(out, ' ', TAB_COLUMNS);
        else
            buffer_add_code_point(out, visible(c));
    }
}

// ---- a line

static size_t columns(Str text) {
    size_t count = 0;
    for (size_t at = 0, length; at < text.length; at += length) count += columns_of(decode(text, at, &length));
    return count;
}

static size_t first_shown(Str line, size_t start) {
    size_t from = line.length <= BYTES_WHOLE || start <= BYTES_BEFORE ? 0 : start - BYTES_BEFORE;
    while (is_inside_character(line, from)) from--;
    return from;
}

static size_t last_shown(Str line, size_t start) {
    size_t to = line.length <= BYTES_WHOLE || line.length - start <= BYTES_BEHIND ? line.length : start + BYTES_BEHIND;
    while (is_inside_character(line, to)) to++;
    return to;
}

Excerpt report_excerpt(Str line, size_t start, size_t end) {
    if (start > line.length) start = line.length;
    const size_t from = first_shown(line, start), to = last_shown(line, start);
    if (end > to) end = to;
    const size_t indent = columns(str_slice(line, from, start)) + (from > 0 ? cut_sign.length : 0);
    const size_t width = end > start ? columns(str_slice(line, start, end)) : 0;
    return (Excerpt){str_slice(line, from, to), from > 0, to < line.length, indent, width ? width : 1};
}

void report_add_excerpt(Buffer *out, Excerpt excerpt) {
    if (excerpt.cut) buffer_add(out, cut_sign);
    report_add_visible(out, excerpt.shown);
    if (excerpt.cut_on) buffer_add(out, cut_sign);
}
