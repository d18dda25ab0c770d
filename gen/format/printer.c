#include "format/printer.h"

#include "base/buffer.h"
#include "lex/literal.h"

const Token *printer_token(const Printer *p) { return &p->tokens.at[p->at]; }
bool printer_at(const Printer *p, TokenKind kind) { return printer_token(p)->kind == kind; }

Str printer_source(const Printer *p, Span span) { return sources_text(p->sources, span); }

// ---- comments

static const Comment *next_comment(const Printer *p) {
    if (p->next_comment == p->comment_count) return NULL;
    const Comment *comment = &p->comments[p->next_comment];
    return comment->span.start < printer_token(p)->span.start ? comment : NULL;
}

bool printer_has_comment(const Printer *p) { return next_comment(p) != NULL; }

static Str take_comment(Printer *p) { return str_trim(printer_source(p, p->comments[p->next_comment++].span)); }

Doc *printer_gap(Printer *p, Doc *otherwise) {
    const Comment *comment = next_comment(p);
    if (!comment) return otherwise;
    Doc *gap = doc_sequence(p->arena);
    if (!comment->own_line) doc_add(p->arena, gap, doc_comment(p->arena, take_comment(p)));
    while (next_comment(p)) {
        doc_add(p->arena, gap, doc_break(p->arena));
        doc_add(p->arena, gap, doc_text(p->arena, take_comment(p)));
    }
    doc_add(p->arena, gap, doc_break(p->arena));
    return gap;
}

Doc *printer_line(Printer *p) { return printer_gap(p, doc_line(p->arena)); }

// ---- tokens

Doc *printer_glue(Printer *p) { return doc_text(p->arena, printer_source(p, p->tokens.at[p->at++].span)); }

Doc *printer_take(Printer *p) {
    Doc *gap = printer_gap(p, NULL);
    Doc *token = printer_glue(p);
    return gap ? doc_join(p->arena, gap, token) : token;
}

// ---- strings

// From the opening quote to the closing one, strings within its holes included.
static Span take_string_tokens(Printer *p, bool *nested_text) {
    Span span = printer_token(p)->span;
    size_t depth = 0;
    *nested_text = false;
    do {
        const Token *token = &p->tokens.at[p->at++];
        *nested_text = *nested_text || (token->kind == TOKEN_STRING_START && token->multiline && depth > 0);
        depth += token->kind == TOKEN_STRING_START;
        depth -= token->kind == TOKEN_STRING_END;
        span.end = token->span.end;
    } while (depth > 0 && !printer_at(p, TOKEN_END));
    while (p->next_comment < p->comment_count && p->comments[p->next_comment].span.start < span.end) p->next_comment++;
    return span;
}

// What a line of a """ text stands for: without the margin, if it has that.
static Str without_margin(Str line, Str margin) {
    return str_starts(line, margin) ? str_slice(line, margin.length, line.length) : line;
}

// Before a newline, one carriage return is no text.
static Str without_return(Str line) {
    const bool one = str_ends(line, STR("\r")) && !str_ends(line, STR("\r\r"));
    return one ? str_slice(line, 0, line.length - 1) : line;
}

static Doc *print_raw(Printer *p, Str source) {
    Buffer text = buffer_new(p->arena);
    for (size_t from = 0; from <= source.length;) {
        const size_t end = str_find_byte(source, '\n', from);
        if (from) buffer_add_byte(&text, '\n');
        buffer_add(&text, without_return(str_slice(source, from, end)));
        from = end + 1;
    }
    return doc_raw(p->arena, buffer_str(&text));
}

// A """ text, moved to where it belongs now: each line gives up the margin that all of them have in
// common and gets the indentation in its place, so the text stays what it was.
static Doc *print_text(Printer *p, Str source) {
    const Str body = str_slice(source, str_find_byte(source, '\n', 0) + 1, source.length);
    bool closed, mixed;
    const Str margin = literal_margin(body, &closed, &mixed);
    Doc *lines = doc_sequence(p->arena);
    for (size_t from = 0; from <= body.length;) {
        const size_t end = str_find_byte(body, '\n', from);
        const Str line = without_margin(without_return(str_slice(body, from, end)), margin);
        doc_add(p->arena, lines, doc_break(p->arena));
        if (line.length) doc_add(p->arena, lines, doc_text(p->arena, line));
        from = end + 1;
    }
    Doc *text = doc_join(p->arena, doc_text(p->arena, STR("\"\"\"")), doc_indent(p->arena, lines));
    text->huggable = true;
    return text;
}

Doc *printer_string(Printer *p) {
    Doc *gap = printer_gap(p, NULL);
    const bool multiline = printer_token(p)->multiline;
    bool nested_text;
    const Str source = printer_source(p, take_string_tokens(p, &nested_text));
    Doc *string;
    if (multiline && !nested_text)
        string = print_text(p, source);
    else if (str_find_byte(source, '\n', 0) < source.length)
        string = print_raw(p, source);
    else
        string = doc_text(p->arena, source);
    string->atom = string->kind == DOC_TEXT;
    return gap ? doc_join(p->arena, gap, string) : string;
}

// ---- brackets

static uint32_t end_of_last(const Printer *p) {
    const uint32_t token = p->at ? p->tokens.at[p->at - 1].span.end : p->file->base;
    const uint32_t comment = p->next_comment ? p->comments[p->next_comment - 1].span.end : p->file->base;
    return token > comment ? token : comment;
}

static size_t newlines_before(const Printer *p, uint32_t start) {
    const Str between = printer_source(p, (Span){end_of_last(p), start});
    size_t count = 0;
    for (size_t i = 0; i < between.length; i++) count += between.at[i] == '\n';
    return count;
}

static void take_notes(Printer *p, DocNotes *notes) {
    for (const Comment *comment; (comment = next_comment(p));) {
        const bool blank_above = newlines_before(p, comment->span.start) > 1;
        vector_add(p->arena, notes, (DocNote){take_comment(p), blank_above});
    }
}

// Comments at the end of the line of what was taken last; there can be several behind a comma.
static Str take_line_comment(Printer *p) {
    Str text = STR_NONE;
    for (const Comment *comment; (comment = next_comment(p)) && !comment->own_line;) {
        const Str more = take_comment(p);
        text = text.length ? str_format(p->arena, "%.*s %.*s", STR_ARG(text), STR_ARG(more)) : more;
    }
    return text;
}

Rows rows_of_file(void) { return (Rows){.table = {.broken = true}}; }

Rows rows_begin(Printer *p, Str before) {
    Rows rows = {.gap = printer_gap(p, NULL)};
    const TokenKind kind = printer_token(p)->kind;
    rows.table.padded = kind == TOKEN_OPEN_BRACE;
    rows.table.keeps_commas = kind == TOKEN_OPEN_PAREN;
    rows.table.open = printer_glue(p)->as.text;
    if (before.length) rows.table.open = str_format(p->arena, "%.*s%.*s", STR_ARG(before), STR_ARG(rows.table.open));
    rows.table.broken =
        !rows.table.keeps_commas && !rows_at_end(p) && newlines_before(p, printer_token(p)->span.start) > 0;
    rows.table.comment = take_line_comment(p);
    return rows;
}

DocRow rows_next(Printer *p) {
    DocRow row = {0};
    take_notes(p, &row.notes);
    row.blank_above = newlines_before(p, printer_token(p)->span.start) > 1;
    return row;
}

void rows_add(Printer *p, Rows *rows, DocRow row) {
    while (printer_at(p, TOKEN_COMMA)) p->at++;
    row.comment = take_line_comment(p);
    vector_add(p->arena, &rows->table.rows, row);
}

bool rows_at_end(const Printer *p) {
    const TokenKind kind = printer_token(p)->kind;
    return kind == TOKEN_CLOSE_BRACE || kind == TOKEN_CLOSE_BRACKET || kind == TOKEN_CLOSE_PAREN || kind == TOKEN_END;
}

void rows_end(Printer *p, Rows *rows) {
    take_notes(p, &rows->table.notes);
    if (!printer_at(p, TOKEN_END)) rows->table.close = printer_glue(p)->as.text;
}

Doc *rows_doc(Printer *p, const Rows *rows) {
    Doc *table = doc_table(p->arena, rows->table);
    return rows->gap ? doc_join(p->arena, rows->gap, table) : table;
}
