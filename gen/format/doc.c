#include "format/doc.h"

#include "base/utf8.h"

uint32_t doc_sum(uint32_t a, uint32_t b) { return a > DOC_NEVER - b ? (uint32_t)DOC_NEVER : a + b; }

static uint32_t width_of(Str text) { return (uint32_t)utf8_count(text); }

static Doc *make(Arena *arena, DocKind kind) {
    Doc *doc = arena_make(arena, Doc);
    doc->kind = kind;
    return doc;
}

Doc *doc_text(Arena *arena, Str text) {
    Doc *doc = make(arena, DOC_TEXT);
    doc->as.text = text;
    doc->flat = doc->head = width_of(text);
    return doc;
}

Doc *doc_raw(Arena *arena, Str text) {
    Doc *doc = make(arena, DOC_RAW);
    doc->as.text = text;
    doc->may_break = true;
    doc->flat = DOC_NEVER;
    doc->head = width_of(str_slice(text, 0, str_find_byte(text, '\n', 0)));
    return doc;
}

Doc *doc_blank(Arena *arena) {
    Doc *doc = make(arena, DOC_BLANK);
    doc->flat = doc->head = 1;
    return doc;
}

static Doc *make_end_of_line(Arena *arena, DocKind kind, uint32_t flat) {
    Doc *doc = make(arena, kind);
    doc->may_break = true;
    doc->flat = flat;
    return doc;
}

Doc *doc_line(Arena *arena) { return make_end_of_line(arena, DOC_LINE, 1); }
Doc *doc_break(Arena *arena) { return make_end_of_line(arena, DOC_BREAK, DOC_NEVER); }

Doc *doc_comment(Arena *arena, Str text) {
    Doc *doc = make_end_of_line(arena, DOC_COMMENT, DOC_NEVER);
    doc->as.text = text;
    return doc;
}

static Doc *make_around(Arena *arena, DocKind kind, Doc *inner) {
    Doc *doc = make(arena, kind);
    doc->as.inner = inner;
    doc->may_break = inner->may_break;
    doc->flat = inner->flat;
    doc->head = inner->head;
    return doc;
}

Doc *doc_indent(Arena *arena, Doc *inner) { return make_around(arena, DOC_INDENT, inner); }
Doc *doc_group(Arena *arena, Doc *inner) { return make_around(arena, DOC_GROUP, inner); }

Doc *doc_over(Arena *arena, Doc *inner) {
    Doc *doc = make_around(arena, DOC_OVER, inner);
    doc->may_break = true;
    doc->flat = doc_sum(1, inner->flat);
    doc->head = 0;
    return doc;
}

// ---- sequences

Doc *doc_sequence(Arena *arena) { return make(arena, DOC_SEQUENCE); }

void doc_add(Arena *arena, Doc *sequence, Doc *part) {
    if (!part) return;
    vector_add(arena, &sequence->as.parts, part);
    if (!sequence->may_break) sequence->head = doc_sum(sequence->head, part->head);
    sequence->may_break = sequence->may_break || part->may_break;
    sequence->flat = doc_sum(sequence->flat, part->flat);
}

void doc_add_blank(Arena *arena, Doc *sequence) { doc_add(arena, sequence, doc_blank(arena)); }

Doc *doc_joined(Arena *arena, Doc *const *parts) {
    Doc *sequence = doc_sequence(arena);
    for (; *parts; parts++) doc_add(arena, sequence, *parts);
    return sequence;
}

// ---- brackets

Doc *doc_hug(Arena *arena, DocHug hug) {
    Doc *doc = make(arena, DOC_HUG);
    doc->as.hug = hug;
    doc->may_break = true;
    doc->huggable = true;
    doc->flat = doc_sum(doc_sum(hug.prefix->flat, hug.hugged->flat), hug.suffix ? hug.suffix->flat : 0);
    doc->head = hug.otherwise->head;
    return doc;
}

bool doc_has_comments(const DocTable *table) {
    if (table->comment.length || table->notes.count) return true;
    for (size_t i = 0; i < table->rows.count; i++)
        if (table->rows.at[i].notes.count || table->rows.at[i].comment.length) return true;
    return false;
}

static uint32_t flat_width_of_table(const DocTable *table) {
    if (table->broken || doc_has_comments(table)) return DOC_NEVER;
    uint32_t width = doc_sum(width_of(table->open), width_of(table->close));
    if (table->padded && table->rows.count) width += 2;
    for (size_t i = 0; i < table->rows.count; i++) {
        const DocRow *row = &table->rows.at[i];
        width = doc_sum(width, doc_sum(row->head->flat, row->body ? row->body->flat : 0));
        if (i) width = doc_sum(width, 2);
    }
    return width;
}

Doc *doc_table(Arena *arena, DocTable table) {
    Doc *doc = make(arena, DOC_TABLE);
    doc->as.table = table;
    doc->as.table.filled = table.filled && !doc_has_comments(&table);
    doc->flat = flat_width_of_table(&table);
    doc->may_break = table.rows.count || doc->flat == DOC_NEVER;
    doc->atom = !doc->may_break;
    doc->huggable = doc->may_break;
    doc->head = doc->may_break ? width_of(table.open) : doc->flat;
    return doc;
}
