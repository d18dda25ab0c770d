// Text with holes, and data as JSON text.
#include "base/buffer.h"
#include "expand/model.h"

static const Term *poison(Expander *e, Span span) { return term_poison(e->arena, span); }

static bool reject_hole(Expander *e, const Term *term, Span span) {
    if (term_is_poison(term)) return false;
    const Str found = term_description(e->arena, term);
    Diag *diag = diag_add(e->diags, term_is_null(term) ? DIAG_NULL_IN_TEXT : DIAG_TYPE_MISMATCH, span,
                          "%.*s cannot stand in a text", STR_ARG(found));
    if (term->kind == TERM_LIST) diag_label(e->diags, diag, "join it: `join(list, \", \")`");
    if (term->kind == TERM_MAP) diag_label(e->diags, diag, "as JSON it is `to_json(map)`");
    if (term->kind == TERM_SIZE) diag_label(e->diags, diag, "take its unit off: `x / 1GiB`");
    if (term->kind == TERM_DURATION) diag_label(e->diags, diag, "take its unit off: `x / 1s`");
    if (term_is_null(term)) diag_label(e->diags, diag, "give it a value with `??`");
    return false;
}

// A part of a text; false after reporting.
static bool add_hole(Expander *e, const Term *term, Span span, TermList *parts) {
    Str text;
    if (term_text_of(e->arena, term, &text)) {
        vector_add(e->arena, parts, term_after(e->arena, term_string(e->arena, span, text), term->after));
        return true;
    }
    if (term->kind == TERM_RESOURCE) term = resource_ref(e, term, span);
    if (term->kind != TERM_LATER || term->as.later.type == LATER_LIST) return reject_hole(e, term, span);
    vector_add(e->arena, parts, term_at(e->arena, term, span));
    return true;
}

const Term *text_evaluate(Expander *e, const Scope *scope, const Expr *expr) {
    TermList parts = {0};
    bool good = true;
    for (size_t i = 0; i < expr->as.parts.count; i++) {
        const Expr *part = expr->as.parts.at[i];
        const Term *term = evaluate(e, scope, part, WANT_NOTHING);
        if (part->kind == EXPR_CHUNK)
            vector_add(e->arena, &parts, term);
        else
            good = add_hole(e, term, part->span, &parts) && good;
    }
    return good ? term_text(e->arena, expr->span, parts) : poison(e, expr->span);
}

// ---- JSON

typedef struct Writer {
    Expander *e;
    Span span;
    TermList parts;
    bool good;
} Writer;

static void write_text(Writer *w, Str text) {
    vector_add(w->e->arena, &w->parts, term_string(w->e->arena, w->span, text));
}

static void write_literal(Writer *w, const char *text) { write_text(w, str_of(text)); }

static void write_string(Writer *w, Str s) {
    Buffer out = buffer_new(w->e->arena);
    buffer_add_byte(&out, '"');
    for (size_t i = 0; i < s.length; i++) {
        const unsigned char c = (unsigned char)s.at[i];
        if (c == '"' || c == '\\')
            buffer_add_format(&out, "\\%c", c);
        else if (c == '\n')
            buffer_add_text(&out, "\\n");
        else if (c == '\t')
            buffer_add_text(&out, "\\t");
        else if (c == '\r')
            buffer_add_text(&out, "\\r");
        else if (c < 0x20)
            buffer_add_format(&out, "\\u%04x", c);
        else
            buffer_add_byte(&out, (char)c);
    }
    buffer_add_byte(&out, '"');
    write_text(w, buffer_str(&out));
}

static void new_line(Writer *w, int depth) { write_text(w, str_format(w->e->arena, "\n%*s", depth * 2, "")); }

static void write_json(Writer *w, const Term *term, int depth);

static bool is_short(const TermList *items) {
    for (size_t i = 0; i < items->count; i++)
        if (items->at[i]->kind == TERM_LIST || items->at[i]->kind == TERM_MAP) return false;
    return true;
}

static void write_list(Writer *w, const TermList *items, int depth) {
    const bool one_line = is_short(items); // a row of scalars reads better in one line
    write_literal(w, "[");
    for (size_t i = 0; i < items->count; i++) {
        if (i) write_literal(w, one_line ? ", " : ",");
        if (!one_line) new_line(w, depth + 1);
        write_json(w, items->at[i], depth + 1);
    }
    if (!one_line) new_line(w, depth);
    write_literal(w, "]");
}

static void write_map(Writer *w, const Term *map, int depth) {
    const Term *settled = term_settled(w->e->arena, map);
    write_literal(w, "{");
    for (size_t i = 0; i < settled->as.map.count; i++) {
        const TermEntry *entry = &settled->as.map.entries[i];
        if (i) write_literal(w, ",");
        new_line(w, depth + 1);
        write_string(w, entry->key);
        write_literal(w, ": ");
        write_json(w, lazy_force(entry->value), depth + 1);
    }
    if (settled->as.map.count) new_line(w, depth);
    write_literal(w, "}");
}

static void write_later(Writer *w, const Term *term) {
    const bool bare = term->as.later.type == LATER_NUMBER || term->as.later.type == LATER_BOOL;
    if (term->as.later.type == LATER_LIST) {
        diag_add(w->e->diags, DIAG_JSON_LATER_LIST, term->span,
                 "a list that is known only at deployment cannot be written as JSON");
        w->good = false;
        return;
    }
    // A condition is no value: it becomes one by choosing between two.
    if (term->as.later.type == LATER_BOOL && term->as.later.kind != LATER_PARAMETER) {
        const Term *test = condition_test(w->e, term);
        if (!test)
            w->good = false;
        else
            vector_add(w->e->arena, &w->parts,
                       term_choice(w->e->arena, term->span, test, term_string(w->e->arena, term->span, STR("true")),
                                   term_string(w->e->arena, term->span, STR("false"))));
        return;
    }
    if (!bare) write_literal(w, "\"");
    vector_add(w->e->arena, &w->parts, term);
    if (!bare) write_literal(w, "\"");
}

static void write_quantity(Writer *w, const Term *term) {
    const Str found = term_description(w->e->arena, term);
    Diag *diag = diag_add(w->e->diags, DIAG_UNIT_MISSING, term->span, "JSON has no unit for %.*s", STR_ARG(found));
    diag_label(w->e->diags, diag, "take its unit off: `x / 1s`, `x / 1MiB`");
    w->good = false;
}

static void write_json(Writer *w, const Term *term, int depth) {
    w->span = term->span;
    if (!evaluate_count(w->e, term->span)) {
        w->good = false;
        return;
    }
    if (term->guard) term = evaluate_present(w->e, term, term->span);
    switch (term->kind) {
    case TERM_NULL: write_literal(w, "null"); break;
    case TERM_POISON: w->good = false; break;
    case TERM_BOOL:
    case TERM_NUMBER: {
        Str text;
        term_text_of(w->e->arena, term, &text);
        write_text(w, text);
        break;
    }
    case TERM_STRING: write_string(w, term->as.text); break;
    case TERM_CIDR: {
        Str text;
        term_text_of(w->e->arena, term, &text);
        write_string(w, text);
        break;
    }
    case TERM_SIZE:
    case TERM_DURATION: write_quantity(w, term); break;
    case TERM_PERCENT: write_text(w, decimal_text(w->e->arena, term->as.number.number)); break;
    case TERM_LIST: write_list(w, &term->as.list.items, depth); break;
    case TERM_MAP: write_map(w, term, depth); break;
    case TERM_RESOURCE: write_later(w, resource_ref(w->e, term, term->span)); break;
    case TERM_LATER: write_later(w, term); break;
    case TERM_REGEX:
    case TERM_RANGE:
    case TERM_INSTANCE: w->good = reject_hole(w->e, term, term->span); break;
    }
    vector_add(w->e->arena, &w->parts,
               term_after(w->e->arena, term_string(w->e->arena, term->span, STR("")), term->after));
}

const Term *text_to_json(Expander *e, const Term *term, Span span) {
    Writer writer = {.e = e, .span = span, .good = true};
    write_json(&writer, term, 0);
    return writer.good ? term_text(e->arena, span, writer.parts) : poison(e, span);
}
