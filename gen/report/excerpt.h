// A line of a source as a terminal can show it, and what is under a part of it. For this
// room, and for others that show text to people.
#ifndef TIERCE_REPORT_EXCERPT_H
#define TIERCE_REPORT_EXCERPT_H

#include "base/buffer.h"

// Adds `text` such that it only ever is letters on one line: tabs as four blanks, control
// characters as their pictures, what turns the direction of writing and broken bytes as U+FFFD.
void report_add_visible(Buffer *out, Str text);

// One source line, cut where it is too long, with a part of it marked.
typedef struct Excerpt {
    Str shown;        // what of the line is shown
    bool cut, cut_on; // something before `shown`, behind `shown` is left out
    size_t indent;    // columns of the terminal before the mark, `cut` counted in
    size_t width;     // columns that the mark has, at least 1
} Excerpt;

// The excerpt of `line` that marks its bytes [start, end).
Excerpt report_excerpt(Str line, size_t start, size_t end);
void report_add_excerpt(Buffer *out, Excerpt excerpt);

#endif
