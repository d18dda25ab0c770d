#include "base/nearest.h"

enum { LONGEST = 96 };

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

// Edits (insert, delete, replace, swap neighbours) that turn `a` into `b`, letter case not counted.
static size_t distance(Str a, Str b) {
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.length; j++) last[j] = j;
    for (size_t i = 1; i <= a.length; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.length; j++) {
            const bool same = str_to_lower(a.at[i - 1]) == str_to_lower(b.at[j - 1]);
            row[j] = smaller(smaller(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
            if (i > 1 && j > 1 && str_to_lower(a.at[i - 1]) == str_to_lower(b.at[j - 2]) &&
                str_to_lower(a.at[i - 2]) == str_to_lower(b.at[j - 1]))
                row[j] = smaller(row[j], before[j - 2] + 1);
        }
        size_t *unused = before;
        before = last;
        last = row;
        row = unused;
    }
    return last[b.length];
}

Nearest nearest_to(Str wanted) {
    // Of one or two letters nearly everything is alike.
    const size_t allowed = wanted.length < 3 ? 0 : wanted.length < 4 ? 1 : wanted.length / 3;
    return (Nearest){.wanted = wanted, .distance = allowed + 1};
}

void nearest_offer(Nearest *nearest, Str candidate) {
    const Str wanted = nearest->wanted;
    const size_t gap =
        wanted.length > candidate.length ? wanted.length - candidate.length : candidate.length - wanted.length;
    if (gap >= nearest->distance || !candidate.length) return;
    if (wanted.length > LONGEST || candidate.length > LONGEST) return;
    const size_t edits = distance(wanted, candidate);
    // A name of which nothing is left is no likeness.
    if (edits >= nearest->distance || edits >= candidate.length) return;
    nearest->distance = edits;
    nearest->best = candidate;
}

bool nearest_found(const Nearest *nearest) { return nearest->best.length > 0; }
