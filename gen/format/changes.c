// Two texts -> the lines in which they differ.
//
// Myers' greedy algorithm ("An O(ND) Difference Algorithm and Its Variations", 1986) finds the
// shortest script of deletions and insertions. Its cost grows with the square of the number of
// differences, so texts with more than MOST_DIFFERENCES are shown as one replaced by the other.
#include "base/buffer.h"
#include "format/format.h"

enum { CONTEXT = 3, MOST_DIFFERENCES = 2000 };

typedef VECTOR(Str) Lines;
typedef VECTOR(char) Script; // ' ' a line that stays, '-' one that goes, '+' one that comes

// In round d, reached[i] is how many lines of `before` the farthest path has behind it that has made
// d edits, i of them deletions; its lines of `after` follow from that.
typedef struct Search {
    Arena *arena;
    Lines before, after;
    VECTOR(uint32_t *) rounds;
} Search;

static Lines lines_of(Arena *arena, Str text) {
    Lines lines = {0};
    for (size_t from = 0; from < text.length;) {
        const size_t end = str_find_byte(text, '\n', from);
        vector_add(arena, &lines, str_slice(text, from, end + 1));
        from = end + 1;
    }
    return lines;
}

// ---- the shortest script

static uint32_t lines_after(uint32_t lines_before, uint32_t d, uint32_t i) { return lines_before + d - 2 * i; }

// A path of d edits, i of them deletions, ends with an insertion or a deletion: whichever comes from
// the path that had got farther.
static bool ends_with_insertion(const Search *s, uint32_t d, uint32_t i) {
    const uint32_t *shorter = s->rounds.at[d - 1];
    return i == 0 || (i != d && shorter[i - 1] < shorter[i]);
}

// Where the last edit of that path leads.
static uint32_t edited(const Search *s, uint32_t d, uint32_t i) {
    if (d == 0) return 0;
    const uint32_t *shorter = s->rounds.at[d - 1];
    return ends_with_insertion(s, d, i) ? shorter[i] : shorter[i - 1] + 1;
}

static uint32_t follow_equal_lines(const Search *s, uint32_t x, uint32_t y) {
    for (; x < s->before.count && y < s->after.count && str_equal(s->before.at[x], s->after.at[y]); y++) x++;
    return x;
}

// Makes rounds until one reaches both ends; returns its index, or MOST_DIFFERENCES.
static uint32_t find_script(Search *s, uint32_t *deletions) {
    for (uint32_t d = 0; d < MOST_DIFFERENCES; d++) {
        uint32_t *reached = arena_alloc_array(s->arena, d + 1, sizeof *reached);
        vector_add(s->arena, &s->rounds, reached);
        for (*deletions = 0; *deletions <= d; ++*deletions) {
            const uint32_t i = *deletions, x = edited(s, d, i);
            reached[i] = follow_equal_lines(s, x, lines_after(x, d, i));
            if (reached[i] >= s->before.count && lines_after(reached[i], d, i) >= s->after.count) return d;
        }
    }
    return MOST_DIFFERENCES;
}

static void add_times(Search *s, Script *script, char kind, size_t times) {
    while (times--) vector_add(s->arena, script, kind);
}

// The script, last line first.
static Script script_backward(Search *s) {
    Script script = {0};
    uint32_t i, d = find_script(s, &i);
    if (d == MOST_DIFFERENCES) {
        add_times(s, &script, '+', s->after.count);
        add_times(s, &script, '-', s->before.count);
        return script;
    }
    for (;; d--) {
        add_times(s, &script, ' ', s->rounds.at[d][i] - edited(s, d, i));
        if (d == 0) return script;
        const bool insertion = ends_with_insertion(s, d, i);
        vector_add(s->arena, &script, insertion ? '+' : '-');
        i -= insertion ? 0 : 1;
    }
}

static Script script_of(Search *s) {
    Script backward = script_backward(s), script = {0};
    while (backward.count) vector_add(s->arena, &script, backward.at[--backward.count]);
    return script;
}

// ---- hunks

// Where a part of the script stands in both texts.
typedef struct Hunk {
    size_t from, to; // in the script
    size_t before, after, before_count, after_count;
} Hunk;

static size_t next_change(const Script *script, size_t from) {
    while (from < script->count && script->at[from] == ' ') from++;
    return from;
}

// The end of a hunk with a change at `from`: behind the lines that follow its last change.
static size_t end_of_hunk(const Script *script, size_t from) {
    for (size_t next; (next = next_change(script, from)) < script->count && next <= from + 2 * CONTEXT;)
        from = next + 1;
    return from + CONTEXT < script->count ? from + CONTEXT : script->count;
}

static void pass(const Script *script, size_t from, size_t to, size_t *before, size_t *after) {
    for (size_t i = from; i < to; i++) {
        *before += script->at[i] != '+';
        *after += script->at[i] != '-';
    }
}

static void add_line(Buffer *out, char kind, Str line) {
    buffer_add_byte(out, kind);
    buffer_add(out, line);
    if (!str_ends(line, STR("\n"))) buffer_add_text(out, "\n\\ No newline at end of file\n");
}

// A range of no lines is named by the line before it.
static void add_range(Buffer *out, char kind, size_t first, size_t count) {
    buffer_add_format(out, " %c%zu", kind, count ? first + 1 : first);
    if (count != 1) buffer_add_format(out, ",%zu", count);
}

static void add_hunk(Buffer *out, const Search *s, const Script *script, Hunk hunk) {
    buffer_add_text(out, "@@");
    add_range(out, '-', hunk.before, hunk.before_count);
    add_range(out, '+', hunk.after, hunk.after_count);
    buffer_add_text(out, " @@\n");
    for (size_t i = hunk.from; i < hunk.to; i++) {
        const char kind = script->at[i];
        add_line(out, kind, kind == '+' ? s->after.at[hunk.after] : s->before.at[hunk.before]);
        hunk.before += kind != '+';
        hunk.after += kind != '-';
    }
}

Str format_compare_texts(Arena *arena, Str before_name, Str before, Str after_name, Str after) {
    Buffer out = buffer_new(arena);
    if (str_equal(before, after)) return STR_NONE;
    Search search = {.arena = arena, .before = lines_of(arena, before), .after = lines_of(arena, after)};
    const Script script = script_of(&search);
    buffer_add_format(&out, "--- %.*s\n+++ %.*s\n", STR_ARG(before_name), STR_ARG(after_name));
    Hunk hunk = {0};
    for (size_t change; (change = next_change(&script, hunk.to)) < script.count;) {
        hunk.from = change - hunk.to > CONTEXT ? change - CONTEXT : hunk.to;
        pass(&script, hunk.to, hunk.from, &hunk.before, &hunk.after);
        hunk.to = end_of_hunk(&script, change);
        hunk.before_count = hunk.after_count = 0;
        pass(&script, hunk.from, hunk.to, &hunk.before_count, &hunk.after_count);
        add_hunk(&out, &search, &script, hunk);
        hunk.before += hunk.before_count;
        hunk.after += hunk.after_count;
    }
    return buffer_str(&out);
}
