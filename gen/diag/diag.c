#include "diag/diag.h"

#include <stdarg.h>

static const DiagCodeInfo codes[] = {
    {.number = "", .name = "", .title = "", .remedy = ""},
#define CODE(number, name, severity, title, remedy) {number, #name, SEVERITY_##severity, title, remedy},
#include "diag/codes.def"
#undef CODE
};

Diags *diags_new(Arena *arena) {
    Diags *diags = arena_make(arena, Diags);
    diags->arena = arena;
    diags->by_content = table_new(arena);
    return diags;
}

static bool same_span(Span a, Span b) { return a.start == b.start && a.end == b.end; }

static Str content_of(const Diags *diags, DiagCode code, Span span, Str message) {
    return str_format(diags->arena, "%d %u %u %.*s", (int)code, span.start, span.end, STR_ARG(message));
}

static Diag *add(Diags *diags, DiagCode code, Severity severity, Span span, Str message) {
    Diag *diag = arena_make(diags->arena, Diag);
    *diag = (Diag){.code = code, .severity = severity, .span = span, .message = message};
    vector_add(diags->arena, &diags->all, diag);
    diags->errors += diag->severity == SEVERITY_ERROR;
    diags->warnings += diag->severity == SEVERITY_WARNING;
    return diag;
}

Diag *diag_add(Diags *diags, DiagCode code, Span span, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const Str message = str_format_list(diags->arena, format, arguments);
    va_end(arguments);
    const Str content = content_of(diags, code, span, message);
    Diag *diag = table_get(&diags->by_content, content);
    if (!diag) table_set(&diags->by_content, content, diag = add(diags, code, codes[code].severity, span, message));
    diag->environments |= diags->environment;
    return diag;
}

Diag *diag_add_rule(Diags *diags, Severity severity, Str rule, Span span, Str message) {
    const Str content = str_format(diags->arena, "%.*s %u %u %.*s", STR_ARG(rule), span.start, span.end, STR_ARG(message));
    Diag *diag = table_get(&diags->by_content, content);
    if (!diag) {
        diag = add(diags, DIAG_TEMPLATE_RULE, severity, span, message);
        diag->rule = rule;
        table_set(&diags->by_content, content, diag);
    }
    diag->environments |= diags->environment;
    return diag;
}

Str diag_id(const Diag *diag) { return diag->rule.length ? diag->rule : str_of(codes[diag->code].number); }

Diag *diag_label(Diags *diags, Diag *diag, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    diag->label = str_format_list(diags->arena, format, arguments);
    va_end(arguments);
    return diag;
}

static bool has_note(const Diag *diag, Span span, Str message) {
    for (size_t i = 0; i < diag->notes.count; i++)
        if (same_span(diag->notes.at[i].span, span) && str_equal(diag->notes.at[i].message, message)) return true;
    return false;
}

Diag *diag_note(Diags *diags, Diag *diag, Span span, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const Str message = str_format_list(diags->arena, format, arguments);
    va_end(arguments);
    if (!has_note(diag, span, message)) vector_add(diags->arena, &diag->notes, (DiagNote){span, message});
    return diag;
}

static bool has_fix(const Diag *diag, Span span) {
    for (size_t i = 0; i < diag->fixes.count; i++)
        if (same_span(diag->fixes.at[i].span, span)) return true;
    return false;
}

Diag *diag_fix(Diags *diags, Diag *diag, Span span, Str replacement) {
    if (!has_fix(diag, span))
        vector_add(diags->arena, &diag->fixes, (DiagFix){span, str_copy(diags->arena, replacement)});
    return diag;
}

Diag *diag_suggest(Diags *diags, Diag *diag, Span span, Str best) {
    if (!best.length) return diag;
    diag_label(diags, diag, "did you mean `%.*s`?", STR_ARG(best));
    return diag_fix(diags, diag, span, best);
}

const DiagCodeInfo *diag_code_info(DiagCode code) { return &codes[code]; }

DiagCode diag_code_find(Str text) {
    int code = DIAG_NONE + 1;
    while (code < DIAG_CODE_COUNT && !str_is(text, codes[code].number) && !str_is(text, codes[code].name)) code++;
    return (DiagCode)code;
}

bool diag_is_lexical(DiagCode code) {
    // T00xx is tokens; what follows a bad string or comment may be lost all the same.
    const bool token = codes[code].number[1] == '0' && codes[code].number[2] == '0';
    const bool swallows = code == DIAG_TEXT_UNCLOSED || code == DIAG_TEXT_NOT_UTF8 || code == DIAG_STRING_UNCLOSED;
    return (token && !swallows) || code == DIAG_NAME_CASE || codes[code].severity != SEVERITY_ERROR;
}

const char *severity_name(Severity severity) {
    switch (severity) {
    case SEVERITY_ERROR: return "error";
    case SEVERITY_WARNING: return "warning";
    case SEVERITY_INFO: return "info";
    }
    return "";
}
