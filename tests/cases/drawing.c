#include "cases/drawing.h"

#include "base/buffer.h"
#include "base/utf8.h"

// ---- reading one line

typedef struct LineReader {
    Str text;
    size_t at;
} LineReader;

static char peek(const LineReader *r) { return r->at < r->text.length ? r->text.at[r->at] : '\0'; }

static bool take(LineReader *r, char c) {
    if (peek(r) != c) return false;
    r->at++;
    return true;
}

static size_t take_all(LineReader *r, char c) {
    const size_t start = r->at;
    while (take(r, c)) {
    }
    return r->at - start;
}

static bool take_number(LineReader *r, size_t *number) {
    if (!str_is_digit(peek(r))) return false;
    for (*number = 0; str_is_digit(peek(r)); r->at++) *number = *number * 10 + (size_t)(peek(r) - '0');
    return true;
}

// "T0203 message => label"
static bool take_rest(LineReader *r, Drawn *drawn) {
    const Str rest = str_trim(str_slice(r->text, r->at, r->text.length));
    drawn->code = str_slice(rest, 0, 5);
    if (drawn->code.length != 5 || drawn->code.at[0] != 'T' || !str_is_digit(drawn->code.at[4])) return false;
    const size_t arrow = str_find(rest, STR("=> "), 5);
    drawn->message = str_trim(str_slice(rest, 5, arrow));
    drawn->label = str_trim(str_slice(rest, arrow + 3, rest.length));
    return true;
}

// "-", "1-3" or "7:1-3", behind "#@".
static bool take_columns(LineReader *r, Drawn *drawn) {
    if (take(r, '-')) {
        drawn->line = 0;
        return true;
    }
    if (!take_number(r, &drawn->from)) return false;
    if (take(r, ':')) {
        drawn->line = drawn->from;
        if (!take_number(r, &drawn->from)) return false;
    }
    return take(r, '-') && take_number(r, &drawn->to);
}

static bool take_carets(LineReader *r, Drawn *drawn) {
    take_all(r, ' ');
    drawn->from = r->at + 1;
    const size_t count = take_all(r, '^');
    drawn->to = drawn->from + count - 1;
    return count > 0;
}

// Whether the line draws a finding; `above` is the number of the last line that does not.
static bool read_line(Str line, size_t above, Drawn *drawn) {
    LineReader r = {line, 0};
    *drawn = (Drawn){.line = above};
    take_all(&r, ' ');
    if (!take(&r, '#')) return false;
    return (take(&r, '@') ? take_columns(&r, drawn) : take_carets(&r, drawn)) && take(&r, ' ') && take_rest(&r, drawn);
}

// ---- whole files

static size_t line_end(Str text, size_t at) {
    const size_t end = str_find_byte(text, '\n', at);
    return end < text.length ? end + 1 : text.length;
}

void drawing_read(Arena *arena, const SourceFile *file, Drawings *drawings) {
    size_t number = 1, above = 0;
    for (size_t at = 0; at < file->text.length; at = line_end(file->text, at), number++) {
        Drawn drawn;
        if (!read_line(str_slice(file->text, at, line_end(file->text, at)), above, &drawn)) {
            above = number;
            continue;
        }
        drawn.file = drawn.line ? file : NULL;
        vector_add(arena, drawings, drawn);
    }
}

Str drawing_stripped(Arena *arena, Str text) {
    Buffer stripped = buffer_new(arena);
    for (size_t at = 0; at < text.length; at = line_end(text, at)) {
        Drawn drawn;
        const Str line = str_slice(text, at, line_end(text, at));
        if (!read_line(line, 1, &drawn)) buffer_add(&stripped, line);
    }
    return buffer_str(&stripped);
}

// ---- findings

Drawn drawing_of(const Sources *sources, const Diag *diag) {
    Drawn drawn = {.code = str_of(diag_code_info(diag->code)->number), .message = diag->message, .label = diag->label};
    if (span_is_none(diag->span)) return drawn;
    const Place start = sources_place(sources, diag->span.start), end = sources_place(sources, diag->span.end);
    drawn.file = start.file;
    drawn.line = start.line;
    drawn.from = start.column;
    drawn.to = end.line == start.line ? end.column - 1 : utf8_count(source_line(sources, start.file, start.line));
    if (drawn.to < drawn.from) drawn.to = drawn.from;
    return drawn;
}

static bool contains(Str text, Str part) { return !part.length || str_find(text, part, 0) < text.length; }

bool drawing_fits(const Drawn *expected, const Drawn *found) {
    return expected->file == found->file && expected->line == found->line && expected->from == found->from &&
           expected->to == found->to && str_equal(expected->code, found->code) &&
           contains(found->message, expected->message) && contains(found->label, expected->label);
}

static void add_place(Buffer *text, const Drawn *drawn, bool absolute) {
    if (!drawn->line) {
        buffer_add_text(text, "#@-");
    } else if (absolute) {
        buffer_add_format(text, "#@%zu:%zu-%zu", drawn->line, drawn->from, drawn->to);
    } else if (drawn->from < 2) {
        buffer_add_format(text, "#@%zu-%zu", drawn->from, drawn->to);
    } else {
        buffer_add_byte(text, '#');
        buffer_add_repeated(text, ' ', drawn->from - 2);
        buffer_add_repeated(text, '^', drawn->to - drawn->from + 1);
    }
}

Str drawing_text(Arena *arena, const Drawn *drawn, bool absolute) {
    Buffer text = buffer_new(arena);
    add_place(&text, drawn, absolute);
    buffer_add_format(&text, " %.*s %.*s", STR_ARG(drawn->code), STR_ARG(drawn->message));
    if (drawn->label.length) buffer_add_format(&text, " => %.*s", STR_ARG(drawn->label));
    return buffer_str(&text);
}
