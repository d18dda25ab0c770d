#include "report/order.h"

#include <stdlib.h>

typedef struct Ranked {
    const Diag *diag;
    size_t index; // the library's sort may swap equals
} Ranked;

static int compare(const void *left, const void *right) {
    const Ranked *a = left, *b = right;
    if (a->diag->span.start != b->diag->span.start) return a->diag->span.start < b->diag->span.start ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

const Diag **report_order(Arena *arena, const Diags *diags) {
    const size_t count = diags->all.count;
    Ranked *ranked = arena_alloc_array(arena, count + 1, sizeof *ranked);
    const Diag **ordered = arena_alloc_array(arena, count + 1, sizeof *ordered);
    for (size_t i = 0; i < count; i++) ranked[i] = (Ranked){diags->all.at[i], i};
    qsort(ranked, count, sizeof *ranked, compare);
    for (size_t i = 0; i < count; i++) ordered[i] = ranked[i].diag;
    return ordered;
}

bool report_is_of(const Diag *diag, size_t index) { return index < 64 && (diag->environments >> index & 1); }

bool report_is_of_some(const Diag *diag, ReportOptions options) {
    if (!diag->environments) return false;
    for (size_t i = 0; i < options.environment_count; i++)
        if (!report_is_of(diag, i)) return true;
    return false;
}
