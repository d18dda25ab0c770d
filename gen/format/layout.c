// Documents -> lines.
//
// `after` is how many columns have to follow on the same line behind what is being written: up to
// the next place where a line may end.
#include "base/buffer.h"
#include "base/utf8.h"
#include "format/doc.h"

enum {
    COMMENT_GAP = 2,     // blanks before a comment at the end of a line
    MOST_ALIGNMENT = 40, // a longer gap leads no eye across
};

typedef struct Layout {
    Arena *arena;
    Buffer out;
    uint32_t width;
    uint32_t column; // of what is written next
    uint32_t blanks; // that stand before it; not written yet, so that no line ends in one
} Layout;

static void lay(Layout *l, const Doc *doc, uint32_t indentation, uint32_t after);
static void lay_table(Layout *l, const DocTable *table, uint32_t indentation);

// ---- text

static void write(Layout *l, Str text) {
    if (!text.length) return;
    buffer_add_repeated(&l->out, ' ', l->blanks);
    l->blanks = 0;
    buffer_add(&l->out, text);
    l->column += (uint32_t)utf8_count(text);
}

static void write_blanks(Layout *l, uint32_t count) {
    l->blanks += count;
    l->column += count;
}

static void end_line(Layout *l, uint32_t indentation) {
    buffer_add_byte(&l->out, '\n');
    l->column = l->blanks = indentation;
}

static void write_raw(Layout *l, Str text) {
    for (size_t from = 0; from <= text.length;) {
        const size_t end = str_find_byte(text, '\n', from);
        if (from) end_line(l, 0);
        write(l, str_slice(text, from, end));
        from = end + 1;
    }
}

static void write_comment(Layout *l, Str text, uint32_t gap) {
    l->blanks = gap;
    write(l, text);
}

// ---- on one line

static void lay_flat(Layout *l, const Doc *doc);

static void lay_table_flat(Layout *l, const DocTable *table) {
    const uint32_t pad = table->padded && table->rows.count ? 1 : 0;
    write(l, table->open);
    write_blanks(l, pad);
    for (size_t i = 0; i < table->rows.count; i++) {
        if (i) write(l, STR(", "));
        lay_flat(l, table->rows.at[i].head);
        if (table->rows.at[i].body) lay_flat(l, table->rows.at[i].body);
    }
    write_blanks(l, pad);
    write(l, table->close);
}

static void lay_flat(Layout *l, const Doc *doc) {
    switch (doc->kind) {
    case DOC_TEXT: write(l, doc->as.text); break;
    case DOC_BLANK:
    case DOC_LINE: write_blanks(l, 1); break;
    case DOC_SEQUENCE:
        for (size_t i = 0; i < doc->as.parts.count; i++) lay_flat(l, doc->as.parts.at[i]);
        break;
    case DOC_INDENT:
    case DOC_GROUP: lay_flat(l, doc->as.inner); break;
    case DOC_OVER:
        write_blanks(l, 1);
        lay_flat(l, doc->as.inner);
        break;
    case DOC_HUG:
        lay_flat(l, doc->as.hug.prefix);
        lay_flat(l, doc->as.hug.hugged);
        if (doc->as.hug.suffix) lay_flat(l, doc->as.hug.suffix);
        break;
    case DOC_TABLE: lay_table_flat(l, &doc->as.table); break;
    case DOC_RAW:
    case DOC_BREAK:
    case DOC_COMMENT: break; // their width is DOC_NEVER
    }
}

// ---- on several

static bool fits(const Layout *l, uint32_t columns) { return doc_sum(l->column, columns) <= l->width; }

// The columns from part `from` on to the next place where a line may end.
static uint32_t columns_ahead(const Docs *parts, size_t from, uint32_t after) {
    uint32_t columns = 0;
    for (size_t i = from; i < parts->count; i++) {
        columns = doc_sum(columns, parts->at[i]->head);
        if (parts->at[i]->may_break) return columns;
    }
    return doc_sum(columns, after);
}

static void lay_sequence(Layout *l, const Docs *parts, uint32_t indentation, uint32_t after) {
    for (size_t i = 0; i < parts->count; i++) lay(l, parts->at[i], indentation, columns_ahead(parts, i + 1, after));
}

static void lay_over(Layout *l, const Doc *inner, uint32_t indentation, uint32_t after) {
    const uint32_t columns = doc_sum(inner->flat, after);
    const bool below = !fits(l, doc_sum(1, columns)) && doc_sum(indentation + DOC_STEP, columns) <= l->width;
    if (below)
        end_line(l, indentation + DOC_STEP);
    else
        write_blanks(l, 1);
    lay(l, inner, below ? indentation + DOC_STEP : indentation, after);
}

static bool can_hug(const Layout *l, const DocHug *hug, uint32_t indentation, uint32_t after) {
    const uint32_t behind = doc_sum(hug->suffix ? hug->suffix->flat : 0, after);
    const uint32_t below = doc_sum(indentation + DOC_STEP, doc_sum(hug->hugged->flat, behind));
    if (hug->next_line_first && below <= l->width) return false;
    if (hug->prefix->flat == DOC_NEVER || (hug->suffix && hug->suffix->flat == DOC_NEVER)) return false;
    // The closing bracket stands where the line begins, and what follows it beside it.
    if (doc_sum(indentation + 1, behind) > l->width) return false;
    return fits(l, doc_sum(hug->prefix->flat, hug->hugged->head));
}

static void lay_hug(Layout *l, const DocHug *hug, uint32_t indentation, uint32_t after) {
    if (!can_hug(l, hug, indentation, after)) {
        lay(l, hug->otherwise, indentation, after);
        return;
    }
    lay_flat(l, hug->prefix);
    lay(l, hug->hugged, indentation, doc_sum(hug->suffix ? hug->suffix->flat : 0, after));
    if (hug->suffix) lay_flat(l, hug->suffix);
}

static void lay(Layout *l, const Doc *doc, uint32_t indentation, uint32_t after) {
    const bool flat = fits(l, doc_sum(doc->flat, after));
    switch (doc->kind) {
    case DOC_TEXT: write(l, doc->as.text); break;
    case DOC_RAW: write_raw(l, doc->as.text); break;
    case DOC_BLANK: write_blanks(l, 1); break;
    case DOC_LINE:
    case DOC_BREAK: end_line(l, indentation); break;
    case DOC_COMMENT: write_comment(l, doc->as.text, COMMENT_GAP); break;
    case DOC_SEQUENCE: lay_sequence(l, &doc->as.parts, indentation, after); break;
    case DOC_INDENT: lay(l, doc->as.inner, indentation + DOC_STEP, after); break;
    case DOC_GROUP:
        if (flat)
            lay_flat(l, doc);
        else
            lay(l, doc->as.inner, indentation, after);
        break;
    case DOC_OVER: lay_over(l, doc->as.inner, indentation, after); break;
    case DOC_HUG:
        if (flat)
            lay_flat(l, doc);
        else
            lay_hug(l, &doc->as.hug, indentation, after);
        break;
    case DOC_TABLE:
        if (flat)
            lay_flat(l, doc);
        else
            lay_table(l, &doc->as.table, indentation);
        break;
    }
}

// ---- runs: what is aligned with what

// Where a row's columns are, if it stands on one line.
typedef struct Line {
    bool single;
    uint32_t pad; // blanks between head and body
    uint32_t end; // column behind it
    uint32_t gap; // blanks before its comment
} Line;

typedef struct Grid {
    const DocTable *table;
    Line *lines;
    uint32_t indentation, width;
} Grid;

static bool stands_below(const DocRow *row) { return row->notes.count || row->blank_above; }

static uint32_t comma_width(const DocTable *table, size_t row) {
    return table->keeps_commas && row + 1 < table->rows.count ? 1 : 0;
}

static void measure_line(Grid *g, size_t i) {
    const DocRow *row = &g->table->rows.at[i];
    const uint32_t columns = doc_sum(row->head->flat, row->body ? row->body->flat : 0);
    Line *line = &g->lines[i];
    line->end = doc_sum(g->indentation, doc_sum(columns, comma_width(g->table, i)));
    line->single = line->end <= g->width;
    line->gap = COMMENT_GAP;
}

static bool in_one_run(const Grid *g, size_t i) {
    const DocRow *above = &g->table->rows.at[i - 1], *row = &g->table->rows.at[i];
    return row->run != RUN_NONE && row->run == above->run && row->body && above->body && !stands_below(row) &&
           g->lines[i - 1].single && g->lines[i].single;
}

// Puts the bodies of rows [from, to) in one column; a row that this makes too long stands alone.
static void align_bodies(Grid *g, size_t from, size_t to) {
    while (from < to) {
        uint32_t least = DOC_NEVER, most = 0;
        for (size_t i = from; i < to; i++) {
            const uint32_t head = g->table->rows.at[i].head->flat;
            if (head < least) least = head;
            if (head > most) most = head;
        }
        if (most - least > MOST_ALIGNMENT) return;
        size_t end = from;
        while (end < to && g->lines[end].end + (most - g->table->rows.at[end].head->flat) <= g->width) end++;
        if (end < to) { // the rows above it are measured anew, without it
            align_bodies(g, from, end);
            from = end + 1;
            continue;
        }
        for (size_t i = from; i < to; i++) {
            g->lines[i].pad = most - g->table->rows.at[i].head->flat;
            g->lines[i].end += g->lines[i].pad;
        }
        return;
    }
}

static bool has_comment(const Grid *g, size_t i) { return g->lines[i].single && g->table->rows.at[i].comment.length; }

// Whether row i and the one directly above it have comments at the ends of their lines.
static bool have_comments(const Grid *g, size_t i) {
    return has_comment(g, i - 1) && has_comment(g, i) && !stands_below(&g->table->rows.at[i]);
}

static void align_comments(Grid *g, size_t from, size_t to) {
    uint32_t least = DOC_NEVER, most = 0;
    for (size_t i = from; i < to; i++) {
        if (g->lines[i].end < least) least = g->lines[i].end;
        if (g->lines[i].end > most) most = g->lines[i].end;
    }
    if (most - least > MOST_ALIGNMENT) return;
    for (size_t i = from; i < to; i++) g->lines[i].gap = most - g->lines[i].end + COMMENT_GAP;
}

static Line *measure_lines(Layout *l, const DocTable *table, uint32_t indentation) {
    const size_t count = table->rows.count;
    Grid g = {table, arena_alloc_array(l->arena, count, sizeof(Line)), indentation, l->width};
    for (size_t i = 0; i < count; i++) measure_line(&g, i);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && in_one_run(&g, to);) to++;
        if (to - from > 1) align_bodies(&g, from, to);
    }
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && have_comments(&g, to);) to++;
        align_comments(&g, from, to);
    }
    return g.lines;
}

// ---- tables

// Begins a line; `first` is the first within its brackets, above which nothing is left blank.
static void begin_line(Layout *l, bool *first, bool blank_above, bool has_brackets, uint32_t indentation) {
    if (blank_above && !*first) buffer_add_byte(&l->out, '\n');
    if (!*first || has_brackets) end_line(l, indentation);
    *first = false;
}

static void lay_notes(Layout *l, const DocNotes *notes, bool *first, bool has_brackets, uint32_t indentation) {
    for (size_t i = 0; i < notes->count; i++) {
        begin_line(l, first, notes->at[i].blank_above, has_brackets, indentation);
        write(l, notes->at[i].text);
    }
}

static void lay_row(Layout *l, const DocRow *row, Line line, uint32_t indentation, uint32_t after) {
    if (line.single) {
        lay_flat(l, row->head);
        write_blanks(l, line.pad);
        if (row->body) lay_flat(l, row->body);
    } else {
        lay(l, row->head, indentation, row->body ? row->body->head : after);
        if (row->body) lay(l, row->body, indentation, after);
    }
}

static void lay_filled(Layout *l, const DocTable *table, uint32_t indentation) {
    for (size_t i = 0; i < table->rows.count; i++) {
        const Doc *item = table->rows.at[i].head;
        if (i == 0 || !fits(l, doc_sum(2, item->flat)))
            end_line(l, indentation);
        else
            write(l, STR(", "));
        lay_flat(l, item);
    }
}

static void lay_rows(Layout *l, const DocTable *table, uint32_t indentation) {
    const Line *lines = measure_lines(l, table, indentation);
    const bool has_brackets = table->open.length > 0;
    bool first = true;
    for (size_t i = 0; i < table->rows.count; i++) {
        const DocRow *row = &table->rows.at[i];
        lay_notes(l, &row->notes, &first, has_brackets, indentation);
        begin_line(l, &first, row->blank_above, has_brackets, indentation);
        const uint32_t comma = comma_width(table, i);
        lay_row(l, row, lines[i], indentation, comma);
        if (comma) write(l, STR(","));
        if (row->comment.length) write_comment(l, row->comment, lines[i].gap);
    }
    lay_notes(l, &table->notes, &first, has_brackets, indentation);
}

static void lay_table(Layout *l, const DocTable *table, uint32_t indentation) {
    const uint32_t inner = table->open.length ? indentation + DOC_STEP : indentation;
    write(l, table->open);
    if (table->comment.length) write_comment(l, table->comment, COMMENT_GAP);
    if (table->filled)
        lay_filled(l, table, inner);
    else
        lay_rows(l, table, inner);
    if (table->close.length) end_line(l, indentation);
    write(l, table->close);
}

Str doc_lay_out(Arena *arena, const Doc *doc, uint32_t width) {
    Layout l = {.arena = arena, .out = buffer_new(arena), .width = width};
    lay(&l, doc, 0, 0);
    if (l.out.length) end_line(&l, 0);
    return buffer_str(&l.out);
}
