// JSON to its letter (ECMA-404), which is what CloudFormation takes: no comments, no comma before a
// closing bracket.
#include "base/buffer.h"
#include "base/utf8.h"
#include "load/loader.h"

typedef struct JsonReader {
    Loader *loader;
    Str text;
    size_t at;
} JsonReader;

static Value *read_value(JsonReader *r);

static char peek(const JsonReader *r) { return r->at < r->text.length ? r->text.at[r->at] : '\0'; }

static void skip_blanks(JsonReader *r) {
    while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\n' || peek(r) == '\r') r->at++;
}

static bool take(JsonReader *r, char c) {
    skip_blanks(r);
    if (peek(r) != c || r->at >= r->text.length) return false;
    r->at++;
    return true;
}

// ---- mistakes

static Span span_from(const JsonReader *r, size_t start) { return load_span(r->loader, start, r->at); }

static Span here(const JsonReader *r) {
    size_t length = 0;
    if (r->at < r->text.length) utf8_decode(r->text, r->at, &length);
    return load_span(r->loader, r->at, r->at + length);
}

// Always null, so that a reader of whatever it reads can return it; as a bool it is false.
static void *fail(JsonReader *r, Span span, const char *message, const char *label) {
    Diag *diag = diag_add(r->loader->diags, DIAG_TEMPLATE_SYNTAX, span, "not JSON: %s", message);
    if (label) diag_label(r->loader->diags, diag, "%s", label);
    return NULL;
}

// What somebody may have meant who wrote what stands here.
static void *fail_expecting(JsonReader *r, const char *expected) {
    const char *message = str_format(r->loader->arena, "%s expected", expected).at;
    skip_blanks(r);
    switch (peek(r)) {
    case '/':
    case '#': return fail(r, here(r), "a comment", "JSON has none; YAML does");
    case '\'': return fail(r, here(r), "a single quotation mark", "JSON quotes by `\"`");
    default: return fail(r, here(r), message, r->at >= r->text.length ? "the file ends here" : NULL);
    }
}

// ---- strings

static bool hex_digit(char c, uint32_t *value) {
    if (str_is_digit(c))
        *value = *value * 16 + (uint32_t)(c - '0');
    else if (str_to_lower(c) >= 'a' && str_to_lower(c) <= 'f')
        *value = *value * 16 + (uint32_t)(str_to_lower(c) - 'a' + 10);
    else
        return false;
    return true;
}

// The four digits behind `\u`.
static bool read_unit(JsonReader *r, uint32_t *unit) {
    *unit = 0;
    for (int i = 0; i < 4; i++, r->at++)
        if (r->at >= r->text.length || !hex_digit(r->text.at[r->at], unit)) return false;
    return true;
}

// Code points beyond U+FFFF are written as two: U+D800 to U+DBFF, then U+DC00 to U+DFFF.
static bool read_code_point(JsonReader *r, uint32_t *code_point) {
    uint32_t low;
    if (!read_unit(r, code_point)) return false;
    if (*code_point < 0xD800 || *code_point > 0xDFFF) return true;
    if (*code_point > 0xDBFF || !str_starts(str_slice(r->text, r->at, r->text.length), STR("\\u"))) return false;
    r->at += 2;
    if (!read_unit(r, &low) || low < 0xDC00 || low > 0xDFFF) return false;
    *code_point = 0x10000 + ((*code_point - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

static bool read_escape(JsonReader *r, Buffer *out) {
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    uint32_t code_point;
    const char c = peek(r);
    r->at++;
    if (c == 'u') {
        if (!read_code_point(r, &code_point)) return false;
        buffer_add_code_point(out, code_point);
        return true;
    }
    for (size_t i = 0; letters[i]; i++) {
        if (letters[i] != c) continue;
        buffer_add_byte(out, meanings[i]);
        return true;
    }
    return false;
}

// To the next `"`, `\` or control character.
static Str read_run(JsonReader *r) {
    const size_t start = r->at;
    while (r->at < r->text.length && (unsigned char)peek(r) >= 0x20 && peek(r) != '"' && peek(r) != '\\') r->at++;
    return str_slice(r->text, start, r->at);
}

static bool read_rest(JsonReader *r, Buffer *out) {
    while (peek(r) == '\\') {
        const size_t start = r->at++;
        if (!read_escape(r, out)) {
            if (r->at > r->text.length) r->at = r->text.length;
            return fail(r, span_from(r, start), "an escape that means nothing",
                        "the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
        }
        buffer_add(out, read_run(r));
    }
    return true;
}

// A string behind its opening quotation mark; without escapes it is a slice of the source.
static bool read_string(JsonReader *r, Str *result) {
    const size_t start = r->at - 1;
    *result = read_run(r);
    if (peek(r) == '\\') {
        Buffer out = buffer_new(r->loader->arena);
        buffer_add(&out, *result);
        if (!read_rest(r, &out)) return false;
        *result = buffer_str(&out);
    }
    if (r->at < r->text.length && peek(r) == '"') {
        r->at++;
        return true;
    }
    if (r->at < r->text.length && peek(r) != '\n' && peek(r) != '\r')
        return fail(r, here(r), "a control character in a string", "write it as an escape");
    return fail(r, span_from(r, start), "a string that is never closed", "close it by `\"`");
}

// ---- lists and maps

static Value *read_list(JsonReader *r, size_t start) {
    Value *list = value_list(r->loader->arena, SPAN_NONE), *item;
    if (!take(r, ']')) {
        do {
            if (!(item = read_value(r))) return NULL;
            value_add(r->loader->arena, list, item);
        } while (take(r, ','));
        if (!take(r, ']')) return fail_expecting(r, "`,` or `]`");
    }
    list->span = span_from(r, start);
    return list;
}

static bool read_entry(JsonReader *r, LoadingMap *map) {
    Str key;
    Value *value;
    if (!take(r, '"')) return fail_expecting(r, "a key in quotation marks");
    const size_t start = r->at - 1;
    if (!read_string(r, &key)) return false;
    const Span key_span = span_from(r, start);
    if (!take(r, ':')) return fail_expecting(r, "`:`");
    load_enter_key(r->loader, key);
    if (!(value = read_value(r))) return false;
    load_map_put(r->loader, map, key, key_span, value);
    return true;
}

static Value *read_map(JsonReader *r, size_t start) {
    LoadingMap map = load_map_new(r->loader, SPAN_NONE);
    if (!take(r, '}')) {
        do {
            if (!read_entry(r, &map)) return NULL;
        } while (take(r, ','));
        if (!take(r, '}')) return fail_expecting(r, "`,` or `}`");
    }
    map.map->span = span_from(r, start);
    return load_map_value(r->loader, map.map);
}

static Value *read_nested(JsonReader *r) {
    const size_t start = r->at++;
    if (!load_open(r->loader, span_from(r, start))) return NULL;
    Value *value = r->text.at[start] == '[' ? read_list(r, start) : read_map(r, start);
    load_close(r->loader);
    return value;
}

// ---- words and numbers

static Str read_bare(JsonReader *r) {
    const size_t start = r->at;
    while (str_is_alphanumeric(peek(r)) || peek(r) == '+' || peek(r) == '-' || peek(r) == '.' || peek(r) == '_')
        r->at++;
    return str_slice(r->text, start, r->at);
}

static Value *read_word(JsonReader *r) {
    const size_t start = r->at;
    const Str word = read_bare(r);
    const Span span = span_from(r, start);
    Arena *arena = r->loader->arena;
    if (str_is(word, "true") || str_is(word, "false")) return value_bool(arena, span, str_is(word, "true"));
    if (str_is(word, "null")) return load_null(r->loader, span);
    if (value_is_number_text(word)) return value_number(arena, span, word);
    if (!word.length) return fail_expecting(r, "a value");
    return fail(r, span, "neither a number nor `true` or `false`", "text stands in quotation marks");
}

static Value *read_value(JsonReader *r) {
    skip_blanks(r);
    const size_t start = r->at;
    const char c = peek(r);
    Str text;
    if (c == '{' || c == '[') return read_nested(r);
    if (c != '"') return read_word(r);
    r->at++;
    return read_string(r, &text) ? value_string(r->loader->arena, span_from(r, start), text) : NULL;
}

Value *load_json(Loader *loader) {
    JsonReader r = {.loader = loader, .text = loader->text};
    Value *root = read_value(&r);
    skip_blanks(&r);
    if (root && r.at < r.text.length) return fail(&r, here(&r), "something behind the end of the template", NULL);
    return root;
}
